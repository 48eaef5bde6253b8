/**
 * WhatsApp's normalization of a phone number. Pure. A wa_id is digits and may differ from the number sent: Mexico lost
 * its mobile 1, Argentina has a mobile 9, and Brazil's older accounts have no ninth digit.
 */

/** `+52 1 55 1234 5678` -> `5215512345678`: everything except the digits is dropped. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '')
}

/** The id of the WhatsApp account with these digits. Idempotent. */
export function waIdOf(digits: string): string {
  if (/^521\d{10}$/.test(digits)) return `52${digits.slice(3)}`
  if (/^54[1-8]\d{9}$/.test(digits)) return `549${digits.slice(2)}`
  if (isBrazilianWithNinthDigit(digits) && Number(digits.slice(2, 4)) >= 31) return digits.slice(0, 4) + digits.slice(5)
  return digits
}

function isBrazilianWithNinthDigit(digits: string): boolean {
  return /^55\d{2}9[6-9]\d{7}$/.test(digits)
}
