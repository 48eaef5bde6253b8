/**
 * Messages that belong to a conversation's record and are not new to a bot: echoes of what the business writes on its
 * phone, and the history that it shares when it joins (meta-2026.md, sections 6.2 and 6.3).
 */
import type { Echo, HistoryThread, RecordedMessage } from '../../../model/inbound/inbound.ts'
import { idOf, type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import { personKey } from '../../../model/user/phone.ts'
import { readContent } from './content.ts'
import type { DecodeContext, OwnNumber } from './message.ts'
import { digitsOf } from './number.ts'
import { instantOf, isNamed, type Names, namesOf } from './person.ts'

/** Returns the reason when the item cannot be an echo: without an id, a recipient or a time. */
export function decodeEcho(item: Json, number: OwnNumber, decodeContext: DecodeContext): Echo | string {
  const person = decodeContext.personOf(namesOf(item.to, item.to_user_id))
  if (!isNamed(person)) return 'an echo without a recipient'
  const message = readRecorded(item, 'business', decodeContext)
  return typeof message === 'string' ? message : { kind: 'echo', ...number, person, message, raw: item }
}

/** The file of a message that arrived earlier as a placeholder, or another message outside a thread. */
export function decodeHistoryMessage(
  item: Json,
  number: OwnNumber,
  decodeContext: DecodeContext,
): HistoryThread | string {
  const to = namesOf(item.to, item.to_user_id)
  const isOurs = isNamed(to) && !isBusiness(item.to, number)
  const names = isOurs ? to : namesOf(item.from, item.from_user_id)
  if (!isNamed(names) || (!isOurs && isBusiness(item.from, number))) return 'a history message without a person'
  const message = readRecorded(item, isOurs ? 'business' : 'person', decodeContext)
  if (typeof message === 'string') return message
  return { kind: 'history', ...number, person: decodeContext.personOf(names), messages: [message], raw: item }
}

export type HistoryChunk = { thread: HistoryThread; unreadable: { reason: string; raw: unknown }[] }

/** One conversation of a chunk. Returns the reason when it names no person. */
export function decodeThread(
  raw: Json,
  number: OwnNumber,
  decodeContext: DecodeContext,
  chunk: Json | undefined,
): HistoryChunk | string {
  const context = objectOf(raw.context)
  const own = namesOf(raw.id ?? context?.wa_id, context?.user_id)
  if (!isNamed(own)) return 'a history thread without a person'
  const messages: RecordedMessage[] = []
  const unreadable: HistoryChunk['unreadable'] = []
  for (const item of listOf(raw.messages) ?? []) {
    const read = readHistoryMessage(item, own, decodeContext)
    if (typeof read === 'string') unreadable.push({ reason: read, raw: item })
    else messages.push(read)
  }
  const person = decodeContext.personOf(own)
  const thread: HistoryThread = { kind: 'history', ...number, person, messages, ...(chunk ? { chunk } : {}), raw }
  return { thread, unreadable }
}

function readHistoryMessage(raw: unknown, own: Names, decodeContext: DecodeContext): RecordedMessage | string {
  const item = objectOf(raw)
  if (item === undefined) return 'a history message is not an object'
  return readRecorded(item, isOf(own, namesOf(item.from, item.from_user_id)) ? 'person' : 'business', decodeContext)
}

/** Only an item that names the person as its sender was written by the person. */
function isOf(own: Names, sender: Names): boolean {
  if (own.scopedId !== undefined && sender.scopedId !== undefined) return own.scopedId === sender.scopedId
  return own.phone !== undefined && sender.phone !== undefined && personKey(own.phone) === personKey(sender.phone)
}

function isBusiness(address: unknown, { displayNumber }: OwnNumber): boolean {
  return displayNumber !== undefined && digitsOf(address) === displayNumber
}

/** Read here or by the callers. */
const ofTheRecord = ['id', 'from', 'from_user_id', 'to', 'to_user_id', 'timestamp', 'history_context', 'recipient']

export function readRecorded(
  item: Json,
  by: RecordedMessage['by'],
  decodeContext: DecodeContext,
): RecordedMessage | string {
  const wamid = textOf(item.id)
  if (wamid === undefined) return 'a message without an id'
  const sentAt = instantOf(item.timestamp) ?? decodeContext.entryAt
  if (sentAt === undefined) return 'a message without a timestamp'
  const { bubble, media } = readContent(item, ofTheRecord)
  const context = objectOf(item.context)
  const contextWamid = textOf(context?.id)
  const contextFrom = idOf(context?.from)
  const status = textOf(objectOf(item.history_context)?.status)?.toUpperCase()
  return {
    wamid,
    by,
    sentAt,
    bubble,
    ...(contextWamid ? { contextWamid } : {}),
    ...(contextFrom ? { contextFrom } : {}),
    ...(media ? { media } : {}),
    ...(status ? { status } : {}),
    raw: item,
  }
}
