// After WhatsApp said that a number or an id changed, the sandbox's own world follows: the phone has the new one, chats,
// windows and blocks stay with the person, and the old number is free for somebody else. Called by inbound/inbound.ts.

import { type Json, jsonAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'

/** `person` is the key until now; `content` the system message that was told. */
export function follow(world: World, person: string, content: Json): void {
  const system = jsonAt(content, 'system')
  const number = textAt(system, 'wa_id')
  const userId = textAt(system, 'user_id')
  const isHidden = person === textAt(system, 'previous_user_id')
  if (number === undefined && userId === undefined) return
  const next = number ?? (isHidden ? userId : undefined) ?? person
  const before = world.people.get(person)
  if (next !== person) moveAll(world, person, next)
  const left = [textAt(system, 'previous_user_id'), textAt(system, 'previous_parent_user_id')]
  const parentUserId = textAt(system, 'parent_user_id')
  world.people.put(next, {
    ...(userId === undefined ? {} : { userId }),
    ...(parentUserId === undefined ? {} : { parentUserId }),
    formerUserIds: withMore(before?.formerUserIds, left),
    ...(number === undefined ? {} : { formerNumbers: withMore(before?.formerNumbers, [person]) }),
  })
  if (number !== undefined) world.people.put(person, { onWhatsApp: false })
}

function moveAll({ people, business, pairs, policy, history }: World, from: string, to: string): void {
  people.move(from, to)
  business.move(from, to)
  pairs.movePairs(from, to)
  policy.caps.move(from, to)
  history.move(from, to)
}

/** The last ten: somebody who changes without end is still one person. */
function withMore(known: readonly string[] = [], more: readonly (string | undefined)[]): readonly string[] {
  return [...known, ...more.filter((one) => one !== undefined)].slice(-10)
}
