/**
 * Recipients as the API writes them: digits with country code and no plus, or a business-scoped id of a person without
 * a visible number (cloud-api.md, section 0 fact 4). Inside contact cards phones are E.164, with the plus. Some numbers
 * have two spellings (Brazil, Mexico, Argentina): both are the same person everywhere.
 */

import { countryOf } from './country.ts'

/** E.164 has at most 15 digits and no country code begins with 0; the shortest number with one has 7. */
const digits = /^[1-9]\d{6,14}$/
const scopedId = /^[A-Z]{2}\.(?:ENT\.)?[0-9A-Za-z]{1,128}$/
const separators = /[\s().-]/g
const e164 = /^\+[1-9]\d{6,14}$/

/** The same two forms for OpenAPI. */
export const userIdPattern = `${digits.source}|${scopedId.source}`

export function isUserId(text: string): boolean {
  return digits.test(text) || scopedId.test(text)
}

/**
 * Parses an id as people write it: with a plus, with surrounding space, and after a plus also with separators, as in
 * pasted numbers. Undefined when it is not an id.
 */
export function readUserIdText(written: string): string | undefined {
  const text = written.trim()
  return isUserId(text) ? text : normaliseE164(text)?.slice(1)
}

export function isDigitsPhone(text: string): boolean {
  return digits.test(text)
}

/** `+593 98-765 (4321)` -> `+593987654321`; undefined when it is not E.164 with its plus. */
export function normaliseE164(text: string): string | undefined {
  const phone = text.replace(separators, '')
  return e164.test(phone) ? phone : undefined
}

/**
 * With fewer digits nothing is guessed: in some countries a full number is as short as one without country code
 * elsewhere.
 */
const fewestFullDigits = 11
const northAmerica = /^1[2-9]\d{9}$/

/**
 * The phone of a contact card in E.164, as far as it can be determined. A full number gets its plus; a suffix of `waId`
 * becomes that number; local, short and service numbers stay as written, because the card is only shown to a person who
 * may know better.
 */
export function contactPhone(written: string | undefined, waId: string | undefined): string | undefined {
  const known = waId?.replace(separators, '').replace(/^\+/, '')
  const isKnown = known !== undefined && isDigitsPhone(known)
  if (written === undefined) return isKnown ? `+${known}` : undefined
  const number = written.replace(separators, '').replace(/^00(?=[1-9])/, '+')
  if (e164.test(number)) return number
  if (isKnown && /^\d{5,}$/.test(number) && known.endsWith(number.replace(/^0+/, ''))) return `+${known}`
  return isFull(number) ? `+${number}` : written
}

function isFull(number: string): boolean {
  if (!isDigitsPhone(number) || number.length < fewestFullDigits || countryOf(number) === undefined) return false
  return !number.startsWith('1') || northAmerica.test(number)
}

/**
 * Numbers that people write in two ways and WhatsApp knows by one: Brazil's ninth digit, which older accounts lack;
 * Mexico's mobile 1, gone since 2019; Argentina's mobile 9. The account is the same for both.
 */
const twoWays: readonly { long: RegExp; short: RegExp; infix: string }[] = [
  { long: /^(55[1-9]\d)9([6-9]\d{7})$/, short: /^(55[1-9]\d)([6-9]\d{7})$/, infix: '9' },
  { long: /^(52)1([2-9]\d{9})$/, short: /^(52)([2-9]\d{9})$/, infix: '1' },
  { long: /^(54)9([1-8]\d{9})$/, short: /^(54)([1-8]\d{9})$/, infix: '9' },
]
/** Prefixes of those countries, so that all others cost one comparison. */
const mayHaveTwo = /^5[245]\d/

/** The other spelling of the same person's number, if there is one. */
export function otherSpelling(userId: string): string | undefined {
  if (!mayHaveTwo.test(userId)) return undefined
  for (const { long, short, infix } of twoWays) {
    const parts = long.exec(userId)
    if (parts) return `${parts[1]}${parts[2]}`
    const fewer = short.exec(userId)
    if (fewer) return `${fewer[1]}${infix}${fewer[2]}`
  }
  return undefined
}

/** Equal for every spelling of the same person: the longer one. */
export function personKey(userId: string): string {
  const other = otherSpelling(userId)
  return other !== undefined && other.length > userId.length ? other : userId
}
