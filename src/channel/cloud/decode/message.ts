/**
 * One message that a person sent: sender, time, the message it answers and the button pressed; its content is read by
 * `content.ts`. An unknown kind is still a message, so that the bot receives it.
 */
import type { InboundMessage } from '../../../model/inbound/inbound.ts'
import { idOf, type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import { readContent } from './content.ts'
import { readRenaming } from './identity.ts'
import type { NumberName } from './number.ts'
import { instantOf, isNamed, type Names, namesOf, type PersonOf } from './person.ts'

/** Context of an item that it does not carry itself. */
export type DecodeContext = NumberName & {
  wabaId: string
  personOf: PersonOf
  /** ms; the entry's own time, for items without one. */
  entryAt?: number
}

/** The number that a fact is about, and its digits, by which other fields name it. */
export type OwnNumber = { phoneNumberId: string; displayNumber?: string }

/** Returns the reason when the item cannot be a message: without an id, a sender or a time. */
export function decodeMessage(item: Json, number: OwnNumber, decodeContext: DecodeContext): InboundMessage | string {
  const wamid = textOf(item.id)
  if (wamid === undefined) return 'a message without an id'
  const own = ownNames(item)
  const renamed = readRenaming(item, own)
  const person = isNamed(own) ? decodeContext.personOf(own) : (renamed?.to ?? {})
  if (!isNamed(person)) return 'a message without a sender'
  const sentAt = instantOf(item.timestamp) ?? decodeContext.entryAt
  if (sentAt === undefined) return 'a message without a timestamp'
  const { bubble, pressed, media } = readContent(item)
  const context = objectOf(item.context)
  const contextWamid = textOf(context?.id)
  const contextFrom = idOf(context?.from)
  const parentScopedId = textOf(item.from_parent_user_id)
  const groupId = idOf(item.group_id)
  return {
    kind: 'message',
    ...number,
    wamid,
    person: { ...person, ...(parentScopedId ? { parentScopedId } : {}) },
    sentAt,
    bubble: groupId ? { ...bubble, groupId } : bubble,
    ...(groupId ? { groupId } : {}),
    ...(renamed ? { renamed } : {}),
    ...(contextWamid ? { contextWamid } : {}),
    ...(contextFrom ? { contextFrom } : {}),
    ...(pressed ? { pressed } : {}),
    ...(media ? { media } : {}),
    raw: item,
  }
}

/**
 * With the number that the person shared where they were asked for it, unless the item names another: it joins their
 * number and their scoped id, as an item with both does (meta-2026.md, 4.8).
 */
function ownNames(item: Json): Names {
  const own = namesOf(item.from, item.from_user_id)
  const shared = item.group_id === undefined ? sharedNumber(item) : undefined
  return own.phone !== undefined || own.scopedId === undefined || shared === undefined ? own : { ...own, phone: shared }
}

/** Of one card alone, by its origin: `other` is a card shared by hand, which proves nothing about the sender. */
function sharedNumber(item: Json): string | undefined {
  const [card, ...others] = (listOf(item.contacts) ?? []).map(objectOf)
  if (textOf(item.type) !== 'contacts' || card?.origin !== 'contact_request' || others.length > 0) return undefined
  const numbers = (listOf(card.phones) ?? [])
    .map(objectOf)
    .map((phone) => namesOf(phone?.wa_id ?? phone?.phone, '').phone)
  return new Set(numbers).size === 1 ? numbers[0] : undefined
}
