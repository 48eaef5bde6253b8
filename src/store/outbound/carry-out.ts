/**
 * Applies a decision to the message whose attempt it is about: the message is sent, ends, is retried, or waits for a
 * status. Used while the lease holds, and for answers that arrive after it (late-answers.ts).
 */

import type { EventBody } from '../../model/events/schemas.ts'
import type { Decision } from '../../model/outcome/decide.ts'
import { isRefusalOfSpelling } from '../../model/user/spelling.ts'
import { handleFailure } from '../campaigns/stops.ts'
import { leaveOutRow } from '../campaigns/suppressed.ts'
import { isOfStopped, noteRefusedMarketing } from '../consent/consent.ts'
import { dueIfFirst, pairFreeAt, promote, promoteAndWake } from '../conversations/queue-head.ts'
import { isOfOtherOwner } from '../conversations/thread.ts'
import { type EventContext, emitEvent } from '../events/events.ts'
import { blockedFact } from '../installation/account-facts.ts'
import { getFact, putFact } from '../installation/facts.ts'
import { noteTokenRefused } from '../installation/token-fact.ts'
import { noteRefused } from '../messages/spelling.ts'
import { end, markSent } from '../messages/transitions.ts'
import { noteRefusedThread } from '../skills/thread.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import { applyOrphans } from './statuses.ts'

export function* carryOut(
  context: EventContext,
  message: MessageLife,
  decision: Decision,
  now: number,
): Transaction<void> {
  const { attempt } = message
  switch (decision.kind) {
    case 'sent':
      yield* applyOrphans(context, yield* markSent(context, message, decision, now), { ...decision, attempt })
      break
    case 'failed':
      if (isRefusalOfSpelling(decision.error)) yield* noteRefused(message, message.attempt, now)
      yield* end(context, message, 'failed', 'failed', now, decision.error)
      yield* leaveOutRow(message, decision.error)
      yield* handleFailure(context, message, { error: decision.error, told: 'answer', at: now })
      if (isOfStopped(decision.error)) yield* noteRefusedMarketing(context, message, { at: now, now })
      if (isOfOtherOwner(decision.error)) yield* noteRefusedThread(context, message, { at: now, now })
      break
    case 'again':
      yield* requeue(message, decision)
      // An earlier message of the pair may have returned meanwhile (late-repeat.ts); it waits for the one in flight.
      yield* promote(message.bot_id, message.user_id, now)
      // The lane asks what is due, and when something is due again.
      context.wake({ kind: 'messages', id: message.bot_id })
      if (decision.counts !== 'blocked') break
      yield* emitBlocked(context, message, decision, now)
      yield* handleFailure(context, message, { error: decision.error, told: 'answer', at: now })
      break
    case 'reconcile':
      yield* query('update messages set lease = null, reconcile_at = $2 where seq = $1', message.seq, decision.until)
      yield* promoteAndWake(context, message.bot_id, message.user_id, now)
      break
  }
}

/** A blocked channel affects all its messages, so an occasional alarm is enough. */
const blockedAlarmMs = 10 * 60_000

function* emitBlocked(
  context: EventContext,
  message: MessageLife,
  decision: Decision & { kind: 'again' },
  now: number,
): Transaction<void> {
  const name = blockedFact(message.bot_id)
  const reportedAt = Number((yield* getFact(name)) ?? 0)
  if (reportedAt > now - blockedAlarmMs) return
  yield* putFact(name, String(now))
  yield* noteTokenRefused(message.bot_id, now)
  const id = context.newId('evt')
  const body: EventBody<'channel_blocked'> = {
    eventId: id,
    event: 'channel_blocked',
    botId: message.bot_id,
    timestamp: now,
    error: decision.error ?? null,
  }
  yield* emitEvent(context, { id, botId: message.bot_id, userId: '', type: 'channel_blocked', at: now, body })
}

/** Re-queues at the head of its pair, whose pace applies to retries too. */
function* requeue(message: MessageLife, decision: Decision & { kind: 'again' }): Transaction<void> {
  yield* query(
    `update messages set state = 'queued', lease = null, due_at = ${dueIfFirst('$2')}, retries = retries + $3,
       throttles = throttles + $4
     where seq = $1`,
    message.seq,
    Math.max(decision.dueAt, yield* pairFreeAt(message)),
    decision.counts === 'retry' ? 1 : 0,
    decision.counts === 'throttle' ? 1 : 0,
  )
}
