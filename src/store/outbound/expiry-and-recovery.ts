/**
 * Sweeps over pending messages: expires overdue ones, and re-queues those that a process left in flight or whose
 * outcome stayed unknown. Bot by bot, as every write that touches a pair: store/leases/due-lanes.ts selects the bots,
 * among those of this process.
 */
import type { Failure } from '../../model/outcome/decide.ts'
import { dueIfFirst, pairFreeAt, promote } from '../conversations/queue-head.ts'
import type { EventContext } from '../events/events.ts'
import { asItWas, hasNotBegun } from '../messages/attempts.ts'
import { end, endAttempt } from '../messages/transitions.ts'
import type { RecoverOf } from '../sql/engine.ts'
import type { MessageRow } from '../sql/message-row.ts'
import { query, type Transaction } from '../sql/transaction.ts'

/** A sweep's batch, so that it never holds a transaction for long. */
const sweepLimit = 500

export function* expire(context: EventContext, botId: string, now: number): Transaction<number> {
  const due = yield* query<MessageRow>(
    `select * from messages where state = 'queued' and bot_id = $1 and expires_at is not null and expires_at <= $2
       and seq >= $openMessages order by expires_at limit $3`,
    botId,
    now,
    sweepLimit,
  )
  for (const message of due) yield* end(context, message, 'expired', 'expired', now, expiredError)
  return due.length
}

const expiredError: Failure = { key: 'EXPIRED', message: 'Not sent before its expirationTime.' }

export function* recoverAll(
  context: Pick<EventContext, 'wake'>,
  now: number,
  reconcileUntil: number,
  all: RecoverOf[],
): Transaction<number> {
  let count = 0
  for (const of of all) {
    count += yield* giveBack(context, now, of)
    count += yield* recover(now, reconcileUntil, of)
  }
  return count
}

/** Claimed messages whose attempt had not begun were never sent: they are due at once. */
function* giveBack(
  context: Pick<EventContext, 'wake'>,
  now: number,
  { botId, exceptLease }: RecoverOf,
): Transaction<number> {
  const claimed = yield* query<{ bot_id: string; user_id: string }>(
    `update messages set ${asItWas}
     where bot_id ${botId === undefined ? '> $1' : '= $1'} and lease is not null and lease <> $3 and state = 'sending'
       and ${hasNotBegun}
     returning bot_id, user_id`,
    botId ?? '',
    now,
    exceptLease ?? 0,
  )
  for (const message of claimed) {
    yield* promote(message.bot_id, message.user_id, now)
    context.wake({ kind: 'messages', id: message.bot_id })
  }
  return claimed.length
}

/** Attempts that had begun when the process died may have taken effect: unknown, until a status or the window's end. */
function* recover(now: number, reconcileUntil: number, { botId, exceptLease }: RecoverOf): Transaction<number> {
  const inTheAir = yield* query<MessageRow>(
    `update messages set lease = null, reconcile_at = case when state = 'sending' then $1 else null end
     where bot_id ${botId === undefined ? '> $2' : '= $2'} and lease is not null and lease <> $3 returning *`,
    reconcileUntil,
    botId ?? '',
    exceptLease ?? 0,
  )
  for (const message of inTheAir) {
    yield* endAttempt(message, 'unknown', now, { reason: 'the process ended' })
    yield* promote(message.bot_id, message.user_id, now)
  }
  return inTheAir.length
}

const tooOldError: Failure = { key: 'UNDELIVERABLE', message: 'It is too old to be sent again.' }

/** Messages without a status in time: retried, marked, unless they were accepted before `failBefore`. */
export function* releaseUnknown(
  context: EventContext,
  botId: string,
  now: number,
  failBefore: number,
): Transaction<void> {
  const due = yield* query<MessageRow>(
    `select * from messages where bot_id = $1 and reconcile_at is not null and reconcile_at <= $2
       and seq >= $openMessages order by reconcile_at limit $3`,
    botId,
    now,
    sweepLimit,
  )
  for (const message of due) {
    if (message.accepted_at < failBefore) {
      yield* end(context, message, 'failed', 'failed', now, tooOldError)
    } else {
      yield* query(
        `update messages set state = 'queued', reconcile_at = null, due_at = ${dueIfFirst('$2')},
           possible_double = case when possible_double < 1 then 1 else possible_double end where seq = $1`,
        message.seq,
        Math.max(now, yield* pairFreeAt(message)),
      )
      yield* promote(message.bot_id, message.user_id, now)
    }
  }
}
