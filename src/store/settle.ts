/**
 * Settling: what an attempt's decision, or a status from Meta, makes of a message, each with its event in the same transaction
 * (promise 9). States only move forward (promise 6); whoever ends a message lets the next of its pair go.
 */
import type { Actions } from '../model/content.ts'
import type { Decision, Failure } from '../model/decide.ts'
import type { EventType } from '../model/event.ts'
import { advance, type State } from '../model/lifecycle.ts'
import { freeAt, metaPairPace } from '../model/pace.ts'
import { type TellContext, tellOfMessage } from './events.ts'
import type { MessageRow } from './message-row.ts'
import type { ClaimedMessage, PlacedStatus } from './store.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

/** How far before the pair's bucket is empty the next message may go. */
export const pairHeadStartMs = -freeAt(metaPairPace, 0)

/** False when the lease no longer holds, or a status has settled the attempt already. */
export function* settle(
  context: TellContext,
  claimed: ClaimedMessage,
  decision: Decision,
  now: number,
): Transaction<boolean> {
  const held = yield* row<MessageRow>(
    `select * from messages where seq = $1 and state = 'sending' and lease = $2 and attempt = $3`,
    claimed.seq,
    claimed.lease,
    claimed.attempt,
  )
  if (!held) return yield* settleLate(claimed, decision, now)
  switch (decision.kind) {
    case 'sent':
      yield* endAttempt(held, 'sent', now, { wamid: decision.wamid })
      yield* applyOrphans(context, yield* markSent(context, held, decision.wamid, now, decision.recipientId))
      break
    case 'failed':
      yield* endAttempt(held, 'refused', now, decision.error)
      yield* end(context, held, 'failed', 'failed', now, decision.error)
      break
    case 'again':
      yield* endAttempt(held, outcomeName[decision.counts], now, decision.error)
      yield* requeue(held, decision)
      break
    case 'reconcile':
      yield* endAttempt(held, 'unknown', now, { reason: decision.reason })
      yield* rows('update messages set lease = null, reconcile_at = $2 where seq = $1', held.seq, decision.until)
      break
  }
  return true
}

/** A status overtook the answer, or the lease is lost: nothing changes but the attempt's own record. */
function* settleLate(claimed: ClaimedMessage, decision: Decision, now: number): Transaction<boolean> {
  yield* rows(
    `update attempts set ended_at = $3, outcome = $4, detail = $5
     where message_seq = $1 and attempt = $2 and ended_at is null`,
    claimed.seq,
    claimed.attempt,
    now,
    decision.kind,
    json(decision),
  )
  return false
}

const outcomeName = { retry: 'unreachable', throttle: 'throttled', blocked: 'refused' } as const

function* requeue(message: MessageRow, decision: Decision & { kind: 'again' }): Transaction<void> {
  yield* rows(
    `update messages set state = 'queued', lease = null, due_at = $2, retries = retries + $3, throttles = throttles + $4
     where seq = $1`,
    message.seq,
    decision.dueAt,
    decision.counts === 'retry' ? 1 : 0,
    decision.counts === 'throttle' ? 1 : 0,
  )
}

export function* endAttempt(
  message: MessageRow,
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

/** The message left: by Meta's answer, or by a status that overtook it. Its actions take effect, the next of the pair may go. */
export function* markSent(
  context: TellContext,
  message: MessageRow,
  wamid: string,
  at: number,
  recipientId?: string,
): Transaction<MessageRow> {
  const sent: MessageRow = { ...message, state: 'sent', wamid, sent_at: at, lease: null, reconcile_at: null }
  yield* rows(
    `update messages set state = 'sent', wamid = $2, sent_at = $3, lease = null, reconcile_at = null, due_at = null
     where seq = $1`,
    message.seq,
    wamid,
    at,
  )
  yield* afterSending(message, recipientId)
  yield* tellOfMessage(context, 'delivered_channel', at, sent)
  yield* promote(message.bot_id, message.user_id, at)
  return sent
}

/** What Meta calls the person (Brazil and Mexico are rewritten), the notification a reply would answer, and the actions. */
function* afterSending(message: MessageRow, recipientId: string | undefined): Transaction<void> {
  if (recipientId && recipientId !== message.user_id) {
    yield* rows(
      'update conversations set wa_id = $3 where bot_id = $1 and user_id = $2',
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
  message: MessageRow,
  state: 'failed' | 'expired' | 'canceled',
  event: EventType,
  now: number,
  error?: Failure,
): Transaction<void> {
  const ended: MessageRow = { ...message, state, ended_at: now, error: json(error) }
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

/** The pair's first unfinished message, if it may go, gets its due time. */
export function* promote(botId: string, userId: string, now: number): Transaction<void> {
  yield* rows(
    `update messages set due_at = coalesce(
         (select case when pair_empty_at - $4 > $3 then pair_empty_at - $4 else $3 end
          from conversations where bot_id = $1 and user_id = $2), $3)
     where seq = (
         select seq from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending')
         order by seq limit 1)
       and state = 'queued' and due_at is null and probe_due_at is null`,
    botId,
    userId,
    now,
    pairHeadStartMs,
  )
}

/**
 * A status of Meta's, for the message whose wamid it names or, when we never learned that wamid, whose attempt it echoes.
 * False when no message fits: the status is kept until one does.
 */
export function* applyStatus(context: TellContext, botId: string, report: PlacedStatus): Transaction<boolean> {
  const message = yield* messageOf(botId, report)
  if (!message) return false
  let current = message
  if (message.wamid === null) current = yield* settleByStatus(context, message, report)
  else if (message.wamid !== report.wamid) current = yield* markDouble(message)
  yield* advanceTo(context, current, report)
  return true
}

function* messageOf(botId: string, report: PlacedStatus): Transaction<MessageRow | undefined> {
  const byWamid = yield* row<MessageRow>('select * from messages where wamid = $1 and bot_id = $2', report.wamid, botId)
  if (byWamid || !report.attemptOf) return byWamid
  return yield* row<MessageRow>(
    'select * from messages where id = $1 and bot_id = $2',
    report.attemptOf.messageId,
    botId,
  )
}

/** The status came before the answer, or instead of it: it is what settles the attempt (promise 5). */
function* settleByStatus(context: TellContext, message: MessageRow, report: PlacedStatus): Transaction<MessageRow> {
  const attempt = report.attemptOf?.attempt ?? message.attempt
  yield* endAttempt(message, 'sent', report.at, { wamid: report.wamid, toldBy: 'status' }, attempt)
  const resent = attempt !== message.attempt
  const settled = { ...message, possible_double: resent ? message.possible_double : 0 }
  if (settled.possible_double !== message.possible_double) {
    yield* rows('update messages set possible_double = 0 where seq = $1', message.seq)
  }
  if (message.state !== 'sending' && message.state !== 'queued') return settled
  context.hintBot(message.bot_id)
  return yield* markSent(context, settled, report.wamid, report.at, report.recipientId)
}

/** Two attempts of one message have a life of their own on Meta's side: the person has it twice. */
function* markDouble(message: MessageRow): Transaction<MessageRow> {
  yield* rows('update messages set possible_double = 2 where seq = $1', message.seq)
  return { ...message, possible_double: 2 }
}

function* advanceTo(context: TellContext, message: MessageRow, report: PlacedStatus): Transaction<void> {
  const state = advance(message.state, report.status)
  if (state === message.state) return
  const next = withState(message, state, report)
  yield* rows(
    `update messages set state = $2, sent_at = $3, delivered_at = $4, read_at = $5, ended_at = $6, error = $7
     where seq = $1`,
    message.seq,
    state,
    next.sent_at,
    next.delivered_at,
    next.read_at,
    next.ended_at,
    next.error,
  )
  const event = eventOfStatus[report.status]
  if (event) yield* tellOfMessage(context, event, report.at, next)
}

/** Leaving the channel is told when Meta accepts, so a `sent` status tells nothing new. */
const eventOfStatus = { sent: undefined, delivered: 'delivered_user', read: 'read', failed: 'failed' } as const

/** Meta leaves `delivered` out when a message is read at once: the reading proves it. */
function withState(message: MessageRow, state: State, report: PlacedStatus): MessageRow {
  const delivered = state === 'delivered' || state === 'read'
  return {
    ...message,
    state,
    sent_at: message.sent_at ?? report.at,
    delivered_at: message.delivered_at ?? (delivered ? report.at : null),
    read_at: message.read_at ?? (state === 'read' ? report.at : null),
    ended_at: state === 'failed' ? report.at : message.ended_at,
    error: state === 'failed' ? json(report.error) : message.error,
  }
}

/** Statuses that came before the answer and named nothing but a wamid. */
function* applyOrphans(context: TellContext, message: MessageRow): Transaction<void> {
  const orphans = yield* rows<{ status: string }>(
    'delete from orphan_statuses where wamid = $1 returning status',
    message.wamid,
  )
  for (const orphan of orphans) yield* applyStatus(context, message.bot_id, JSON.parse(orphan.status) as PlacedStatus)
}
