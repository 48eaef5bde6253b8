/**
 * A person stops or resumes marketing messages: the business receives a `user_preferences` webhook (cloud-api.md 4.7),
 * and after a stop marketing templates fail with 131050.
 */
import type { Person } from '../people.ts'
import { contactJson } from '../webhooks/body.ts'
import { asciiJson, type Json } from '../wire.ts'
import type { World } from '../world.ts'

export type Preference = 'stop' | 'resume' | 'signup'

/** Notifies every number of the sandbox that the person has ever written to; does nothing without a change. */
export function setMarketingStop(world: World, key: string, hasStopped: boolean): void {
  const before = world.people.get(key)?.hasStoppedMarketing === true
  if (before === hasStopped) return
  const value = hasStopped ? 'stop' : 'resume'
  rememberPreference(world, key, value)
  const known = world.people.get(key)
  const waId = /^\d+$/.test(key) ? key : undefined
  const item = asciiJson(preferenceItem(world, { waId, known, value }))
  const contact = contactJson(known, waId)
  for (const number of world.numbers.values())
    if (world.people.hasWritten(number.phoneNumberId, key))
      world.emit({ number, field: 'user_preferences', of: 'user_preferences', item, contact })
}

/** Nobody changes it twice within a second, which is all that Meta's timestamp has: each is later than the last. */
export function rememberPreference(world: World, key: string, value: Preference): void {
  const last = world.people.get(key)?.preferredAt ?? 0
  const preferredAt = Math.max(Math.floor(world.now() / 1000), last + 1)
  world.people.put(key, { hasStoppedMarketing: value === 'stop', preferredAt })
}

const details: Readonly<Record<Preference, string>> = {
  stop: 'User requested to stop marketing messages',
  resume: 'User requested to resume marketing messages',
  signup: 'User signed up for marketing messages',
}

type Who = { waId: string | undefined; known: Person | undefined; value: Preference }

/** In Meta's form; its timestamp is a number. */
export function preferenceItem(world: World, { waId, known, value }: Who): Json {
  return {
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(known?.userId === undefined ? {} : { user_id: known.userId }),
    ...(known?.parentUserId === undefined ? {} : { parent_user_id: known.parentUserId }),
    detail: details[value],
    category: 'marketing_messages',
    value,
    timestamp: known?.preferredAt ?? Math.floor(world.now() / 1000),
  }
}
