/**
 * Proof that Meta has an attempt of a message: its response, a status, or a button that the person pressed. Every end
 * that we recorded is only an assumption, whatever its reason: the clock, a cancellation, the failure of another
 * attempt. So the message becomes sent, with all consequences, and the event of its end is corrected.
 */
import { isEnd } from '../../model/message/lifecycle.ts'
import type { Corrected, EventContext } from '../events/events.ts'
import { isUncertain } from '../messages/doubt.ts'
import { repeatedMoved } from '../messages/repeated-rows.ts'
import { markSent } from '../messages/transitions.ts'
import { amend, type MessageLife } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type Taken = { attempt: number; wamid: string; recipientId?: string; at: number }

/** Returns the updated message. The caller writes the attempt's own record. */
export function* taken(context: EventContext, message: MessageLife, word: Taken): Transaction<MessageLife> {
  if (message.wamid === word.wamid) return message
  const hasEnded = isEnd(message.state)
  if (message.wamid !== null && !hasEnded) return yield* raisePossibleDouble(message, 2)
  const { attempt, at, ...said } = word
  if (yield* isUncertain(message, attempt)) yield* raisePossibleDouble(message, 1)
  const former = { ...message }
  context.wake({ kind: 'messages', id: message.bot_id })
  const isStillInTheAir = message.lease !== null && attempt !== message.attempt
  const corrects = hasEnded ? yield* emittedEnd(message) : undefined
  const sent = yield* markSent(context, message, said, at, { isStillInTheAir, corrects })
  if (hasEnded) yield* repeatedMoved(former, sent)
  return sent
}

/** 1: the person may have it twice; 2: they have. It only rises, since an event cannot be taken back. */
export function* raisePossibleDouble(message: MessageLife, level: 1 | 2): Transaction<MessageLife> {
  if (message.possible_double >= level) return message
  yield* query('update messages set possible_double = $2 where seq = $1', message.seq, level)
  return amend(message, { possible_double: level })
}

/** The event of the end, if one was written. */
export function* emittedEnd({ id }: MessageLife): Transaction<Corrected | undefined> {
  return yield* queryOne<Corrected>(
    `select id, type from events where message_id = $1 and type in ('failed', 'expired', 'canceled')
     order by seq + 0 desc limit 1`,
    id,
  )
}
