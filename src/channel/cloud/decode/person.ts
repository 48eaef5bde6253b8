/**
 * Persons and times in Meta's webhooks: digits, a business-scoped id or both (cloud-api.md, section 4.6), and seconds
 * as text. An item names its own person; a contact of the value only adds to it, and only when it is that person's.
 */
import type { Person } from '../../../model/inbound/inbound.ts'
import { type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import { personKey } from '../../../model/user/phone.ts'
import { restsOf, takingFrom } from './taking.ts'

/** An item's identifiers of its person. May be empty. */
export type Names = { phone?: string; scopedId?: string }

/** The person whom an item names, with details from the value's contacts. */
export type PersonOf = (own: Names) => Person

const phonePattern = /^\+?(\d{4,20})$/

/** A scoped id in place of a phone is still the person's. */
export function namesOf(phone: unknown, scopedId: unknown): Names {
  const address = typeof phone === 'number' ? String(phone) : textOf(phone)
  const digits = address === undefined ? undefined : phonePattern.exec(address)?.[1]
  const scoped = textOf(scopedId) ?? (digits === undefined ? address : undefined)
  return { ...(digits ? { phone: digits } : {}), ...(scoped ? { scopedId: scoped } : {}) }
}

export function isNamed({ phone, scopedId }: Names): boolean {
  return phone !== undefined || scopedId !== undefined
}

type Contact = Names & { profile?: Json; raw: Json }

/**
 * A contact matches an item when one of its identifiers is the item's own and the other does not contradict; or when it
 * is the only contact, the value is about one person, and the two are spellings of one number. Contacts that contradict
 * each other match nothing.
 */
export function peopleOf(value: Json): PersonOf {
  const contacts: Contact[] = (listOf(value.contacts) ?? [])
    .map(objectOf)
    .filter((contact) => contact !== undefined)
    .map((contact) => ({
      ...namesOf(contact.wa_id, contact.user_id),
      profile: objectOf(contact.profile),
      raw: contact,
    }))
  const byPhone = Map.groupBy(contacts, ({ phone }) => phone)
  const byScopedId = Map.groupBy(contacts, ({ scopedId }) => scopedId)
  const [only] = contacts
  let isOfOne: boolean | undefined

  function contactOf(own: Names): Contact | undefined {
    const byId = own.scopedId === undefined ? [] : (byScopedId.get(own.scopedId) ?? [])
    const byNumber = own.phone === undefined ? [] : (byPhone.get(own.phone) ?? [])
    const theirs = byId.length > 0 ? byId : byNumber.filter((contact) => mayBe(own, contact))
    const [first] = theirs
    if (first) return theirs.every((one) => isSame(one, first)) ? first : undefined
    if (contacts.length !== 1 || only === undefined || !mayBe(own, only)) return undefined
    if (own.phone === undefined || only.phone === undefined || personKey(own.phone) !== personKey(only.phone))
      return undefined
    isOfOne ??= speaksOfOne(value)
    return isOfOne ? only : undefined
  }

  return (own) => {
    const contact = contactOf(own)
    const phone = own.phone ?? contact?.phone
    const scopedId = own.scopedId ?? contact?.scopedId
    const name = textOf(contact?.profile?.name)
    const username = textOf(contact?.profile?.username)
    return {
      ...(phone ? { phone } : {}),
      ...(scopedId ? { scopedId } : {}),
      ...(name ? { name } : {}),
      ...(username ? { username } : {}),
      ...(contact && detailsOf(contact.raw)),
    }
  }
}

/** Details of a contact besides its identifiers. */
function detailsOf(contact: Json): Person {
  const said = takingFrom(contact, ['wa_id', 'user_id'])
  const parentScopedId = said.text('parent_user_id')
  const identityKeyHash = said.text('identity_key_hash')
  const profile = said.take('profile', objectOf)
  const ofProfile = profile && takingFrom(profile, ['name', 'username']).rest()
  const extra = restsOf({ ...said.rest(), ...(ofProfile && { profile: ofProfile }) })
  return {
    ...(parentScopedId ? { parentScopedId } : {}),
    ...(identityKeyHash ? { identityKeyHash } : {}),
    ...(extra ? { extra } : {}),
  }
}

/** Two scoped ids are two people. */
function mayBe(own: Names, contact: Names): boolean {
  return own.scopedId === undefined || contact.scopedId === undefined || own.scopedId === contact.scopedId
}

function isSame(one: Names, other: Names): boolean {
  return one.phone === other.phone && one.scopedId === other.scopedId
}

/** Whether all items together name no more than one number, in whatever spelling, and one id. */
function speaksOfOne(value: Json): boolean {
  const named = itemsIn(value).flatMap(namesIn)
  const numbers = new Set(named.flatMap(({ phone }) => (phone === undefined ? [] : [personKey(phone)])))
  const ids = new Set(named.flatMap(({ scopedId }) => (scopedId === undefined ? [] : [scopedId])))
  return numbers.size <= 1 && ids.size <= 1
}

function itemsIn({ messages, statuses, message_echoes: echoes }: Json): Json[] {
  const items = [messages, statuses, echoes].flatMap((list) => listOf(list) ?? [])
  return items.map(objectOf).filter((item) => item !== undefined)
}

/** All persons named by an item, by each pair of identifiers that it may have. */
function namesIn(item: Json): Names[] {
  const system = objectOf(item.system)
  return [
    namesOf(item.from, item.from_user_id),
    namesOf(item.to, item.to_user_id),
    namesOf(item.recipient_id, item.recipient_user_id),
    namesOf(item.recipient_participant_id, item.recipient_participant_user_id),
    namesOf(system?.wa_id ?? system?.new_wa_id, system?.user_id),
    namesOf(undefined, system?.previous_user_id),
  ].filter(isNamed)
}

/** Seconds, as text or number, to ms. A value too great for seconds of this age is in ms already. */
export function instantOf(value: unknown): number | undefined {
  const seconds = numberOf(value)
  if (seconds === undefined || seconds <= 0 || seconds > 8.64e15) return undefined
  return Math.round(seconds >= 1e11 ? seconds : seconds * 1_000)
}
