/**
 * Updates the sandbox's world after WhatsApp reported a changed number or id: the phone has the new one; chats, windows
 * and blocks stay with the person; another person may take the old number.
 */
import { type Json, jsonAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'

/** `person` is the key so far; `content` the emitted system message. */
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

/** The last ten, so that a person who keeps changing stays bounded. */
function withMore(known: readonly string[] = [], more: readonly (string | undefined)[]): readonly string[] {
  return [...known, ...more.filter((one) => one !== undefined)].slice(-10)
}
