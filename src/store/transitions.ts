/**
 * The steps of an outbound message that several transactions share: leaving, ending, and letting the next of its pair go,
 * each with its event in the same transaction (promise 9). Called by settle, statuses, probes and the sweeps of outbound.
 */
import type { Actions } from '../model/content.ts'
import type { Failure } from '../model/decide.ts'
import type { EventType } from '../model/event.ts'
import { freeAt, metaPairPace } from '../model/pace.ts'
import { isDigitsPhone } from '../model/phone.ts'
import { type TellContext, tellOfMessage } from './events.ts'
import { amend, type MessageLife } from './message-row.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

/** How far before the pair's bucket is empty the next message may go. */
export const pairHeadStartMs = -freeAt(metaPairPace, 0)

/**
 * The message left: by Meta's answer, or by a status that overtook it. Its actions take effect, the next of the pair may go,
 * unless a second attempt is still in the air: it would arrive behind the next.
 */
export function* markSent(
  context: TellContext,
  message: MessageLife,
  { wamid, recipientId }: { wamid: string; recipientId?: string },
  at: number,
  isStillInTheAir = false,
): Transaction<MessageLife> {
  yield* rows(
    `update messages set state = 'sent', wamid = $2, sent_at = $3, lease = $4, reconcile_at = null, due_at = null
     where seq = $1`,
    message.seq,
    wamid,
    at,
    isStillInTheAir ? message.lease : null,
  )
  yield* afterSending(message, recipientId)
  const sent = amend(message, { state: 'sent', wamid, sent_at: at })
  yield* tellOfMessage(context, 'delivered_channel', at, sent)
  yield* promote(message.bot_id, message.user_id, at)
  return sent
}

/** What Meta calls the person (Brazil and Mexico are rewritten), the notification a reply would answer, and the actions. */
function* afterSending(message: MessageLife, recipientId: string | undefined): Transaction<void> {
  if (recipientId && recipientId !== message.user_id) {
    const column = isDigitsPhone(recipientId) ? 'wa_id' : 'scoped_id'
    yield* rows(
      `update conversations set ${column} = $3 where bot_id = $1 and user_id = $2`,
      message.bot_id,
      message.user_id,
      recipientId,
    )
  }
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

function* applyActions(botId: string, userId: string, actions: Actions): Transaction<void> {
  const known = yield* row<{ memory: string | null; skill_id: string | null }>(
    'select memory, skill_id from conversations where bot_id = $1 and user_id = $2',
    botId,
    userId,
  )
  const memory = { ...parse<Record<string, unknown>>(known?.memory), ...actions.setMemoryParams }
  yield* rows(
    'update conversations set memory = $3, skill_id = $4 where bot_id = $1 and user_id = $2',
    botId,
    userId,
    JSON.stringify(memory),
    actions.setSkill?.id ?? known?.skill_id,
  )
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

/** From when the pair's pace allows the next attempt. */
export function* pairFreeAt(message: MessageLife): Transaction<number> {
  const pair = yield* row<{ pair_empty_at: number }>(
    'select pair_empty_at from conversations where bot_id = $1 and user_id = $2',
    message.bot_id,
    message.user_id,
  )
  return (pair?.pair_empty_at ?? 0) - pairHeadStartMs
}

/** The pair's first unfinished message, if it may go, gets its due time: not while an attempt of the one before is in the air. */
export function* promote(botId: string, userId: string, now: number): Transaction<void> {
  yield* rows(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $4 > $3 then pair_empty_at - $4 else $3 end
          from conversations where bot_id = $1 and user_id = $2), $3)
     where seq = (
         select seq from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
         order by seq limit 1)
       and state = 'queued' and due_at is null and probe_due_at is null
       and not exists (select 1 from messages where bot_id = $1 and user_id = $2 and lease is not null)`,
    botId,
    userId,
    now,
    pairHeadStartMs,
  )
}
