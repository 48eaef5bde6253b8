/**
 * The steps of an outbound message that several transactions share: leaving and ending, each with its event in the same
 * transaction (promise 9). Called by settle, statuses, probes and the sweeps of outbound.
 */
import type { Actions } from '../model/content.ts'
import type { Failure } from '../model/decide.ts'
import type { EventType } from '../model/event.ts'
import { type TellContext, tellOfMessage } from './events.ts'
import { hadLeft } from './late-attempts.ts'
import { amend, type MessageLife } from './message-row.ts'
import { promote } from './pair.ts'
import { conversationOf, learnName } from './people.ts'
import { setSkill } from './skill-runs.ts'
import { hasSkill } from './skills.ts'
import { json, parse, rows, type Transaction } from './transaction.ts'
import { remember } from './users.ts'

/**
 * The message left: by Meta's answer, or by a status that overtook it. Its actions take effect, the next of the pair may go,
 * unless a second attempt is still in the air: it would arrive behind the next.
 */
export function* markSent(
  context: TellContext,
  message: MessageLife,
  { wamid, recipientId }: { wamid: string; recipientId?: string },
  saidAt: number,
  isStillInTheAir = false,
): Transaction<MessageLife> {
  const at = Math.max(saidAt, message.accepted_at)
  yield* rows(
    `update messages set state = 'sent', wamid = $2, sent_at = $3, lease = $4, reconcile_at = null, due_at = null
     where seq = $1`,
    message.seq,
    wamid,
    at,
    isStillInTheAir ? message.lease : null,
  )
  const sent = amend(message, { state: 'sent', wamid, sent_at: at })
  if (recipientId && recipientId !== message.user_id) {
    amend(message, { user_id: yield* learnName(context, message.bot_id, message.user_id, recipientId, at) })
  }
  // A repetition of what Meta took before and then said had failed: all this was done and told then.
  if (!(yield* hadLeft(message))) {
    yield* afterSending(message)
    yield* tellOfMessage(context, 'delivered_channel', at, sent)
  }
  yield* promote(message.bot_id, message.user_id, at)
  return sent
}

/** The notification that a reply would answer, and the actions. */
function* afterSending(message: MessageLife): Transaction<void> {
  if (message.kind === 'notification') {
    yield* rows(
      'update conversations set last_notification_seq = $3 where bot_id = $1 and user_id = $2',
      message.bot_id,
      message.user_id,
      message.seq,
    )
  }
  const actions = parse<Actions>(message.actions)
  if (actions) yield* applyActions(message.bot_id, message.user_id, actions)
}

function* applyActions(
  botId: string,
  userId: string,
  { setMemoryParams, setSkill: skill }: Actions,
): Transaction<void> {
  const known = yield* conversationOf(botId, userId)
  if (known && setMemoryParams) yield* remember(known, setMemoryParams)
  // One that was deleted since the door let it in replaces nothing.
  if (skill && (yield* hasSkill(botId, skill.id))) yield* setSkill(botId, userId, skill.id)
}

/** An end that is not a status: failed, expired or canceled. */
export function* end(
  context: TellContext,
  message: MessageLife,
  state: 'failed' | 'expired' | 'canceled',
  event: EventType,
  now: number,
  error?: Failure,
): Transaction<void> {
  const ended = amend(message, { state, ended_at: now, error: json(error) })
  yield* rows(
    `update messages set state = $2, ended_at = $3, error = $4, due_at = null, probe_due_at = null, lease = null,
       reconcile_at = null, possible_double = $5 where seq = $1`,
    message.seq,
    state,
    now,
    ended.error,
    message.possible_double,
  )
  yield* tellOfMessage(context, event, now, ended)
  yield* promote(message.bot_id, message.user_id, now)
}

export function* endAttempt(
  message: MessageLife,
  outcome: string,
  now: number,
  detail: unknown,
  attempt = message.attempt,
): Transaction<void> {
  yield* rows(
    'update attempts set ended_at = $3, outcome = $4, detail = $5 where message_seq = $1 and attempt = $2',
    message.seq,
    attempt,
    now,
    outcome,
    json(detail),
  )
}

/** The same of one that may have ended before its request was about to be written, and so has no row yet. */
export function* noteEnd(message: MessageLife, outcome: string, now: number, detail: unknown): Transaction<void> {
  yield* rows(
    `insert into attempts (message_seq, attempt, started_at, ended_at, outcome, detail) values ($1, $2, $3, $3, $4, $5)
     on conflict (message_seq, attempt) do update set ended_at = $3, outcome = $4, detail = $5`,
    message.seq,
    message.attempt,
    now,
    outcome,
    json(detail),
  )
}
