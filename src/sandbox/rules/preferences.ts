// A person stops marketing messages, or wants them again: the business hears of it by a `user_preferences` webhook
// (cloud-api.md 4.7), and marketing templates fail with 131050 from then on. Called by the control API.

import type { PhoneNumber } from '../identity.ts'
import { contactJson } from '../webhooks/body.ts'
import { asciiJson, parseJson } from '../wire.ts'
import type { World } from '../world.ts'

/** Tells every number of the sandbox whose window with the person was ever open; nothing when nothing changes. */
export function setMarketingStop(world: World, key: string, hasStopped: boolean): void {
  const before = world.people.get(key)?.hasStoppedMarketing === true
  if (before === hasStopped) return
  world.people.put(key, { hasStoppedMarketing: hasStopped })
  for (const number of world.numbers.values())
    if (world.people.hasWritten(number.phoneNumberId, key))
      world.emit({ number, field: 'raw', item: changeOf(world, number, key, hasStopped) })
}

function changeOf(world: World, number: PhoneNumber, key: string, hasStopped: boolean): string {
  const person = world.people.get(key)
  const isPhone = /^\d+$/.test(key)
  const verb = hasStopped ? 'stop' : 'resume'
  return asciiJson({
    value: {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: number.displayNumber, phone_number_id: number.phoneNumberId },
      contacts: [parseJson(contactJson(person, isPhone ? key : undefined))],
      user_preferences: [
        {
          ...(isPhone ? { wa_id: key } : {}),
          ...(person?.userId === undefined ? {} : { user_id: person.userId }),
          detail: `User requested to ${verb} marketing messages`,
          category: 'marketing_messages',
          value: verb,
          timestamp: Math.floor(world.now() / 1000),
        },
      ],
    },
    field: 'user_preferences',
  })
}
