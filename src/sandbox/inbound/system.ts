// What WhatsApp itself says about a person: the number, the user id or the phone changed; or a message came that businesses
// cannot be shown. Rows of inbound/kinds.ts. Shapes: cloud-api.md 4.3 and 4.6.

import { digitsOf, waIdOf } from '../wa-id.ts'
import { textAt } from '../wire.ts'
import type { Act, Content } from './kinds.ts'

export function changeNumber({ world, person, body }: Act): Content {
  const next = waIdOf(digitsOf(textAt(body, 'newNumber') ?? ''))
  if (next === '') return 'newNumber must be a phone number'
  const name = world.people.get(person)?.name ?? person
  const text = `User ${name} changed from ${person} to ${next}`
  return { type: 'system', system: { body: text, wa_id: next, type: 'user_changed_number' } }
}

export function changeUserId({ world, person, body }: Act): Content {
  const next = textAt(body, 'newUserId') ?? ''
  if (!/^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/.test(next))
    return 'newUserId must be a user id such as EC.13491208655302741918'
  const name = world.people.get(person)?.name ?? person
  const text = `User ${name} changed the user id`
  return { type: 'system', system: { body: text, user_id: next, type: 'user_changed_user_id' } }
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

/** 131051 for a kind that the API has no word for, 131060 for a message that is not available (cloud-api.md 4.3 and 5). */
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
