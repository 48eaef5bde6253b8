/**
 * The one definition of length, for validation, previews, campaigns and templates: code points of the text in NFC,
 * which is how it is sent. Meta's limits are in "characters", and no document says of which kind; its server counts
 * code points, and a letter with its accent is one of them in NFC and two in NFD, as macOS and some databases write it.
 * Texts for people are composed when they are parsed (`request/check.ts`), so the counted, shown, stored and sent text
 * is the same; addresses, payloads and ids stay unchanged. The sandbox counts the same by code of its own. Also what a
 * title may not contain. Pure, and linear in the text.
 */

/** Below U+0300 nothing combines, and NFC changes nothing. */
const combining = /[^\0-\u02ff]/
const marks = /\p{M}+/gu

/**
 * Unicode's own bound on the marks of one letter (UAX 15, Stream-Safe Text): no language has a third as many. Sorting
 * more is quadratic, 240 s for half a megabyte, so a text with such a pile stays unchanged.
 */
const maxMarks = 30

/** In NFC. */
export function composed(text: string): string {
  if (!combining.test(text) || hasPile(text)) return text
  return text.normalize('NFC')
}

function hasPile(text: string): boolean {
  for (const [run] of text.matchAll(marks)) if (run.length > maxMarks) return true
  return false
}

/** In code points. */
export function length(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}

/** The length, if it is over the limit. A text within its limit costs one comparison in the common case. */
export function lengthOver(text: string, limit: number): number | undefined {
  if (text.length <= limit) return undefined
  const actual = length(text)
  return actual > limit ? actual : undefined
}

/** Pictographs except the signs that are plain text unless followed by U+FE0F (©, ®, ™, ‼, ⁉, ℹ and arrows). */
const signs = String.raw`[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA]`
export const emoji = new RegExp(
  String.raw`[\p{Extended_Pictographic}--${signs}]|[\p{Regional_Indicator}\p{Emoji_Modifier}\uFE0F\u20E3]`,
  'v',
)

export function hasEmoji(text: string): boolean {
  return emoji.test(text)
}

const letter = /[\p{L}\p{N}]/u
const space = /\s/

/**
 * Whether WhatsApp would format a part of it: *bold*, _italic_, ~struck~, `code` or ```code```. A mark opens after a
 * non-letter and before a non-space, and closes the other way round, in its line. One pass: a regular expression for it
 * is quadratic in a long text.
 */
export function hasMarkdown(text: string): boolean {
  const fence = text.indexOf('```')
  if (fence >= 0 && text.indexOf('```', fence + 4) >= 0) return true
  return text.split('\n').some((line) => hasMarks([...line]))
}

function hasMarks(line: string[]): boolean {
  const open = new Set<string>()
  for (const [index, mark] of line.entries()) {
    if (!'*_~`'.includes(mark)) continue
    const [before = '', after = ''] = [line[index - 1], line[index + 1]]
    if (open.has(mark) && !space.test(before) && before !== '' && !letter.test(after)) return true
    if (!letter.test(before) && after !== '' && after !== mark && !space.test(after)) open.add(mark)
  }
  return false
}
