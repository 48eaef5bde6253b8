/**
 * The shape of a fact, an item for a list in a webhook's value about one person and one number, and its conversion to
 * an update. The kinds are in facts.ts and its neighbours.
 */
import type { PhoneNumber } from '../identity.ts'
import type { Person } from '../people.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { contactJson, type Update } from '../webhooks/body.ts'
import { asciiJson, isJson, type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'

/** The subject of a fact and the request for it. */
export type FactInput = {
  world: World
  phoneNumber: PhoneNumber
  /** wa_id, or the scoped id of a person without a phone; empty if the fact concerns no person. */
  person: string
  known: Person | undefined
  /** Absent for a person without a phone. */
  waId: string | undefined
  body: Json
  /** Now, in whole seconds. */
  at: number
}

export type Fact = {
  /** The list in the webhook's value. */
  list: string
  /** The webhook's field; defaults to `messages`. */
  of?: string
  item: Json
  /** A whole change about the account, which names no number and carries the entry's time. */
  isOfAccount?: true
  /** Meta includes the person's contact; `contact: false` in the request omits it. */
  hasContact?: boolean
}

export type FactKind = {
  summary: string
  /** The fact concerns no person, so the request needs none. */
  isAboutNobody?: boolean
  /** The fact, or an error text. */
  create(input: FactInput): Fact | string
}

export function factInputFrom(world: World, phoneNumber: PhoneNumber, body: Json): FactInput {
  const userId = textAt(body, 'userId')
  const digits = waIdOf(digitsOf(textAt(body, 'from') ?? textAt(body, 'to') ?? ''))
  const person = digits !== '' ? digits : userId === undefined ? '' : world.people.keyOf(userId)
  const isPhone = /^\d+$/.test(person) && body.phoneless !== true
  const before = world.people.get(person)
  const known = userId === undefined || before === undefined ? before : { ...before, userId }
  return {
    world,
    phoneNumber,
    person,
    known: known ?? (userId === undefined ? undefined : { ...stranger(person), userId }),
    waId: isPhone ? person : undefined,
    body,
    at: Math.floor(world.now() / 1000),
  }
}

function stranger(key: string): Person {
  return { key, name: key, onWhatsApp: true, hasRead: true }
}

/** The request's `more` overrides the item's members verbatim. */
export function updateOf(
  { phoneNumber, known, waId, body, at }: FactInput,
  { list, of, item, hasContact, isOfAccount }: Fact,
): Update {
  const whole = isJson(body.more) ? { ...item, ...body.more } : item
  return {
    number: phoneNumber,
    field: list,
    ...(of === undefined ? {} : { of }),
    item: asciiJson(whole),
    ...(isOfAccount === true ? { time: at } : {}),
    ...(hasContact === true && body.contact !== false ? { contact: contactJson(known, waId) } : {}),
  }
}

/** The person's identifiers under the given member names, such as `recipient_id` and `recipient_user_id`. */
export function namesOf({ waId, known }: FactInput, phone: string, id: string, parentId: string): Json {
  return {
    ...(waId === undefined ? {} : { [phone]: waId }),
    ...(known?.userId === undefined ? {} : { [id]: known.userId }),
    ...(known?.parentUserId === undefined ? {} : { [parentId]: known.parentUserId }),
  }
}

export function errorJson(body: Json, code: number, title: string): Json {
  const { code: given = code, title: called = title, message = called, details = called } = body
  return { code: given, title: called, message, error_data: { details } }
}
