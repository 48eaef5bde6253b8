/**
 * Messages of a conversation that another responder holds (`standby`, meta-2026.md, section 3): the person's as in
 * `messages`; the other one's as the request that it sent, with the template as it is defined. Whether a sent request
 * may name the person by `to` alone is not said: `recipient`, the scoped id, is read as well.
 */
import type { Echo, RecordedMessage } from '../../../model/inbound/inbound.ts'
import { type Json, objectOf } from '../../../model/json.ts'
import { readRenaming } from './identity.ts'
import type { DecodeContext, OwnNumber } from './message.ts'
import { isNamed, namesOf } from './person.ts'
import { readRecorded } from './record.ts'

/** Members of a request that say nothing of what the person sees. */
const ofTheRequest = ['messaging_product', 'recipient_type', 'biz_opaque_callback_data', 'messaging_account_id']

/** Returns the reason when an item cannot be a message: without an id, a person or a time. */
export function decodeStandby(by: RecordedMessage['by']) {
  return (raw: Json, number: OwnNumber, decodeContext: DecodeContext): Echo | string => {
    const item = by === 'person' ? raw : requestOf(raw)
    const own = by === 'person' ? namesOf(item.from, item.from_user_id) : namesOf(item.to, item.recipient)
    const renamed = by === 'person' ? readRenaming(raw, own) : undefined
    const person = isNamed(own) ? decodeContext.personOf(own) : (renamed?.to ?? {})
    if (!isNamed(person)) return 'a standby message without a person'
    const message = readRecorded(item, by, decodeContext)
    if (typeof message === 'string') return message
    return {
      kind: 'echo',
      ...number,
      person,
      message: { ...message, raw },
      isStandby: true,
      ...(renamed && { renamed }),
      raw,
    }
  }
}

/** The request's members, as in an echo of the phone app; the definition of its template or flow beside. */
function requestOf({ message, template, flow, ...frame }: Json): Json {
  const sent = Object.entries(objectOf(message) ?? {}).filter(([name]) => !ofTheRequest.includes(name))
  return {
    ...Object.fromEntries(sent),
    ...frame,
    ...(template === undefined ? {} : { template_definition: template }),
    ...(flow === undefined ? {} : { flow_definition: flow }),
  }
}
