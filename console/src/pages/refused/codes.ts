/** What the codes of refusals mean in a few words; docs/errors.md has all of it. */
import type { WordKey } from '../../words/words.tsx'

const words: Readonly<Record<string, WordKey>> = {
  E0422: 'refused.E0422',
  E1019: 'refused.E1019',
  R4000: 'refused.R4000',
  R4002: 'refused.R4002',
  R4030: 'refused.R4030',
  R4033: 'refused.R4033',
  R4220: 'refused.R4220',
  R4291: 'refused.R4291',
  R4292: 'refused.R4292',
  NO_TEMPLATE: 'refused.NO_TEMPLATE',
}

/** Undefined: the code says it alone. */
export function wordOf(code: string): WordKey | undefined {
  return words[code]
}
