/**
 * Decodes a verified Meta webhook into a flat list of facts: every message, status and change of every entry
 * (cloud-api.md, section 4). The JSON is Meta's but its shape is not trusted: nothing throws, every field may be
 * missing, and an item that cannot be read becomes an `unreadable` fact with its raw value while its neighbours survive
 * (promise 7).
 */
import type { AccountChange, Fact, Unreadable } from '../../../model/inbound/inbound.ts'
import { isKnownField } from '../../../model/inbound/webhook-field.ts'
import { idOf, type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import { type DecodeContext, decodeMessage, type OwnNumber } from './message.ts'
import { numberNamedIn } from './number.ts'
import { instantOf, peopleOf } from './person.ts'
import { decodeEcho, decodeHistoryMessage, decodeThread } from './record.ts'
import { decodeStandby } from './standby.ts'
import { decodeStatus } from './status.ts'
import { decodeTemplateChange, isTemplateField } from './template.ts'

export function decodeWebhook(payload: unknown): Fact[] {
  const body = objectOf(payload)
  const entries = listOf(body?.entry)
  if (entries !== undefined) return entries.flatMap(decodeEntry)
  // Meta's example of a history that was not shared has no envelope.
  if (listOf(body?.history)) return decodeChange({ field: 'history', value: body }, '', undefined)
  if (objectOf(body?.value) && textOf(body?.field)) return decodeChange(body, '', undefined)
  return [unreadable({}, 'the body has no list of entries', payload)]
}

function decodeEntry(raw: unknown): Fact[] {
  const entry = objectOf(raw)
  const wabaId = idOf(entry?.id) ?? ''
  const changes = listOf(entry?.changes)
  if (changes === undefined) return [unreadable({ wabaId }, 'the entry has no list of changes', raw)]
  const entryAt = instantOf(entry?.time)
  return changes.flatMap((change) => decodeChange(change, wabaId, entryAt))
}

function decodeChange(raw: unknown, wabaId: string, entryAt: number | undefined): Fact[] {
  const change = objectOf(raw)
  const value = objectOf(change?.value)
  if (value === undefined) return [unreadable({ wabaId }, 'the change has no value', raw)]
  const decodeContext: DecodeContext = {
    wabaId,
    ...numberNamedIn(value),
    personOf: peopleOf(value),
    ...(entryAt ? { entryAt } : {}),
  }
  const field = textOf(change?.field)?.toLowerCase()
  // Dispatches by content as well as by name: a message under an unknown field is still a message.
  const isStrange = field === undefined || !(isKnownField(field) || isTemplateField(field))
  if (field === 'messages' || (isStrange && (value.messages !== undefined || value.statuses !== undefined)))
    return decodeMessages(value, decodeContext)
  if (field === undefined) return [unreadable(decodeContext, 'the change has no field', raw)]
  if (field === 'history') return decodeHistory(value, decodeContext)
  if (field === 'smb_message_echoes' || field === 'message_echoes') return decodeEchoes(field, value, decodeContext)
  if (field === 'standby') return decodeStandbyValue(value, decodeContext)
  if (isTemplateField(field))
    return [
      decodeTemplateChange(field, value, wabaId, entryAt) ?? unreadable({ wabaId }, `${field} names no template`, raw),
    ]
  return field === 'calls' ? decodeCalls(value, decodeContext) : [changeOf(field, value, decodeContext)]
}

/** One by one: each call has an order of its own, and its offer soon expires (`model/events/kinds.ts`). */
function decodeCalls(value: Json, decodeContext: DecodeContext): Fact[] {
  const { calls = [], statuses = [], errors, ...frame } = value
  const [called, reported] = [listOf(calls), listOf(statuses)]
  if (called === undefined || reported === undefined || called.length + reported.length < 2)
    return [changeOf('calls', value, decodeContext)]
  const parts = [
    ...called.map((call) => ({ calls: [call] })),
    ...reported.map((status) => ({ statuses: [status] })),
    ...(errors === undefined ? [] : [{ errors }]),
  ]
  return parts.map((part) => changeOf('calls', { ...frame, ...part }, decodeContext))
}

function decodeMessages(value: Json, decodeContext: DecodeContext): Fact[] {
  const { messages, statuses } = value
  const facts = [
    ...decodeEach(messages, 'messages', decodeContext, decodeMessage),
    ...decodeEach(statuses, 'statuses', decodeContext, decodeStatus),
    ...decodeRest('messages', value, ['messages', 'statuses'], decodeContext),
  ]
  if (facts.length > 0 || messages !== undefined || statuses !== undefined || value.errors !== undefined) return facts
  return [unreadable(decodeContext, 'the value has no messages, statuses or errors', value)]
}

function decodeEchoes(field: string, value: Json, decodeContext: DecodeContext): Fact[] {
  const facts = [
    ...decodeEach(value.message_echoes, 'message_echoes', decodeContext, decodeEcho),
    ...decodeRest(field, value, ['message_echoes'], decodeContext),
  ]
  return facts.length > 0 || value.message_echoes !== undefined
    ? facts
    : [unreadable(decodeContext, `${field} without an echo`, value)]
}

/** Statuses of another responder's messages are passed on as they are: no message of ours has them. */
function decodeStandbyValue(value: Json, decodeContext: DecodeContext): Fact[] {
  // The objects are nested under `standby`; who is meant stands beside them there.
  const inner = objectOf(value.standby) ?? value
  const { messages, message_echoes: echoes, contacts: _named, ...more } = inner
  const context = { ...decodeContext, personOf: peopleOf(inner) }
  const facts = [
    ...decodeEach(messages, 'standby.messages', context, decodeStandby('person')),
    ...decodeEach(echoes, 'standby.message_echoes', context, decodeStandby('business')),
  ]
  const isRest = inner === value ? facts.length === 0 : Object.keys(more).length > 0
  const { metadata, standby: _standby, ...beside } = value
  const rest = inner === value ? value : { ...(metadata === undefined ? {} : { metadata }), ...beside, standby: more }
  return isRest ? [...facts, changeOf('standby', rest, decodeContext)] : facts
}

/** Past conversations, chunk by chunk; a chunk without any (declined, or the last one) is passed on as it is. */
function decodeHistory(value: Json, decodeContext: DecodeContext): Fact[] {
  const { metadata, history, messages } = value
  const chunks = decodeEach(history, 'history', decodeContext, (chunk, number) => {
    const threads = listOf(chunk.threads)
    if (threads === undefined || threads.length === 0)
      return [changeOf('history', { metadata, history: [chunk] }, decodeContext)]
    return threads.flatMap((raw) => {
      const thread = objectOf(raw)
      const read = thread
        ? decodeThread(thread, number, decodeContext, objectOf(chunk.metadata))
        : 'a thread is not an object'
      if (typeof read === 'string') return [unreadable(decodeContext, read, raw)]
      return [read.thread, ...read.unreadable.map((one) => unreadable(decodeContext, one.reason, one.raw))]
    })
  })
  const facts = [
    ...chunks,
    ...decodeEach(messages, 'messages', decodeContext, decodeHistoryMessage),
    ...decodeRest('history', value, ['history', 'messages'], decodeContext),
  ]
  return facts.length > 0 || history !== undefined || messages !== undefined
    ? facts
    : [unreadable(decodeContext, 'history without threads', value)]
}

/** `decode` returns the reason when it cannot read an item. */
function decodeEach(
  value: unknown,
  name: string,
  decodeContext: DecodeContext,
  decode: (item: Json, number: OwnNumber, decodeContext: DecodeContext) => Fact | Fact[] | string,
): Fact[] {
  if (value === undefined) return []
  const items = listOf(value)
  if (items === undefined) return [unreadable(decodeContext, `${name} is not a list`, value)]
  const { phoneNumberId, displayNumber } = decodeContext
  return items.flatMap((raw) => {
    const item = objectOf(raw)
    if (item === undefined) return unreadable(decodeContext, `an item of ${name} is not an object`, raw)
    if (phoneNumberId === undefined) return unreadable(decodeContext, 'the value has no metadata.phone_number_id', raw)
    const facts = decode(item, { phoneNumberId, ...(displayNumber ? { displayNumber } : {}) }, decodeContext)
    return typeof facts === 'string' ? unreadable(decodeContext, facts, raw) : facts
  })
}

const envelope: ReadonlySet<string> = new Set(['messaging_product', 'metadata', 'contacts', 'errors'])

/** The value's errors and other members beside its items: emitted unchanged to the number's bot. */
function decodeRest(field: string, value: Json, read: string[], decodeContext: DecodeContext): Fact[] {
  const { errors } = value
  const metadata = value.metadata === undefined ? {} : { metadata: value.metadata }
  const facts: Fact[] = []
  if (errors !== undefined && listOf(errors)?.length !== 0)
    facts.push(changeOf('errors', { errors, ...metadata }, decodeContext))
  const rest = Object.entries(value).filter(([key, member]) => {
    return member !== undefined && !envelope.has(key) && !read.includes(key)
  })
  if (rest.length > 0) facts.push(changeOf(field, { ...metadata, ...Object.fromEntries(rest) }, decodeContext))
  return facts
}

/** `waba_info` names the owning account where the entry is a partner's. */
function changeOf(field: string, raw: Json, decodeContext: DecodeContext): AccountChange {
  const { phoneNumberId, displayNumber } = decodeContext
  const wabaId = idOf(objectOf(raw.waba_info)?.waba_id) ?? decodeContext.wabaId
  return {
    kind: 'account',
    wabaId,
    field,
    raw,
    ...(phoneNumberId ? { phoneNumberId } : {}),
    ...(displayNumber ? { displayNumber } : {}),
  }
}

function unreadable(decodeContext: Partial<DecodeContext>, reason: string, raw: unknown): Unreadable {
  const { wabaId, phoneNumberId } = decodeContext
  return { kind: 'unreadable', reason, raw, ...(wabaId ? { wabaId } : {}), ...(phoneNumberId ? { phoneNumberId } : {}) }
}
