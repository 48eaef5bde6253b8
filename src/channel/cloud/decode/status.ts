/**
 * One status: of a message that was sent, or of something else (a payment, a call, a group, an unknown word), which is
 * passed on whole and never moves a message (meta-2026.md, sections 13 and 16.4).
 */
import type { OtherStatus, StatusReport } from '../../../model/inbound/inbound.ts'
import { type Json, listOf, objectOf, textOf } from '../../../model/json.ts'
import type { Status } from '../../../model/message/lifecycle.ts'
import { readMetaError } from '../outcomes/meta-error.ts'
import type { DecodeContext, OwnNumber } from './message.ts'
import { instantOf, namesOf } from './person.ts'
import { statusDetails } from './status-details.ts'

const statuses: ReadonlyMap<string, Status> = new Map([
  ['sent', 'sent'],
  ['delivered', 'delivered'],
  ['read', 'read'],
  ['played', 'read'], // a voice note that was listened to
  ['failed', 'failed'],
])

/** Returns the reason when the item names neither a subject nor a status. */
export function decodeStatus(
  item: Json,
  number: OwnNumber,
  decodeContext: DecodeContext,
): StatusReport | OtherStatus | string {
  const wamid = textOf(item.id)
  const word = textOf(item.status)?.toLowerCase()
  const about = aboutOf(item)
  const status = about === 'message' ? statuses.get(word ?? '') : undefined
  if (word === undefined) return 'a status without a status value'
  if (status === undefined) return otherStatus(item, number, decodeContext, { about, status: word })
  if (wamid === undefined) return 'a status without an id'
  const at = instantOf(item.timestamp) ?? decodeContext.entryAt
  if (at === undefined) return 'a status without a timestamp'
  const error = readMetaError(listOf(item.errors)?.[0])
  const pricing = objectOf(item.pricing)
  return {
    kind: 'status',
    ...number,
    wamid,
    status,
    at,
    recipient: decodeContext.personOf(namesOf(item.recipient_id, item.recipient_user_id)),
    ...callbackOf(item),
    ...(error ? { error } : {}),
    ...(pricing ? { pricing } : {}),
    details: statusDetails(item),
    raw: item,
  }
}

/** A status is about a message unless it says otherwise. Group statuses arrive for each member, under one message. */
function aboutOf(item: Json): string {
  const type = textOf(item.type)?.toLowerCase()
  if (type !== undefined && type !== 'message') return type
  return textOf(item.recipient_type)?.toLowerCase() === 'group' ? 'group' : 'message'
}

function otherStatus(
  item: Json,
  number: OwnNumber,
  decodeContext: DecodeContext,
  said: Pick<OtherStatus, 'about' | 'status'>,
): OtherStatus {
  const wamid = textOf(item.id)
  const at = instantOf(item.timestamp) ?? decodeContext.entryAt
  const names =
    said.about === 'group'
      ? namesOf(item.recipient_participant_id, item.recipient_participant_user_id)
      : namesOf(item.recipient_id, item.recipient_user_id)
  return {
    kind: 'other_status',
    ...number,
    ...said,
    ...(wamid ? { wamid } : {}),
    ...(at ? { at } : {}),
    recipient: decodeContext.personOf(names),
    ...callbackOf(item),
    raw: item,
  }
}

function callbackOf(item: Json): { callbackData?: string } {
  const callbackData = textOf(item.biz_opaque_callback_data)
  return callbackData ? { callbackData } : {}
}
