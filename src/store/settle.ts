/**
 * Settling: what an attempt's decision makes of a claimed message, guarded by the lease. The state and its event are one
 * transaction (promise 9); whoever ends a message lets the next of its pair go. Called by the lane, through the store.
 */
import type { Decision } from '../model/decide.ts'
import { isRefusalOfSpelling } from '../model/spelling.ts'
import { blockedFact } from './account-fact.ts'
import { hearFailure, mayStop } from './campaign-stops.ts'
import type { WriteManner } from './engine.ts'
import { type TellContext, tell } from './events.ts'
import { getFact, putFact } from './house.ts'
import { lifeColumns, type MessageLife } from './message-row.ts'
import { dueIfFirst, pairFreeAt, promote } from './pair.ts'
import { noteRefused } from './spelling.ts'
import { applyOrphans } from './statuses.ts'
import type { ClaimedMessage } from './store.ts'
import { json, row, rows, type Transaction } from './transaction.ts'
import { end, endAttempt, markSent, noteEnd } from './transitions.ts'

/** Of different people they may alternate; an alarm of the bot's is looked for and told by one after the other, and what stops campaigns. */
export function mannerOfSettle({ userId }: ClaimedMessage, decision: Decision): WriteManner {
  if (decision.kind === 'failed' && mayStop(decision.error)) return {}
  return decision.kind === 'again' && decision.counts === 'blocked' ? {} : { kind: 'settle', of: userId }
}

/** False when the lease no longer holds, or a status has settled the attempt already. */
export function* settle(
  context: TellContext,
  claimed: ClaimedMessage,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  const held = yield* row<MessageLife>(`select ${lifeColumns} from messages where seq = $1`, claimed.seq)
  const isHeld = held?.state === 'sending' && held.lease === claimed.lease && held.attempt === claimed.attempt
  if (!isHeld) return yield* settleLate(context, claimed, decision, now)
  const ended = decision.kind === 'sent' ? endAttempt : noteEnd
  yield* ended(held, outcomeOf(decision), now, detailOf(decision))
  switch (decision.kind) {
    case 'sent':
      yield* applyOrphans(context, yield* markSent(context, held, decision, now))
      break
    case 'failed':
      if (isRefusalOfSpelling(decision.error)) yield* noteRefused(held, held.attempt, now)
      yield* end(context, held, 'failed', 'failed', now, decision.error)
      yield* hearFailure(context, held, { error: decision.error, told: 'answer', at: now })
      break
    case 'again':
      yield* requeue(held, decision)
      // An earlier one of the pair may have come back meanwhile (late-repeat.ts): it waits for whoever was in the air.
      yield* promote(held.bot_id, held.user_id, now)
      if (decision.counts !== 'blocked') break
      yield* tellBlocked(context, held, decision, now)
      yield* hearFailure(context, held, { error: decision.error, told: 'answer', at: now })
      break
    case 'reconcile':
      yield* rows('update messages set lease = null, reconcile_at = $2 where seq = $1', held.seq, decision.until)
      yield* promote(held.bot_id, held.user_id, now)
      break
  }
  return true
}

/**
 * A status overtook the answer, or the lease is lost: the message stays as it is, the attempt's own record is completed.
 * An answer with another wamid than the one that the message left under: the person has it twice.
 */
function* settleLate(
  context: TellContext,
  claimed: ClaimedMessage,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  yield* rows(
    `update attempts set ended_at = $3, outcome = $4, detail = $5
     where message_seq = $1 and attempt = $2 and ended_at is null`,
    claimed.seq,
    claimed.attempt,
    now,
    outcomeOf(decision),
    json(detailOf(decision)),
  )
  if (decision.kind === 'sent') {
    yield* rows(
      'update messages set possible_double = 2 where seq = $1 and coalesce(wamid, $2) <> $2',
      claimed.seq,
      decision.wamid,
    )
  }
  const landed = yield* row<{ user_id: string }>(
    `update messages set lease = null
     where seq = $1 and coalesce(lease, 0) = $2 and attempt = $3 and state <> 'sending' returning user_id`,
    claimed.seq,
    claimed.lease,
    claimed.attempt,
  )
  if (landed) {
    yield* promote(claimed.botId, landed.user_id, now)
    context.hintBot(claimed.botId)
  }
  return false
}

const againOutcome = { retry: 'unreachable', throttle: 'throttled', blocked: 'refused' } as const

/** The attempt's outcome as the timeline names it. */
function outcomeOf(decision: Decision): string {
  switch (decision.kind) {
    case 'sent':
      return 'sent'
    case 'failed':
      return 'refused'
    case 'again':
      return againOutcome[decision.counts]
    case 'reconcile':
      return 'unknown'
  }
}

function detailOf(decision: Decision): unknown {
  switch (decision.kind) {
    case 'sent':
      return { wamid: decision.wamid }
    case 'failed':
    case 'again':
      return decision.error
    case 'reconcile':
      return { reason: decision.reason }
  }
}

/** The channel is blocked for all its messages alike: an alarm now and then is enough. */
const blockedAlarmMs = 10 * 60_000

function* tellBlocked(
  context: TellContext,
  message: MessageLife,
  decision: Decision & { kind: 'again' },
  now: number,
): Transaction<void> {
  const name = blockedFact(message.bot_id)
  const toldAt = Number((yield* getFact(name)) ?? 0)
  if (toldAt > now - blockedAlarmMs) return
  yield* putFact(name, String(now))
  const id = context.newId('evt')
  const body = {
    eventId: id,
    event: 'channel_blocked',
    botId: message.bot_id,
    timestamp: now,
    error: decision.error ?? null,
  }
  yield* tell(context, { id, botId: message.bot_id, userId: '', type: 'channel_blocked', at: now, body })
}

/** Back to the head of its pair, whose pace holds for repeated attempts too. */
function* requeue(message: MessageLife, decision: Decision & { kind: 'again' }): Transaction<void> {
  yield* rows(
    `update messages set state = 'queued', lease = null, due_at = ${dueIfFirst('$2')}, retries = retries + $3,
       throttles = throttles + $4
     where seq = $1`,
    message.seq,
    Math.max(decision.dueAt, yield* pairFreeAt(message)),
    decision.counts === 'retry' ? 1 : 0,
    decision.counts === 'throttle' ? 1 : 0,
  )
}
