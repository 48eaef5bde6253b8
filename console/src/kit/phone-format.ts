/** The numbering plans, in a file of their own that is loaded when the first number is shown. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** `digits` with country code; they come back with a plus where they are no possible number. */
export function formatPhone(digits: string): string {
  return parsePhoneNumberFromString(`+${digits}`)?.formatInternational() ?? `+${digits}`
}
