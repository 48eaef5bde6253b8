/** Cancels a message that has not been sent yet, or whose time has not come. */
import type { EventContext } from '../events/events.ts'
import { end } from '../messages/transitions.ts'
import { type MessageRow, messageBy } from '../sql/message-row.ts'
import type { Transaction } from '../sql/transaction.ts'

export type CancelResult = { kind: 'canceled' } | { kind: 'too_late'; state: string } | { kind: 'not_found' }

export function* cancel(
  context: EventContext,
  botId: string,
  messageId: string,
  now: number,
): Transaction<CancelResult> {
  const message = yield* messageBy<MessageRow>('id', messageId, botId)
  if (!message) return { kind: 'not_found' }
  if (message.state !== 'queued' && message.state !== 'scheduled') return { kind: 'too_late', state: message.state }
  yield* end(context, message, 'canceled', 'canceled', now)
  return { kind: 'canceled' }
}
