/**
 * The JSON of webhooks, assembled from ready-made strings: a status costs no object and no traversal. One update is an
 * `Update`; a post carries one of them, or several when disorder batches. Shape: cloud-api.md 4.3 and 4.4, v24 and
 * later; statuses for subscribers of earlier versions have a `conversation`.
 */
import { type Refusal, statusError } from '../graph/error.ts'
import type { HistoryEntry } from '../history.ts'
import type { PhoneNumber } from '../identity.ts'
import type { Person } from '../people.ts'
import { dayMs } from '../time.ts'
import { asciiJson } from '../wire.ts'

export type Update = {
  number: PhoneNumber
  /** The value's list that takes the item; `raw` for a whole change, `entry` for a whole body. */
  field: string
  /** The webhook field of the change; defaults to `messages`. */
  of?: string
  /** ASCII JSON of the contact, absent on failures. */
  contact?: string
  /** ASCII JSON of one message or status; of the whole change if raw, any text at all if an entry. */
  item: string
  /** `entry.time` in seconds: only updates about the account have one (cloud-api.md 3.4). */
  time?: number
  /** Shares its value with other lists of the same number and webhook field when posted together. */
  isMixed?: boolean
  /** Called once when the update has reached its receiver. */
  onDelivered?: () => void
}

/**
 * Updates of one account share an entry, those of one number and list a change; the order of first appearance is kept.
 */
export function webhookBody(updates: readonly Update[]): string {
  const [only] = updates
  // Nearly every post carries one update, which has a path of its own without grouping.
  if (updates.length === 1 && only !== undefined)
    return only.field === 'entry' ? only.item : envelope(entryOf(only, changeOfOne(only)))
  const groups = Map.groupBy(updates, ({ number, time }) => `${number.wabaId} ${time ?? ''}`)
  const entries = [...groups.values()].map((group) => entryOf(group[0] as Update, changesOf(group)))
  return envelope(entries.join(','))
}

function envelope(entries: string): string {
  return `{"object":"whatsapp_business_account","entry":[${entries}]}`
}

function entryOf({ number, time }: Update, changes: string): string {
  return `{"id":"${number.wabaId}",${time === undefined ? '' : `"time":${time},`}"changes":[${changes}]}`
}

function changeOfOne({ number, field, of, item, contact }: Update): string {
  return field === 'raw' ? item : changeOf(number, of, contact ?? '', `"${field}":[${item}]`)
}

function changesOf(group: readonly Update[]): string {
  const changes = Map.groupBy(group, ({ number, field, of, isMixed }) => {
    const list = isMixed === true && field !== 'raw' ? '' : field
    return `${number.phoneNumberId} ${of ?? ''} ${list}`
  })
  return [...changes.values()].map(changeOfMany).join(',')
}

function changeOfMany(updates: readonly Update[]): string {
  const { number, field, of } = updates[0] as Update
  if (field === 'raw') return updates.map(({ item }) => item).join(',')
  const contacts = new Set(updates.flatMap(({ contact }) => (contact === undefined ? [] : [contact])))
  const lists = [...Map.groupBy(updates, (update) => update.field)].map(
    ([list, members]) => `"${list}":[${members.map(({ item }) => item).join(',')}]`,
  )
  return changeOf(number, of, [...contacts].join(','), lists.join(','))
}

function changeOf(number: PhoneNumber, of = 'messages', contacts: string, lists: string): string {
  return (
    `{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"${number.displayNumber}",` +
    `"phone_number_id":"${number.phoneNumberId}"},${contacts === '' ? '' : `"contacts":[${contacts}],`}` +
    `${lists}},"field":"${of}"}`
  )
}

export function contactJson(person: Person | undefined, waId: string | undefined): string {
  if (person === undefined) return `{"profile":{"name":"${waId ?? ''}"},"wa_id":"${waId ?? ''}"}`
  return asciiJson({
    profile: { name: person.name, ...(person.username === undefined ? {} : { username: person.username }) },
    ...(waId === undefined ? {} : { wa_id: waId }),
    ...(person.userId === undefined ? {} : { user_id: person.userId }),
    ...(person.parentUserId === undefined ? {} : { parent_user_id: person.parentUserId }),
  })
}

export type StatusFields = {
  wamid: string
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed'
  at: number
  /** Absent if the message went to a scoped user id. */
  waId: string | undefined
  userId: string | undefined
  parentUserId?: string | undefined
  /** ASCII JSON string, quotes included. */
  callbackData: string | undefined
  /** ASCII JSON; empty: nothing is said of it. */
  pricing: string
  /** ASCII JSON, up to v23 only. */
  conversation: string | undefined
  isOld: boolean
  failure: Refusal | undefined
}

export function statusJson(fields: StatusFields): string {
  const { wamid, status, at, waId, userId, parentUserId, callbackData, failure } = fields
  const isPriced = fields.pricing !== '' && (status === 'sent' || status === 'delivered')
  return (
    `{"id":"${wamid}","status":"${status}","timestamp":"${Math.floor(at / 1000)}"` +
    (waId === undefined ? '' : `,"recipient_id":"${waId}"`) +
    (userId === undefined ? '' : `,"recipient_user_id":"${userId}"`) +
    (parentUserId === undefined ? '' : `,"recipient_parent_user_id":"${parentUserId}"`) +
    (callbackData === undefined ? '' : `,"biz_opaque_callback_data":${callbackData}`) +
    (fields.conversation === undefined ? '' : `,"conversation":${fields.conversation}`) +
    (isPriced ? `,"pricing":${fields.pricing}` : '') +
    (failure === undefined ? '}' : `,"errors":[${asciiJson(errorOf(failure, fields.isOld))}]}`)
  )
}

function errorOf(failure: Refusal, isOld: boolean) {
  const error = statusError(failure)
  return isOld ? { ...error, href: oldErrorPage } : error
}

const oldErrorPage = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/'

/** Up to v23 every message has its own conversation; `sent` carries its expiry. The id is derived from the wamid. */
export function conversationJson(entry: HistoryEntry, status: string, at: number): string {
  const id = Buffer.from(entry.wamid.slice(-28)).toString('hex').slice(-32)
  const origin = entry.template?.category.toLowerCase() ?? 'service'
  const expiry = status === 'sent' ? `"expiration_timestamp":"${Math.floor((at + dayMs) / 1000)}",` : ''
  return `{"id":"${id}",${expiry}"origin":{"type":"${origin}"}}`
}
