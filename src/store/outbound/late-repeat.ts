/**
 * A temporary failure that Meta reports only after accepting the message: the message returns to the head of its pair
 * and is retried (promise 4), before all messages not sent yet. Those already sent stay as they are. No event is
 * emitted: the attempt's record shows it, in the timeline.
 */
import { decideLate, type LateDecision } from '../../model/outcome/decide-late.ts'
import { pairFreeAt, pairHeadStartMs } from '../conversations/queue-head.ts'
import type { EventContext } from '../events/events.ts'
import { countChange } from '../figures/changes.ts'
import { reportedLate } from '../messages/late-attempts.ts'
import type { RecordedStatus } from '../messages/records.ts'
import { endAttempt } from '../messages/transitions.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

const outcomes = { throttle: 'throttled', retry: 'unreachable' } as const

/** True if the failure does not end the message. */
export function* repeatLate(context: EventContext, message: MessageLife, report: RecordedStatus): Transaction<boolean> {
  const now = report.heardAt ?? report.at
  const decision = yield* decisionOf(message, report, now)
  if (decision.kind === 'failed') return false
  if (decision.kind === 'void') return true
  if (!(yield* backToQueue(message, decision))) return false
  yield* countChange(context, message, { ...message, state: 'queued', sent_at: null, pricing: null })
  const attempt = report.attemptOf?.attempt ?? message.attempt
  const detail = { ...report.error, toldBy: 'status', wamid: report.wamid }
  yield* endAttempt(message, outcomes[decision.counts], now, detail, attempt)
  if (decision.restsPair) yield* restPair(message, decision.dueAt)
  context.wake({ kind: 'messages', id: message.bot_id })
  return true
}

type Previous = { tries: number; expires_at: number | null; campaign_state: string | null }

function* decisionOf(message: MessageLife, report: RecordedStatus, now: number): Transaction<LateDecision> {
  const previous = yield* queryOne<Previous>(
    `select (select count(*) from attempts where message_seq = $1 and ${reportedLate}) as tries,
       (select expires_at from messages where seq = $1) as expires_at,
       (select state from campaigns where id = $2) as campaign_state`,
    message.seq,
    message.campaign_id,
  )
  const item = {
    state: message.state,
    acceptedAt: message.accepted_at,
    expiresAt: previous?.expires_at ?? undefined,
    tries: Number(previous?.tries ?? 0),
    isCanceled: previous?.campaign_state === 'canceled' || message.ended_at !== null,
  }
  // Spread by the golden ratio, so that neighbours end up far apart.
  return decideLate(item, report.error, now, (Number(message.seq) * 0.618_034) % 1)
}

/**
 * False if no query would find it any more (store/sql/partition-bounds.ts). While another message of the pair is in
 * flight, it waits for that one to end. Messages accepted later stay behind it.
 */
function* backToQueue(message: MessageLife, { dueAt, counts }: LateDecision & { kind: 'again' }): Transaction<boolean> {
  const back = yield* queryOne(
    `update messages set state = 'queued', wamid = null, sent_at = null, pricing = null, lease = null,
       retries = retries + $3, throttles = throttles + $4,
       due_at = case when exists (
           select 1 from messages as other where other.bot_id = messages.bot_id and other.user_id = messages.user_id
             and (other.lease is not null or (other.state in ('queued', 'sending') and other.seq < messages.seq))
             and other.seq <> messages.seq and other.seq >= $openMessages) then null else $2 end
     where seq = $1 and seq >= $openMessages returning seq`,
    message.seq,
    Math.max(dueAt, yield* pairFreeAt(message)),
    counts === 'retry' ? 1 : 0,
    counts === 'throttle' ? 1 : 0,
  )
  if (!back) return false
  yield* query(
    `update messages set due_at = null
     where bot_id = $1 and user_id = $2 and state = 'queued' and seq > $3 and due_at is not null
       and seq >= $openMessages`,
    message.bot_id,
    message.user_id,
    message.seq,
  )
  return true
}

/** Treats the pair's bucket as empty until then. */
function* restPair(message: MessageLife, until: number): Transaction<void> {
  yield* query(
    `update conversations set pair_empty_at = case when pair_empty_at > $3 then pair_empty_at else $3 end
     where bot_id = $1 and user_id = $2`,
    message.bot_id,
    message.user_id,
    until + pairHeadStartMs,
  )
}
