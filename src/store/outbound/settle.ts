/**
 * Settling applies an attempt's decision to a claimed message, guarded by the lease. The state and its event are one
 * transaction (promise 9); a message that ends makes the next of its pair due.
 */
import type { Decision } from '../../model/outcome/decide.ts'
import { mayStop } from '../campaigns/stops.ts'
import { isOfStopped } from '../consent/consent.ts'
import type { EventContext } from '../events/events.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import { endAttempt, noteEnd } from '../messages/transitions.ts'
import type { Concurrency } from '../sql/engine.ts'
import { lifeBySeq, type MessageLife } from '../sql/message-row.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import { carryOut } from './carry-out.ts'
import { type AttemptRecord, settleLate } from './late-answers.ts'

/** Settles for different people may interleave, except those that may raise a bot's alarm, stop campaigns or
 * put somebody on a list. */
export function settleConcurrency({ userId }: ClaimedMessage, decision: Decision): Concurrency {
  if (decision.kind === 'failed' && (mayStop(decision.error) || isOfStopped(decision.error))) return {}
  if (decision.kind === 'again' && decision.counts === 'blocked') return {}
  return { group: 'settle', key: userId, mayWait: true }
}

/** False if it does not change the message: a status has settled the attempt already, or a later change stands. */
export function* settle(
  context: EventContext,
  claimed: ClaimedMessage,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  const held = yield* queryOne<MessageLife>(lifeBySeq, claimed.seq)
  const isHeld = held?.state === 'sending' && held.lease === claimed.lease && held.attempt === claimed.attempt
  const record = recordOf(decision)
  if (!isHeld) return yield* settleLate(context, claimed, decision, record, now)
  const ended = decision.kind === 'sent' ? endAttempt : noteEnd
  yield* ended(held, record.outcome, now, record.detail)
  yield* carryOut(context, held, decision, now)
  return true
}

/** The attempt's record as shown in the timeline. */
function recordOf(decision: Decision): AttemptRecord {
  return { outcome: outcomeOf(decision), detail: detailOf(decision) }
}

const againOutcome = { retry: 'unreachable', throttle: 'throttled', blocked: 'refused' } as const

/** The attempt's outcome as named in the timeline. */
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
