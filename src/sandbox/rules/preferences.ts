// A person stops marketing messages, or wants them again: the business hears of it by a `user_preferences` webhook
// (cloud-api.md 4.7), and marketing templates fail with 131050 from then on. Called by the control API and inbound/facts.ts.

import type { Person } from '../people.ts'
import { contactJson } from '../webhooks/body.ts'
import { asciiJson, type Json } from '../wire.ts'
import type { World } from '../world.ts'

export type Preference = 'stop' | 'resume' | 'signup'

/** Tells every number of the sandbox whose window with the person was ever open; nothing when nothing changes. */
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

export function rememberPreference(world: World, key: string, value: Preference): void {
  world.people.put(key, { hasStoppedMarketing: value === 'stop' })
}

const details: Readonly<Record<Preference, string>> = {
  stop: 'User requested to stop marketing messages',
  resume: 'User requested to resume marketing messages',
  signup: 'User signed up for marketing messages',
}

type Who = { readonly waId: string | undefined; readonly known: Person | undefined; readonly value: Preference }

/** As Meta sends it; its timestamp is a number. */
export function preferenceItem(world: World, { waId, known, value }: Who): Json {
  return {
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(known?.userId === undefined ? {} : { user_id: known.userId }),
    ...(known?.parentUserId === undefined ? {} : { parent_user_id: known.parentUserId }),
    detail: details[value],
    category: 'marketing_messages',
    value,
    timestamp: Math.floor(world.now() / 1000),
  }
}
