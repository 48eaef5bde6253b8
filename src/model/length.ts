/**
 * How long a text is, and what a title may not hold. Length is counted in characters as people see them: a letter with its
 * accents counts once. Emoji count as WhatsApp's server counts them, by code points, so a family of four is seven (our reading:
 * no document says it; counting them once would let texts through that Meta refuses).
 * Read by the message and template families for every limit. Pure; the common text, shorter than its limit, costs one comparison.
 */

const clusters = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** No script needs more code points for one letter; what has more is a pile of accents, and counts whole. */
const longestLetter = 8

/** Below U+0300 nothing combines: one code unit is one character. */
const combining = /[^\0-\u02ff]/

/** Pictographs but for the signs that are plain text unless followed by U+FE0F (©, ®, ™, ‼, ⁉, ℹ and arrows). */
const emoji =
  /[\p{Extended_Pictographic}--[\u00A9\u00AE\u203C\u2049\u2122\u2139\u2194-\u21AA]]|[\p{Regional_Indicator}\p{Emoji_Modifier}\uFE0F\u20E3]/v

/** A mark opens after a non-letter and before a non-space, and closes the other way round, as WhatsApp reads it. */
const formatted = /(?<![\p{L}\p{N}])([*_~`])(?!\s|\1)[^\n]*?(?<!\s)\1(?![\p{L}\p{N}])|```[\s\S]+?```/u

export function length(text: string): number {
  if (!combining.test(text)) return text.length
  let total = 0
  for (const { segment } of clusters.segment(text)) total += segment.length === 1 ? 1 : clusterLength(segment)
  return total
}

/**
 * The length, if it is over the limit. A text so long that no reading makes it fit is counted by code points only:
 * segmenting a megabyte takes 150 ms.
 */
export function lengthOver(text: string, limit: number): number | undefined {
  if (text.length <= limit) return undefined
  const actual = text.length > limit * longestLetter * 2 ? codePoints(text) : length(text)
  return actual > limit ? actual : undefined
}

export function hasEmoji(text: string): boolean {
  return emoji.test(text)
}

/** Whether WhatsApp would show a part of it formatted: *bold*, _italic_, ~struck~, `code` or ```code```. */
export function hasMarkdown(text: string): boolean {
  return formatted.test(text)
}

function clusterLength(cluster: string): number {
  const points = codePoints(cluster)
  return points > longestLetter || cluster === '\r\n' || emoji.test(cluster) ? points : 1
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
