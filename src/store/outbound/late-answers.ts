/**
 * Answers from Meta that arrive when the lane no longer has the message: the lease moved to another process while the
 * request was out, a status was faster, or the message has ended. An answer is authoritative for its attempt, so it
 * settles the message wherever that is by now. It counts only for an attempt that this very claim began and whose
 * outcome is unknown, since a settle may be written twice.
 */

import { isEnd } from '../../model/message/lifecycle.ts'
import type { Decision } from '../../model/outcome/decide.ts'
import { promote } from '../conversations/queue-head.ts'
import { type EventContext, emitMessageEvent } from '../events/events.ts'
import { countChange } from '../figures/changes.ts'
import { isUnknown } from '../messages/doubt.ts'
import type { ClaimedMessage } from '../messages/records.ts'
import { repeatedMoved } from '../messages/repeated-rows.ts'
import { amend, lifeBySeq, type MessageLife } from '../sql/message-row.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { json, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { carryOut } from './carry-out.ts'
import { emittedEnd, raisePossibleDouble, taken } from './proof.ts'
import { applyOrphans } from './statuses.ts'

export type AttemptRecord = { outcome: string; detail: unknown }

/** True if it changed the message. */
export function* settleLate(
  context: EventContext,
  claimed: ClaimedMessage,
  decision: Decision,
  { outcome, detail }: AttemptRecord,
  now: number,
): Transaction<boolean> {
  const news = yield* queryOne(
    `update attempts set ended_at = $4, outcome = $5, detail = $6
     where message_seq = $1 and attempt = $2 and lease = $3 and ${isUnknown} returning attempt`,
    claimed.seq,
    claimed.attempt,
    claimed.lease,
    now,
    outcome,
    json(detail),
  )
  const message = yield* queryOne<MessageLife>(lifeBySeq, claimed.seq)
  // No data of an erased person is written again.
  if (!message || message.bot_id !== claimed.botId) return false
  const isMoved = news
    ? yield* handle(context, message, claimed.attempt, decision, now)
    : yield* compare(message, decision)
  yield* land(context, claimed, now)
  return isMoved
}

/** If a status has named another wamid for the attempt than the answer does, the person has the message twice. */
function* compare(message: MessageLife, decision: Decision): Transaction<false> {
  if (decision.kind === 'sent' && message.wamid !== null && message.wamid !== decision.wamid)
    yield* raisePossibleDouble(message, 2)
  return false
}

function* handle(
  context: EventContext,
  message: MessageLife,
  attempt: number,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  if (decision.kind === 'sent') return yield* handleTaken(context, message, { ...decision, attempt, at: now })
  const isLatest = attempt === message.attempt
  if (isEnd(message.state)) return isLatest && (yield* handleRefused(context, message, decision, now))
  // After a retry the later attempt decides; a message that was sent stays sent.
  const isWaiting = message.state === 'queued' || message.state === 'sending'
  if (!isLatest || !isWaiting || message.lease !== null || decision.kind === 'reconcile') return false
  yield* query('update messages set reconcile_at = null where seq = $1', message.seq)
  yield* carryOut(context, message, decision, now)
  return true
}

function* handleTaken(
  context: EventContext,
  message: MessageLife,
  word: { attempt: number; wamid: string; recipientId?: string; at: number },
): Transaction<boolean> {
  const { wamid } = message
  const living = yield* taken(context, message, word)
  yield* applyOrphans(context, living, word)
  return living.wamid !== wamid
}

/** It had ended by our own assumption and is now known to have failed, so Meta's error is reported. */
function* handleRefused(
  context: EventContext,
  message: MessageLife,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  if (decision.kind !== 'failed' || !('code' in decision.error) || isByMeta(message)) return false
  const corrects = yield* emittedEnd(message)
  const former = { ...message }
  const failed = amend(message, { state: 'failed', error: json(decision.error) })
  yield* query(`update messages set state = 'failed', error = $2 where seq = $1`, message.seq, failed.error)
  yield* countChange(context, former, failed)
  yield* repeatedMoved(former, failed)
  yield* emitMessageEvent(context, 'failed', Math.max(now, message.ended_at ?? now), failed, { corrects })
  return true
}

function isByMeta({ state, error }: MessageLife): boolean {
  return state === 'failed' && error?.startsWith('{"code"') === true
}

const landing = lifeRule(
  `update messages set lease = null
   where seq = $1 and coalesce(lease, 0) = $2 and attempt = $3 and state <> 'sending' returning seq, user_id`,
  { changes: 'returned' },
)

/** Ends the message's time in flight: the next of the pair may be sent. */
function* land(context: EventContext, claimed: ClaimedMessage, now: number): Transaction<void> {
  const landed = yield* queryOne<{ user_id: string }>(landing, claimed.seq, claimed.lease, claimed.attempt)
  if (!landed) return
  yield* promote(claimed.botId, landed.user_id, now)
  context.wake({ kind: 'messages', id: claimed.botId })
}
