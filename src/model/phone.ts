/**
 * Who a message goes to, as the API writes it: digits with country code and no plus, or a business-scoped id of a person
 * without a visible number (cloud-api.md, section 0 fact 4). Inside contact cards phones are E.164, with the plus.
 * Used by the message and template families and by http for ids in paths.
 */

/** E.164 has at most 15 digits and no country code begins with 0; 7 is the shortest that exists with one. */
const digits = /^[1-9]\d{6,14}$/
const scopedId = /^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/
const separators = /[\s().-]/g
const e164 = /^\+[1-9]\d{6,14}$/

/** The same two forms for OpenAPI. */
export const userIdPattern = `${digits.source}|${scopedId.source}`

export function isUserId(text: string): boolean {
  return digits.test(text) || scopedId.test(text)
}

export function isDigitsPhone(text: string): boolean {
  return digits.test(text)
}

/** `+593 98-765 (4321)` -> `+593987654321`; undefined when it is not E.164 with its plus. */
export function normaliseE164(text: string): string | undefined {
  const phone = text.replace(separators, '')
  return e164.test(phone) ? phone : undefined
}
