/**
 * One message that a person sent: who, when, what it answers and what was pressed; its content is read by bubble.ts.
 * A kind that nobody knows yet still is a message, so that the bot hears of it. Called by decode.
 */
import type { InboundMessage } from '../../model/inbound.ts'
import { readContent } from './bubble.ts'
import { type Json, objectOf, textOf } from './json.ts'
import { instantOf, personOf } from './person.ts'

/** Where an item was found: what it does not say itself. */
export type Place = {
  wabaId: string
  phoneNumberId?: string
  contacts: readonly Json[]
  /** ms; the entry's own time, for items without one. */
  entryAt?: number
}

/** Answers the reason when it cannot be a message: without an id, a sender or a time. */
export function decodeMessage(item: Json, phoneNumberId: string, place: Place): InboundMessage | string {
  const wamid = textOf(item.id)
  if (wamid === undefined) return 'a message without an id'
  const person = personOf(item.from, item.from_user_id, place.contacts)
  if (person.phone === undefined && person.scopedId === undefined) return 'a message without a sender'
  const sentAt = instantOf(item.timestamp) ?? place.entryAt
  if (sentAt === undefined) return 'a message without a timestamp'
  const { bubble, pressed, media } = readContent(item)
  const contextWamid = textOf(objectOf(item.context)?.id)
  return {
    kind: 'message',
    phoneNumberId,
    wamid,
    person,
    sentAt,
    bubble,
    ...(contextWamid ? { contextWamid } : {}),
    ...(pressed ? { pressed } : {}),
    ...(media ? { media } : {}),
  }
}
