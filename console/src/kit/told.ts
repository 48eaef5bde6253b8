/** An error that knows the sentences by which a person is told of it; `code` is what others can look up. */
import type { WordKey } from '../words/words.tsx'

export class Told extends Error {
  override name = 'Told'
  readonly told: { title: WordKey; text: WordKey; code: string }

  constructor(told: Told['told'], cause?: unknown) {
    super(`${told.text}: ${told.code}`, { cause })
    this.told = told
  }
}
