/**
 * WhatsApp's own messages about a person: the number, the user id or the phone changed; or a message arrived that
 * businesses cannot see. Rows of inbound/kinds.ts. Shapes: WA:/webhooks/reference/messages/system (2026-08-11),
 * cloud-api.md 4.3.
 */
import { digitsOf, waIdOf } from '../wa-id.ts'
import { type Json, textAt } from '../wire.ts'
import type { Act, Content } from './act.ts'

type Ids = { userId: string | undefined; parentUserId: string | undefined }

/** Contains the number and the ids, which are always new for a new number. */
export function changeNumber(act: Act): Content {
  const { world, person, body } = act
  const next = waIdOf(digitsOf(textAt(body, 'newNumber') ?? ''))
  if (body.phoneless === true) return 'a hidden number is not reported: use changed_user_id'
  if (next === '') return 'newNumber must be a phone number'
  if (next === person || world.people.get(next)?.onWhatsApp === true)
    return `newNumber ${next} belongs to another person: remove that person first, or choose another number`
  const ids = idsOf(act)
  const after = newIds(act, ids)
  if (typeof after === 'string') return after
  const members = { wa_id: next, ...idMembers(ids, after), type: 'user_changed_number' }
  return { type: 'system', system: { body: changeText(act, person, next), ...members } }
}

/** Contains the ids only: the number is hidden, so the message has no `from` either. */
export function changeUserId(act: Act): Content {
  const ids = idsOf(act)
  if (ids.userId === undefined) return 'this person has no user id that could change: give userId, the one until now'
  const after = newIds(act, ids)
  if (typeof after === 'string') return after
  if (after.userId === ids.userId) return 'newUserId must differ from the present one'
  const members = { ...idMembers(ids, after), type: 'user_changed_user_id' }
  return { type: 'system', system: { body: changeText(act, ids.userId, after.userId ?? ''), ...members } }
}

function changeText({ world, person }: Act, from: string, to: string): string {
  return `User ${world.people.get(person)?.name ?? person} changed from ${from} to ${to}`
}

/** The ids so far. */
function idsOf({ world, person, body }: Act): Ids {
  const known = world.people.get(person)
  const hidden = body.phoneless === true ? person : undefined
  return {
    userId: textAt(body, 'userId') ?? known?.userId ?? hidden,
    parentUserId: textAt(body, 'parentUserId') ?? known?.parentUserId,
  }
}

/** The given ids; for the others that the person had, generated ones. */
function newIds({ world: { random }, body }: Act, before: Ids): Ids | string {
  const given = { userId: textAt(body, 'newUserId'), parentUserId: textAt(body, 'newParentUserId') }
  if (given.userId !== undefined && !/^[A-Z]{2}\.[0-9A-Za-z]{1,128}$/.test(given.userId))
    return 'newUserId must be a user id such as EC.13491208655302741918'
  if (given.parentUserId !== undefined && !/^[A-Z]{2}\.ENT\.[0-9A-Za-z]{1,128}$/.test(given.parentUserId))
    return 'newParentUserId must be a parent id such as EC.ENT.11815799212886844830'
  const another = (old: string | undefined) => old?.replace(/[^.]*$/, () => random.digits(20))
  return {
    userId: given.userId ?? another(before.userId),
    parentUserId: given.parentUserId ?? another(before.parentUserId),
  }
}

/** In Meta's order; ids that the person lacks are absent. */
function idMembers(before: Ids, after: Ids): Json {
  const all = {
    user_id: after.userId,
    previous_user_id: before.userId,
    parent_user_id: after.parentUserId,
    previous_parent_user_id: before.parentUserId,
  }
  return Object.fromEntries(Object.entries(all).filter(([, id]) => id !== undefined))
}

export function changeIdentity({ world, person }: Act): Content {
  const name = world.people.get(person)?.name ?? person
  const created = String(Math.floor(world.now() / 1000))
  const text = `User ${name} changed the phone`
  return {
    type: 'system',
    identity: { acknowledged: true, created_timestamp: created, hash: world.random.hex(12).toLowerCase() },
    system: { body: text, customer: person, type: 'customer_identity_changed' },
  }
}

/**
 * 131051 for a kind that the API does not support, 131060 for a message that is not available (cloud-api.md 4.3 and 5).
 */
export function miss({ body }: Act): Content {
  const { code = 131051, kind = 'poll_update' } = body
  if (code !== 131051 && code !== 131060) return 'code must be 131051 or 131060'
  if (typeof kind !== 'string') return 'kind must be a string'
  const isUnknown = code === 131051
  const title = isUnknown ? 'Message type unknown' : 'This message is currently unavailable.'
  const details = isUnknown ? 'Message type is currently not supported.' : title
  const errors = [{ code, title, message: title, error_data: { details } }]
  return { type: 'unsupported', errors, ...(isUnknown ? { unsupported: { type: kind } } : {}) }
}
