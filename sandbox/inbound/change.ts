/**
 * A webhook about an account rather than a message: templates, flows, a number's quality. It belongs to none of the
 * account's numbers, so it goes where the first number's webhooks go (cloud-api.md 3.4, 4.7).
 */
import type { PhoneNumber } from '../identity.ts'
import { numbersOf } from '../numbers.ts'
import type { Update } from '../webhooks/body.ts'
import { asciiJson, type Json } from '../wire.ts'

/** The part of the world that a change needs. */
export type ChangeWorld = {
  numbers: ReadonlyMap<string, PhoneNumber>
  now(): number
  emit(update: Update): void
}

export function emitChange(world: ChangeWorld, wabaId: string, field: string, value: Json): void {
  const [number] = numbersOf(world, wabaId)
  if (number === undefined) return
  world.emit({ number, field: 'raw', item: asciiJson({ value, field }), time: Math.floor(world.now() / 1000) })
}
