/**
 * The business number that a change is about, by every name that Meta's fields use for it (meta-2026.md, sections 8 and
 * 16.1). A change that names a number is for that number's bot only.
 */
import { idOf, type Json, objectOf, textOf } from '../../../model/json.ts'

/** By id, or by its digits where a field has only those. */
export type NumberName = { phoneNumberId?: string; displayNumber?: string }

/**
 * `metadata` first, then the value itself, then the objects right under it, as in `messaging_handovers` and
 * `account_settings_update`.
 */
export function numberNamedIn(value: Json): NumberName {
  const metadata = objectOf(value.metadata)
  const places = [metadata, value, ...Object.values(value).map(objectOf)].filter((position) => position !== undefined)
  const named = places.find(({ phone_number_id: id }) => idOf(id) !== undefined)
  const phoneNumberId = idOf(named?.phone_number_id) ?? alertedNumber(value)
  // Digits beside an id belong to the same number.
  const displayNumber = named ? digitsOf(named.display_phone_number) : displayedIn(places, value)
  return { ...(phoneNumberId ? { phoneNumberId } : {}), ...(displayNumber ? { displayNumber } : {}) }
}

/** Only `account_update` calls it `phone_number`, at the top level: deeper down that is a person's. */
function displayedIn(places: Json[], value: Json): string | undefined {
  const named = places.find((position) => digitsOf(position.display_phone_number) !== undefined)
  return digitsOf(named?.display_phone_number) ?? digitsOf(value.phone_number)
}

/** `account_alerts` names an entity of any kind. */
function alertedNumber(value: Json): string | undefined {
  return textOf(value.entity_type)?.toUpperCase() === 'PHONE_NUMBER' ? idOf(value.entity_id) : undefined
}

/** `+1 555-078-3881` and 15550783881 are one. */
export function digitsOf(number: unknown): string | undefined {
  return idOf(number)?.replace(/\D/g, '') || undefined
}
