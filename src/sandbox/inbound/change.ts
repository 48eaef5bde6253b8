// A webhook about an account rather than about a message: templates, flows, a number's quality. It goes where the
// account's first number's webhooks go, since it belongs to none of them (cloud-api.md 3.4, 4.7).

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
