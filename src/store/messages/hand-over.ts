/**
 * A message that is due with its acceptance, as its lane would claim it: given to the lane after the commit, it needs
 * no claim. Its attempt has begun with it (begun.ts), or its row stays queued until it does
 * (store/outbound/begin-attempts.ts), so whoever dies, stops or loses the lane before that leaves a message as any
 * other that is due.
 */
import { referenceOf } from '../../model/message/reference.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { Placed } from './begun.ts'
import type { AcceptInput, ClaimedMessage } from './records.ts'
import { recipientsOf } from './spelling.ts'

/** `lease`: this process's lease on the bot's lanes. Undefined for what is not due, or refers to another message. */
export function* dueMessage(
  { botId, acceptedAt, messages, leavesFrom }: AcceptInput,
  { seq, dueAt, userId, recipient: written, hasBegun }: Placed,
  lease: number,
): Transaction<ClaimedMessage | undefined> {
  const [message] = messages
  if (message === undefined || dueAt === null || dueAt > acceptedAt) return undefined
  if (referenceOf(message.content) !== undefined) return undefined
  const { id, kind, content, traceparent, isMarketing } = message
  const [recipient = {}] = yield* recipientsOf([{ bot_id: botId, user_id: userId, recipient: written }], acceptedAt)
  return {
    seq,
    id,
    botId,
    userId,
    recipient,
    kind,
    content,
    acceptedAt,
    attempt: 1,
    retries: 0,
    throttles: 0,
    possibleDouble: false,
    lease,
    ...(hasBegun ? { hasBegun, leavesFrom } : { isHandedOver: true }),
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(isMarketing && { isMarketing }),
  }
}
