/**
 * Ends messages that have waited longer than a message may (RECADO_MAX_AGE_MS) when a lane claims them, so that after
 * days of standstill no outdated message is sent.
 */
import type { Failure } from '../../model/outcome/decide.ts'
import type { EventContext } from '../events/events.ts'
import { end } from '../messages/transitions.ts'
import type { MessageRow } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import type { Claim, ClaimInput } from './claim.ts'

/** If one is too old, usually many are: this many more end with it, however few the lane may send. */
const maxAtOnce = 200

/** Returns the claim without messages that are too old, which have ended; there may be more of them. */
export function* endTooOld(
  context: EventContext,
  { botId, now, oldBefore = Number.NEGATIVE_INFINITY }: ClaimInput,
  claimed: Claim,
): Transaction<Claim> {
  const fresh: Claim['messages'] = []
  for (const message of claimed.messages) {
    const isOld = message.acceptedAt < oldBefore && !(yield* isOnlyDelayed(message, oldBefore))
    if (isOld) yield* endClaimed(context, message.seq, now)
    else fresh.push(message)
  }
  if (fresh.length === claimed.messages.length) return claimed
  const others = yield* query<MessageRow>(
    `select * from messages where bot_id = $1 and due_at is not null and due_at <= $2 and accepted_at + 0 < $3
       and throttles = 0 and seq >= $openMessages order by due_at limit $4`,
    botId,
    now,
    oldBefore,
    maxAtOnce,
  )
  for (const message of others) yield* endOld(context, message, now)
  return { messages: fresh, nextDueAt: now }
}

/** A rate-limit refusal delays and never drops (promise 4): a message refused so recently was not forgotten here. */
function* isOnlyDelayed(
  { seq, throttles }: Pick<MessageRow, 'seq' | 'throttles'>,
  oldBefore: number,
): Transaction<boolean> {
  if (throttles === 0) return false
  const last = yield* queryOne<{ at: number | null }>(
    'select max(started_at) as at from attempts where message_seq = $1',
    seq,
  )
  return (last?.at ?? 0) >= oldBefore
}

/** The claim was not an attempt. */
function* endClaimed(context: EventContext, seq: number, now: number): Transaction<void> {
  const message = yield* queryOne<MessageRow>(
    'update messages set attempt = attempt - 1, lease = null where seq = $1 returning *',
    seq,
  )
  if (message) yield* endOld(context, message, now)
}

function* endOld(context: EventContext, message: MessageRow, now: number): Transaction<void> {
  const hours = Math.round((now - message.accepted_at) / 360_000) / 10
  const error: Failure = {
    key: 'UNDELIVERABLE',
    message: `Not sent: it had waited for ${hours} hours, longer than the maximum age of a message.`,
  }
  yield* end(context, message, 'failed', 'failed', now, error)
}
