/**
 * A status's details besides its state: the price, the conversation, all errors, and members without a name here. They
 * are emitted with the status's event, so that nothing of an item is lost.
 */
import type { StatusDetails } from '../../../model/inbound/inbound.ts'
import { type Json, objectOf } from '../../../model/json.ts'
import { readErrors } from '../outcomes/meta-error.ts'
import { takingFrom } from './taking.ts'

/** Read by decode. */
const ofTheStatus = ['id', 'timestamp', 'recipient_id', 'recipient_user_id', 'biz_opaque_callback_data']
const reportedAsThemselves = ['sent', 'delivered', 'read', 'failed']

export function statusDetails(item: Json): StatusDetails {
  const said = takingFrom(item, ofTheStatus)
  said.take('status', (status) => (reportedAsThemselves.includes(String(status)) ? status : undefined))
  const details: StatusDetails = {
    pricing: said.take('pricing', objectOf),
    conversation: said.take('conversation', objectOf),
    errors: said.take('errors', readErrors),
    parentScopedId: said.text('recipient_parent_user_id'),
    identityKeyHash: said.text('recipient_identity_key_hash'),
    extra: said.rest(),
  }
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined))
}
