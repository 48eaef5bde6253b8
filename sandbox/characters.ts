/**
 * Length of a text in code points; of text that people read, in code points of its NFC form, so that a combining accent
 * does not count as a letter. The gateway counts the same way with code of its own, so both give one verdict at the
 * edge of a limit.
 */

/** For codes, ids and addresses, which are not normalized. */
export function pointsIn(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** For text that people read. */
export function charactersIn(text: string): number {
  if (!beyondLatin.test(text)) return text.length
  return pointsIn(isStreamSafe(text) ? text.normalize('NFC') : text)
}

/** No code point below U+0300 combines, so there each UTF-16 unit is a character. */
const beyondLatin = /[^\0-\u02ff]/

const run = /\p{M}+/gu

/** UAX 15: at most 30 marks in a row. Sorting longer runs is quadratic, so these are counted without normalization. */
function isStreamSafe(text: string): boolean {
  for (const [marks] of text.matchAll(run)) if (marks.length > 30) return false
  return true
}
