/**
 * A phone number as spreadsheets and address books write it, read as the digits that a send takes. Only what can mean one number is
 * normalised; everything else is a bad row with its own reason. Pure; called for the first cell of every row of a campaign's file.
 */
import type { RowRule } from './campaign-reason.ts'
import { isUserId } from './phone.ts'

export type DestinationReading = { ok: true; value: string } | { ok: false; rule: RowRule }

/** `="593987654321"`, by which exports keep spreadsheets from reading a number. */
const formula = /^="([^"]*)"$/
/** 5.93988E+11: digits were lost when the file was saved. */
const scientific = /^[+-]?\d+(?:[.,]\d+)?e[+-]?\d+$/i
/** 593987654321.0, as some programs write whole numbers. */
const decimals = /^(\+?\d{7,15})\.0+$/
/** Groups of at least two digits between single separators: 593 98-765-4321, +1 (212) 555.0100. */
const grouped = /^\+?\(?\d+\)?(?:[ .()-]{1,3}\d{2,})*\)?$/

export function readDestination(cell: string): DestinationReading {
  const written = (formula.exec(cell)?.[1] ?? cell).replaceAll(/[\s\u00a0\u200e\u202a-\u202c\u2011]+/g, spaceOf).trim()
  if (isUserId(written)) return { ok: true, value: written }
  if (written === '') return { ok: false, rule: 'destination_empty' }
  if (scientific.test(written)) return { ok: false, rule: 'destination_scientific' }
  const whole = decimals.exec(written)?.[1] ?? written
  if (!grouped.test(whole)) return { ok: false, rule: 'destination_form' }
  return readDigits(whole.replaceAll(/\D/g, ''))
}

/** A plus or 00 is how one dials abroad; a single 0 is how one dials at home, and leaves the country open. */
function readDigits(digits: string): DestinationReading {
  const number = digits.startsWith('00') ? digits.slice(2) : digits
  if (number.startsWith('0')) return { ok: false, rule: 'destination_local' }
  return isUserId(number) ? { ok: true, value: number } : { ok: false, rule: 'destination_form' }
}

/** Marks of direction and the like have no width; the hyphen that does not break is a hyphen. */
function spaceOf(blank: string): string {
  return blank.includes('\u2011') ? '-' : /[\s\u00a0]/.test(blank) ? ' ' : ''
}
