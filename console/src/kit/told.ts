/** An error that knows the sentences by which a person is told of it; `code` is what others can look up. */
import type { en } from '../words/en.ts'

type Sentences = {
  title: keyof typeof en
  text: keyof typeof en
  code: string
  values?: Record<string, string | number>
}

export class Told extends Error {
  override name = 'Told'
  readonly told: Sentences

  constructor(told: Sentences, cause?: unknown) {
    super(`${told.text}: ${told.code}`, { cause })
    this.told = told
  }
}
