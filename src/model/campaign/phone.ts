/**
 * Normalizes a phone number as spreadsheets, address books and links write it to the digits that a send takes. Only
 * input that can mean a single number is normalized; everything else is a bad row with its own reason. Pure. Also
 * distinguishes a row from a header.
 */

import { isDigitsPhone, isUserId } from '../user/phone.ts'
import type { RowRule } from './reason.ts'

export type DestinationReading = { ok: true; value: string } | { ok: false; rule: RowRule }

/** Longer than any notation of one number, links included; longer cells are not parsed. */
const longestCell = 256

/** Zero-width characters: soft hyphen, zero-width spaces, direction marks, joiners, a byte order mark. */
const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
/** Hyphens, dashes and the typographic minus. */
const dashes = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g
/** `="593987654321"` and `'593987654321`, with which exports and people keep a spreadsheet from reading a number. */
const formula = /^="([^"]*)"$/
const apostrophe = /^['\u2018\u2019`]/
/** Addresses that open a chat or a call: tel:, wa.me, api.whatsapp.com/send?phone=, whatsapp://send?phone=. */
const phoneOf = String.raw`send\/?\?(?:[^#]*&)?phone=`
const chats = [
  'tel:',
  String.raw`(?:https?:\/\/)?(?:www\.)?wa\.me\/`,
  String.raw`(?:https?:\/\/)?(?:api|web)\.whatsapp\.com\/${phoneOf}`,
  String.raw`whatsapp:\/\/${phoneOf}`,
]
/** Exported for the test of every expression's cost. */
export const chatLink = new RegExp(`^(?:${chats.join('|')})([^?&#;]*)`, 'i')
/** 5.93988E+11: digits were lost when the file was saved. */
const scientific = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i
/** 593987654321.0, as some programs write whole numbers. */
const decimals = /^(\+?\d{7,15})[.,]0+$/
/** `+593 (0)98…`: the trunk zero, dialled only within the country. */
const trunkInBrackets = /^(\+?\(?\+?\d{1,3}\)?[ .-]?)\(0\)/
/**
 * Groups between separators, the last one of at least two digits: 55 (11) 9 8765-4321, (+593) 998887777. A last group
 * of one digit may be a fraction.
 */
const grouped = /^\(?\+?\(?\d+\)?(?:[ .()-]{1,3}\d+)*$/
const lastGroup = /(?:^|\D)\d$/
/** Latin American countries where no national number begins with 0: the trunk zero was kept. */
const trunkRetained = /^(?:593|591|595|598|5[1245678])0/

export function readDestination(cell: string): DestinationReading {
  if (cell.length > longestCell) return { ok: false, rule: 'destination_form' }
  // Most cells are plain digits, and a file may have a million of them.
  if (isDigitsPhone(cell)) return readDigits(cell)
  const written = plain(cell)
  if (isUserId(written) && !isDigitsPhone(written)) return { ok: true, value: written }
  if (written === '') return { ok: false, rule: 'destination_empty' }
  if (scientific.test(written)) return { ok: false, rule: 'destination_scientific' }
  const whole = (decimals.exec(written)?.[1] ?? written).replace(trunkInBrackets, '$1')
  if (!grouped.test(whole) || lastGroup.test(whole)) return { ok: false, rule: 'destination_form' }
  return readDigits(whole.replaceAll(/\D/g, ''))
}

const local: DestinationReading = { ok: false, rule: 'destination_local' }

/** Removes everything around the number (marks, links, formulas); leaves plain spaces, hyphens and digits. */
function plain(cell: string): string {
  const visible = cell
    .normalize('NFKC')
    .replaceAll(invisible, '')
    .replaceAll(dashes, '-')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const bare = (formula.exec(visible)?.[1] ?? visible).replace(apostrophe, '').trim()
  const linked = chatLink.exec(bare)?.[1]
  return linked === undefined ? bare : linked.replaceAll(/%20|%2b/gi, (code) => (code === '%20' ? ' ' : '+')).trim()
}

/** A plus or 00 is the international prefix; a single 0 is the national one, and leaves the country open. */
function readDigits(digits: string): DestinationReading {
  const number = digits.startsWith('00') ? digits.slice(2) : digits
  if (number.startsWith('0') || trunkRetained.test(number)) return local
  return isUserId(number) ? { ok: true, value: number } : { ok: false, rule: 'destination_form' }
}

/** Fewer digits may be a column name, such as a year. */
const fewestSpoilt = 5

/** A phone, or the remains of one: no header begins with it. */
export function looksLikeDestination(cell: string): boolean {
  const reading = readDestination(cell)
  if (reading.ok) return true
  if (reading.rule === 'destination_empty') return false
  if (reading.rule !== 'destination_form') return true
  return !/\p{L}/u.test(cell.slice(0, longestCell)) && cell.replaceAll(/\D/g, '').length >= fewestSpoilt
}
