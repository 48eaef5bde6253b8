/** Sentences of the command line in the reader's language, from the tables in `cli/texts`. */
import type { Locale, Texts } from '../../model/errors/texts.ts'
import { checkTexts } from '../texts/checks.ts'
import { commandTexts } from '../texts/commands.ts'
import { frameTexts } from '../texts/frame.ts'
import { optionTexts } from '../texts/options.ts'
import { resultTexts } from '../texts/results.ts'

export const texts = { ...frameTexts, ...commandTexts, ...optionTexts, ...resultTexts, ...checkTexts } satisfies Record<
  string,
  Texts
>

export type TextKey = keyof typeof texts

export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

export function sayIn(language: Locale): Say {
  return (key, values = {}) => {
    // A text's own braces, such as those of a template's variable, are doubled and have no name in `values`.
    const fill = (whole: string, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole)
    return texts[key][language].replaceAll(/\{(\w+)\}/g, fill)
  }
}
