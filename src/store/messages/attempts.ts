/**
 * The rows of attempts, which split claimed messages into two states. A claim is a message taken by a lane; an attempt
 * begins, and is committed, just before its request is written. So for a claim of a dead process, a message without an
 * attempt row never left and is re-queued unchanged, and one with a row may have arrived (promise 5).
 */
import { attemptName } from '../../model/message/attempt.ts'
import { dueIfFirst, promote } from '../conversations/queue-head.ts'
import type { OutboundMessage } from '../sql/message-row.ts'
import { executeMany, query, type Transaction } from '../sql/transaction.ts'
import { isUnknown } from './doubt.ts'
import { reportedLate } from './late-attempts.ts'

/** SQL condition on a row of `messages`: its request was never about to be written. */
export const hasNotBegun = `not exists (
    select 1 from attempts where attempts.message_seq = messages.seq and attempts.attempt = messages.attempt)`

/**
 * The number from which each message may have left already, by index: for messages attempted before, if an attempt's
 * outcome is unknown or Meta had accepted it. An attempt that is known to have failed binds no number. An attempt from
 * before schema 28 left from the number in use at its time.
 */
export function* sentFrom(messages: readonly OutboundMessage[]): Transaction<(string | undefined)[]> {
  const again = messages.filter(({ attempt }) => attempt > 1)
  if (again.length === 0) return []
  const found = yield* executeMany<{ number: string | null }>(
    `select (select coalesce(phone_number_id, (
         select former.phone_number_id from former_numbers former
         where former.bot_id = $3 and former.left_at >= attempts.started_at order by former.left_at limit 1))
       from attempts where message_seq = $1 and attempt < $2
         and (${isUnknown} or outcome = 'sent' or ${reportedLate}) order by attempt limit 1) as number`,
    again.map(({ seq, attempt, bot_id }) => [seq, attempt, bot_id]),
  )
  const numbers = new Map(again.map(({ seq }, index) => [seq, found[index]?.number ?? undefined]))
  return messages.map(({ seq }) => numbers.get(seq))
}

/** Unclaims messages that no lane knows of and whose attempt has not begun. */
export function* unclaim(input: {
  botId: string
  lease: number
  now: number
  /** By `attemptName`: a message may be claimed again before the lane learns that its last attempt ended. */
  inFlight?: ReadonlySet<string>
}): Transaction<void> {
  const claimed = yield* query<{ seq: number; attempt: number; user_id: string }>(
    `select seq, attempt, user_id from messages
     where bot_id = $1 and lease is not null and lease = $2 and state = 'sending' and ${hasNotBegun}`,
    input.botId,
    input.lease,
  )
  for (const message of claimed) {
    if (input.inFlight?.has(attemptName(message))) continue
    yield* query(`update messages set ${asItWas} where seq = $1`, message.seq, input.now)
    yield* promote(input.botId, message.user_id, input.now)
  }
}

/** SQL: re-queues a claimed message, due at $2. */
export const asItWas = `state = 'queued', lease = null, attempt = attempt - 1, due_at = ${dueIfFirst('$2')}`
