/**
 * The steps of an outbound message that several transactions share: being sent and ending, each with its event in the
 * same transaction (promise 9).
 */

import type { MessageEvent } from '../../model/events/schemas.ts'
import type { Actions } from '../../model/message/content.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { maxMemoryBytes } from '../../model/user/memory.ts'
import { hasSkill, setSkill } from '../conversations/active-skill.ts'
import { findConversation, linkIdentifier } from '../conversations/identity.ts'
import { remember } from '../conversations/memory.ts'
import { promoteAndWake } from '../conversations/queue-head.ts'
import { type Corrected, type EventContext, emitMessageEvent } from '../events/events.ts'
import { countChange, countedLife } from '../figures/changes.ts'
import { amend, type MessageLife } from '../sql/message-row.ts'
import { perRow } from '../sql/per-row.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { isUncertain, withUncertainty } from './doubt.ts'
import { hadLeft } from './late-attempts.ts'
import { leaveToEarlier } from './repeated-rows.ts'

/**
 * The message was sent, by Meta's response or by a status that overtook it. Its actions take effect, and the next of
 * the pair becomes due, unless a second attempt is still in flight: it would arrive after the next.
 */
export function* markSent(
  context: EventContext,
  message: MessageLife,
  { wamid, recipientId }: { wamid: string; recipientId?: string },
  saidAt: number,
  { isStillInTheAir = false, corrects }: { isStillInTheAir?: boolean; corrects?: Corrected } = {},
): Transaction<MessageLife> {
  const at = Math.max(saidAt, message.accepted_at)
  const isRepetition = message.sent_at !== null || (yield* hadLeft(message))
  const former = countedLife(message)
  yield* query(markingSent, message.seq, wamid, at, isStillInTheAir ? message.lease : null)
  const sent = amend(message, { state: 'sent', wamid, sent_at: at, error: null })
  yield* countChange(context, former, sent)
  if (recipientId && recipientId !== message.user_id) {
    amend(message, { user_id: yield* linkIdentifier(context, message.bot_id, message.user_id, recipientId, at) })
  }
  // A retry of a message that Meta had accepted and then reported as failed: all this was done, and its event emitted,
  // the first time.
  const memoryFull = isRepetition ? undefined : yield* afterSending(context, message, at)
  if (!isRepetition || corrects)
    yield* emitMessageEvent(context, 'delivered_channel', at, sent, { corrects, ...(memoryFull && { memoryFull }) })
  yield* promoteAndWake(context, message.bot_id, message.user_id, at)
  return sent
}

/**
 * Updates the notification that a reply would answer, and applies the actions. If a message turns out late to have been
 * sent, and a later one was sent meanwhile, the later one's stand.
 */
function* afterSending(context: EventContext, message: MessageLife, at: number): Transaction<Full | undefined> {
  if (message.kind === 'notification') {
    const last = yield* queryOne(
      perRow(
        `update conversations set last_notification_seq = $3
         where bot_id = $1 and user_id = $2 and (last_notification_seq is null or last_notification_seq <= $3)
         returning user_id`,
        { by: [1, 2] },
      ),
      message.bot_id,
      message.user_id,
      message.seq,
    )
    if (!last && message.ended_at !== null) return undefined
  }
  const actions = parse<Actions>(message.actions)
  return actions && (yield* applyActions(context, message, actions, at))
}

/** The actions' memory was not stored: its size, and the limit. */
type Full = { bytes: number; limit: number }

function* applyActions(
  context: EventContext,
  { bot_id: botId, user_id: userId }: MessageLife,
  { setMemoryParams, setSkill: skill }: Actions,
  at: number,
): Transaction<Full | undefined> {
  const known = yield* findConversation(botId, userId)
  const remembered = known && setMemoryParams && (yield* remember(known, { params: setMemoryParams }, at))
  // A skill deleted since the request was admitted replaces nothing.
  if (skill && (yield* hasSkill(botId, skill.id))) yield* setSkill(botId, userId, skill.id, at)
  if (!remembered || !('kind' in remembered)) return undefined
  const { bytes } = remembered
  context.noteMemory({ botId, cause: 'actions', bytes })
  return { bytes, limit: maxMemoryBytes }
}

const markingSent = lifeRule(
  perRow(
    `update messages set state = 'sent', wamid = $2, sent_at = $3, lease = $4, reconcile_at = null, due_at = null,
       error = null where seq = $1`,
    { by: [1] },
  ),
  {
    changes: ([, wamid = null, sent_at = null, lease = null]) => ({
      state: 'sent',
      wamid,
      sent_at,
      lease,
      error: null,
    }),
  },
)

/**
 * Ends a message on our side: failed, expired or canceled. The end is an assumption if an attempt's outcome is unknown,
 * and says so (doubt.ts); later reports from Meta on an attempt correct it (store/outbound/proof.ts). `error`: the
 * reason, as if nothing were in doubt.
 */
export function* end(
  context: EventContext,
  message: MessageLife,
  state: 'failed' | 'expired' | 'canceled',
  event: MessageEvent,
  now: number,
  error?: Failure,
): Transaction<void> {
  const uncertainty = (yield* isUncertain(message)) ? 1 : 0
  const former = countedLife(message)
  const ended = amend(message, {
    state,
    ended_at: now,
    error: json(uncertainty > 0 ? withUncertainty(error) : error),
    possible_double: Math.max(message.possible_double, uncertainty),
  })
  yield* query(
    `update messages set state = $2, ended_at = $3, error = $4, due_at = null, probe_due_at = null, lease = null,
       reconcile_at = null, possible_double = $5 where seq = $1`,
    message.seq,
    state,
    now,
    ended.error,
    ended.possible_double,
  )
  yield* countChange(context, former, ended)
  yield* emitMessageEvent(context, event, now, ended)
  yield* leaveToEarlier(ended)
  yield* promoteAndWake(context, message.bot_id, message.user_id, now)
}

export function* endAttempt(
  message: MessageLife,
  outcome: string,
  now: number,
  detail: unknown,
  attempt = message.attempt,
): Transaction<void> {
  yield* query(
    perRow('update attempts set ended_at = $3, outcome = $4, detail = $5 where message_seq = $1 and attempt = $2', {
      by: [1, 2],
    }),
    message.seq,
    attempt,
    now,
    outcome,
    json(detail),
  )
}

/**
 * As `endAttempt`, for an attempt that may have ended before its request was about to be written, and so has no row
 * yet.
 */
export function* noteEnd(message: MessageLife, outcome: string, now: number, detail: unknown): Transaction<void> {
  yield* query(
    `insert into attempts (message_seq, attempt, started_at, ended_at, outcome, detail) values ($1, $2, $3, $3, $4, $5)
     on conflict (message_seq, attempt) do update set ended_at = $3, outcome = $4, detail = $5`,
    message.seq,
    message.attempt,
    now,
    outcome,
    json(detail),
  )
}
