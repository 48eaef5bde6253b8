/**
 * Updates the sandbox's world after WhatsApp reported a changed number or id: the phone has the new one; chats, windows
 * and blocks stay with the person; another person may take the old number.
 */
import { isJson, type Json, jsonAt, textAt } from '../wire.ts'
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

/** A person without a visible number shares it: from now on the business sees it, and both names lead to one phone. */
export function join(world: World, userId: string, { contacts }: Json): void {
  const card = Array.isArray(contacts) ? contacts[0] : undefined
  const phones = isJson(card) && card.origin === 'contact_request' ? card.phones : undefined
  const number = textAt(Array.isArray(phones) ? phones[0] : undefined, 'wa_id')
  if (number === undefined || number === userId) return
  moveAll(world, userId, number)
  world.people.put(number, { userId })
}

function moveAll({ people, business, pairs, policy, history, charges }: World, from: string, to: string): void {
  people.move(from, to)
  business.move(from, to)
  pairs.movePairs(from, to)
  policy.caps.move(from, to)
  charges.move(from, to)
  history.move(from, to)
}

/** The last ten, so that a person who keeps changing stays bounded. */
function withMore(known: readonly string[] = [], more: readonly (string | undefined)[]): readonly string[] {
  return [...known, ...more.filter((one) => one !== undefined)].slice(-10)
}
