/**
 * Who and when, as Meta's webhooks say it: digits, a business-scoped id or both (cloud-api.md, section 4.6), with the name
 * of the contact beside them, and seconds as text. Called by decode and decode-message.
 */
import type { Person } from '../../model/inbound.ts'
import { type Json, numberOf, objectOf, textOf } from './json.ts'

const phonePattern = /^\+?(\d{4,20})$/

/** `phone` and `scopedId` are the item's own; the contact supplies what it leaves out. May come out empty. */
export function personOf(phone: unknown, scopedId: unknown, contacts: readonly Json[]): Person {
  const own = identity(phone, scopedId)
  const contact = contactOf(own, contacts)
  const theirs = identity(contact?.wa_id, contact?.user_id)
  const profile = objectOf(contact?.profile)
  const person: Person = {}
  const digits = own.phone ?? theirs.phone
  if (digits !== undefined) person.phone = digits
  const scoped = own.scopedId ?? theirs.scopedId
  if (scoped !== undefined) person.scopedId = scoped
  const name = textOf(profile?.name)
  if (name !== undefined) person.name = name
  const username = textOf(profile?.username)
  if (username !== undefined) person.username = username
  return person
}

/** A scoped id where a phone is expected is still the person's. */
function identity(phone: unknown, scopedId: unknown): { phone?: string; scopedId?: string } {
  const address = typeof phone === 'number' ? String(phone) : textOf(phone)
  const digits = address === undefined ? undefined : phonePattern.exec(address)?.[1]
  const scoped = textOf(scopedId) ?? (digits === undefined ? address : undefined)
  return { ...(digits ? { phone: digits } : {}), ...(scoped ? { scopedId: scoped } : {}) }
}

/** The contact with the same phone or scoped id; the only one even so, since `wa_id` may be written differently. */
function contactOf(own: { phone?: string; scopedId?: string }, contacts: readonly Json[]): Json | undefined {
  if (contacts.length === 1) return contacts[0]
  return contacts.find(
    ({ wa_id: waId, user_id: userId }) =>
      (own.phone !== undefined && waId === own.phone) || (own.scopedId !== undefined && userId === own.scopedId),
  )
}

/** Seconds, as text or number, to ms. What is too great for seconds of this age is ms already. */
export function instantOf(value: unknown): number | undefined {
  const seconds = numberOf(value)
  if (seconds === undefined || seconds <= 0 || seconds > 8.64e15) return undefined
  return Math.round(seconds >= 1e11 ? seconds : seconds * 1_000)
}
