/**
 * A webhook about an account rather than a message: templates, flows, a number's quality. It belongs to none of the
 * account's numbers, so it goes where the first number's webhooks go (cloud-api.md 3.4, 4.7).
 */
import { numbersOf } from '../graph/request.ts'
import { asciiJson, type Json } from '../wire.ts'
import type { World } from '../world.ts'

export function emitChange(
  world: Pick<World, 'now' | 'numbers' | 'emit'>,
  wabaId: string,
  field: string,
  value: Json,
): void {
  const [number] = numbersOf(world, wabaId)
  if (number === undefined) return
  world.emit({ number, field: 'raw', item: asciiJson({ value, field }), time: Math.floor(world.now() / 1000) })
}
