/**
 * A verified webhook of Meta's as a flat list of facts: every message, status and change of every entry (cloud-api.md,
 * section 4). The JSON is Meta's but its shape is not trusted: nothing throws, every field may be missing, and an item that
 * cannot be read becomes an `unreadable` fact with its raw value while its neighbours survive (promise 7). Called by ingest.
 */
import type { AccountChange, Fact, StatusReport, Unreadable } from '../../model/inbound.ts'
import type { Status } from '../../model/lifecycle.ts'
import { decodeMessage, type Place } from './decode-message.ts'
import { decodeTemplateChange, isTemplateField } from './decode-template.ts'
import { idOf, type Json, listOf, objectOf, textOf } from './json.ts'
import { readMetaError } from './meta-error.ts'
import { instantOf, personOf } from './person.ts'

export function decodeWebhook(payload: unknown): Fact[] {
  const entries = listOf(objectOf(payload)?.entry)
  if (entries === undefined) return [unreadable({}, 'no list of entries', payload)]
  return entries.flatMap(decodeEntry)
}

function decodeEntry(raw: unknown): Fact[] {
  const entry = objectOf(raw)
  const wabaId = idOf(entry?.id) ?? ''
  const changes = listOf(entry?.changes)
  if (changes === undefined) return [unreadable({ wabaId }, 'no list of changes in the entry', raw)]
  const entryAt = instantOf(entry?.time)
  return changes.flatMap((change) => decodeChange(change, wabaId, entryAt))
}

function decodeChange(raw: unknown, wabaId: string, entryAt: number | undefined): Fact[] {
  const change = objectOf(raw)
  const value = objectOf(change?.value)
  if (value === undefined) return [unreadable({ wabaId }, 'no value in the change', raw)]
  const field = textOf(change?.field)
  // By what is in it as well as by name: a message under a strange field is still a message.
  if (field === 'messages' || value.messages !== undefined || value.statuses !== undefined)
    return decodeMessages(value, wabaId, entryAt)
  if (field === undefined) return [unreadable({ wabaId }, 'no field in the change', raw)]
  if (isTemplateField(field))
    return [decodeTemplateChange(field, value, wabaId) ?? unreadable({ wabaId }, `${field} lacks its template`, raw)]
  return [accountChange(field, value, wabaId)]
}

function decodeMessages(value: Json, wabaId: string, entryAt: number | undefined): Fact[] {
  const contacts = (listOf(value.contacts) ?? []).map(objectOf).filter((contact) => contact !== undefined)
  const phoneNumberId = idOf(objectOf(value.metadata)?.phone_number_id)
  const place: Place = {
    wabaId,
    contacts,
    ...(phoneNumberId ? { phoneNumberId } : {}),
    ...(entryAt ? { entryAt } : {}),
  }
  const { messages, statuses, errors } = value
  if (messages === undefined && statuses === undefined && errors === undefined)
    return [unreadable(place, 'neither messages nor statuses nor errors', value)]
  return [
    ...decodeEach(messages, 'messages', place, decodeMessage),
    ...decodeEach(statuses, 'statuses', place, decodeStatus),
    ...(errors === undefined || listOf(errors)?.length === 0
      ? []
      : [accountChange('errors', { errors, metadata: value.metadata }, wabaId)]),
  ]
}

/** `decode` answers the reason when it cannot. */
function decodeEach(
  value: unknown,
  name: string,
  place: Place,
  decode: (item: Json, phoneNumberId: string, place: Place) => Fact | string,
): Fact[] {
  if (value === undefined) return []
  const items = listOf(value)
  if (items === undefined) return [unreadable(place, `${name} is not a list`, value)]
  return items.map((raw) => {
    const item = objectOf(raw)
    if (item === undefined) return unreadable(place, `an item of ${name} is not an object`, raw)
    if (place.phoneNumberId === undefined) return unreadable(place, 'no metadata.phone_number_id', raw)
    const fact = decode(item, place.phoneNumberId, place)
    return typeof fact === 'string' ? unreadable(place, fact, raw) : fact
  })
}

const statuses: ReadonlyMap<string, Status> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'], // a voice note that was listened to
  ['failed', 'failed'],
])

function decodeStatus(item: Json, phoneNumberId: string, place: Place): StatusReport | string {
  const wamid = textOf(item.id)
  if (wamid === undefined) return 'a status without an id'
  const status = statuses.get(textOf(item.status) ?? '')
  if (status === undefined) return `an unknown status: ${textOf(item.status)?.slice(0, 40) ?? 'none'}`
  const at = instantOf(item.timestamp) ?? place.entryAt
  if (at === undefined) return 'a status without a timestamp'
  const callbackData = textOf(item.biz_opaque_callback_data)
  const error = readMetaError(listOf(item.errors)?.[0])
  const pricing = objectOf(item.pricing)
  return {
    kind: 'status',
    phoneNumberId,
    wamid,
    status,
    at,
    recipient: personOf(item.recipient_id, item.recipient_user_id, place.contacts),
    ...(callbackData ? { callbackData } : {}),
    ...(error ? { error } : {}),
    ...(pricing ? { pricing } : {}),
  }
}

function accountChange(field: string, raw: Json, wabaId: string): AccountChange {
  const phoneNumberId = idOf(objectOf(raw.metadata)?.phone_number_id)
  return { kind: 'account', wabaId, field, raw, ...(phoneNumberId ? { phoneNumberId } : {}) }
}

function unreadable(place: Partial<Place>, reason: string, raw: unknown): Unreadable {
  const { wabaId, phoneNumberId } = place
  return { kind: 'unreadable', reason, raw, ...(wabaId ? { wabaId } : {}), ...(phoneNumberId ? { phoneNumberId } : {}) }
}
