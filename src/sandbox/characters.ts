// How long a text is: code points, and of what people read those of its NFC form, for an accent of its own makes no letter longer. The gateway
// counts the same by code of its own, so that a limit at its edge has one verdict in both.

/** Of codes, ids and addresses, which are as they are. */
export function pointsIn(text: string): number {
  let count = 0
  for (const _ of text) count += 1
  return count
}

/** Of what people read. */
export function charactersIn(text: string): number {
  if (!beyondLatin.test(text)) return text.length
  return pointsIn(isStreamSafe(text) ? text.normalize('NFC') : text)
}

/** Below U+0300 nothing combines, and a unit is a character. */
const beyondLatin = /[^\0-\u02ff]/

const run = /\p{M}+/gu

/** UAX 15: at most 30 marks in a row. Sorting more costs their square, so these are counted as they are. */
function isStreamSafe(text: string): boolean {
  for (const [marks] of text.matchAll(run)) if (marks.length > 30) return false
  return true
}
