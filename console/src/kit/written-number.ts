/** Phone numbers as people write them, with spaces, signs and brackets between their digits. */

/** Other texts lose these too. */
export function bareNumber(written: string): string {
  return written.replaceAll(/[\s+()-]/g, '')
}

/** A number in its digits; another name of a person, such as an id, as it is. */
export function personNamed(written: string): string {
  const digits = bareNumber(written)
  return /^\d+$/.test(digits) ? digits : written.trim()
}
