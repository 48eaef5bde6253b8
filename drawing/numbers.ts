/** Telephone numbers as people write them: the country code, then the country's usual groups. */

const groups: Record<string, readonly number[]> = {
  1: [3, 3, 4],
  7: [3, 3, 2, 2],
  34: [3, 3, 3],
  44: [4, 6],
  49: [3, 4, 4],
  51: [3, 3, 3],
  52: [1, 2, 4, 4],
  54: [1, 2, 4, 4],
  55: [2, 5, 4],
  56: [1, 4, 4],
  57: [3, 3, 4],
  58: [3, 3, 4],
  591: [1, 3, 4],
  593: [2, 3, 4],
  595: [3, 3, 3],
  598: [2, 3, 3],
}
const twoDigits = /^(?:2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/

/** `593987654321` -> `+593 98 765 4321`; a text that is not digits (a scoped id) is returned unchanged. */
export function phoneOf(digits: string): string {
  if (!/^\d{6,}$/.test(digits)) return digits
  const code = /^[17]/.test(digits) ? digits.slice(0, 1) : digits.slice(0, twoDigits.test(digits) ? 2 : 3)
  const parts: string[] = []
  let rest = digits.slice(code.length)
  const known = groups[code] ?? []
  // From the end, because a short number lacks digits at the front.
  for (const size of [...(known.length > 0 ? known : [3, 3, 4])].reverse()) {
    if (rest === '') break
    parts.unshift(rest.slice(-size))
    rest = rest.slice(0, -size)
  }
  return [`+${code}`, ...(rest === '' ? [] : [rest]), ...parts].join(' ')
}
