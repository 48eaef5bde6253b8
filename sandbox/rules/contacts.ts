/**
 * Location, contact cards and reactions (cloud-api.md 1.1). Contacts: the documentation's maximum of 257, and any
 * string as a type, since Meta's own example uses "Office" and "Landline".
 */
import type { Refusal } from '../graph/error.ts'
import { isJson, listAt, parseJson } from '../wire.ts'
import { countOf, each, invalid, missing, objectAt, optionalText, requiredText } from './check.ts'

export function checkLocation(content: unknown): Refusal | undefined {
  if (!isJson(content)) return missing('location')
  return (
    coordinate(content.latitude, "location['latitude']", 90) ??
    coordinate(content.longitude, "location['longitude']", 180) ??
    optionalText(content.name, "location['name']", 1000) ??
    optionalText(content.address, "location['address']", 1000)
  )
}

function coordinate(value: unknown, path: string, limit: number): Refusal | undefined {
  if (value === undefined || value === null || value === '') return missing(path)
  const degrees = typeof value === 'string' ? Number(value) : value
  const isInside = typeof degrees === 'number' && Math.abs(degrees) <= limit
  return isInside ? undefined : invalid(`${path} must be a number from -${limit} to ${limit}`)
}

export function checkContacts(content: unknown): Refusal | undefined {
  const cards = cardsOf(content)
  return countOf(cards, 'contacts', 1, 257) ?? each(cards as unknown[], checkContact)
}

/** Graph also accepts a list as a JSON string, and whatsapp-api-js sends it so [LIB]. */
export function cardsOf(content: unknown): unknown {
  return typeof content === 'string' ? parseJson(content) : content
}

function checkContact(contact: unknown, index: number): Refusal | undefined {
  const path = `contacts[${index}]`
  if (!isJson(contact)) return invalid(`${path} must be an object`)
  if (!isJson(contact.name)) return missing(`${path}['name']`)
  const { birthday } = contact
  if (birthday !== undefined && !isDate(birthday)) return invalid(`${path}['birthday'] must be YYYY-MM-DD`)
  return (
    requiredText(contact.name.formatted_name, `${path}['name']['formatted_name']`, 1000) ??
    each(['phones', 'emails', 'addresses', 'urls'], (key) => listOfObjects(contact, key, path))
  )
}

function listOfObjects(contact: unknown, key: string, path: string): Refusal | undefined {
  const value = isJson(contact) ? contact[key] : undefined
  if (value !== undefined && !Array.isArray(value)) return invalid(`${path}['${key}'] must be an array`)
  return each(listAt(contact, key), (item, index) => objectAt(item, `${path}['${key}'][${index}]`))
}

export function checkReaction(content: unknown): Refusal | undefined {
  if (!isJson(content)) return missing('reaction')
  return (
    requiredText(content.message_id, "reaction['message_id']", 256) ??
    // An empty string removes the reaction; omitting it is an error.
    (content.emoji === undefined ? missing("reaction['emoji']") : optionalText(content.emoji, "reaction['emoji']", 32))
  )
}

/** A date that exists: the 30th of February parses to another day, so the comparison fails. */
function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const at = Date.parse(`${value}T00:00:00Z`)
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(value)
}
