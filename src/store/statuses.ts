/**
 * What a status of Meta's makes of a message: it moves its state forward, or settles an attempt whose answer is late or lost
 * (promises 5 and 6). Called by ingest, and by settle for statuses that came before the answer.
 */
import { advance, instantsAfter, type State } from '../model/lifecycle.ts'
import { isRefusalOfSpelling } from '../model/spelling.ts'
import { hearFailure } from './campaign-stops.ts'
import { type TellContext, tellOfMessage } from './events.ts'
import { isOldAttempt } from './late-attempts.ts'
import { repeatLate } from './late-repeat.ts'
import { amend, lifeColumns, type MessageLife, messageBy } from './message-row.ts'
import { mayBeNamed } from './people.ts'
import { noteReached, noteRefused } from './spelling.ts'
import type { PlacedStatus } from './store.ts'
import { json, row, rows, type Transaction } from './transaction.ts'
import { endAttempt, markSent } from './transitions.ts'

/**
 * A status of Meta's, for the message whose wamid it names or, when we never learned that wamid, whose attempt it echoes.
 * False when no message fits: the status is kept until one does.
 */
export function* applyStatus(context: TellContext, botId: string, report: PlacedStatus): Transaction<boolean> {
  const message = yield* messageOf(botId, report)
  if (!message) return false
  if (yield* isOldAttempt(message, report)) return true
  if (message.wamid === null) {
    const settled = yield* settleByStatus(context, message, report)
    yield* advanceTo(context, settled, report)
    if (settled.wamid !== null) yield* applyOrphans(context, settled)
  } else if (message.wamid === report.wamid) {
    yield* advanceTo(context, message, report)
  } else if (report.status === 'failed') {
    // Another attempt than the one that left came to nothing: no double, and no failure of the message.
    const detail = { ...report.error, toldBy: 'status' }
    yield* endAttempt(message, 'refused', report.at, detail, report.attemptOf?.attempt)
    yield* noteDetails(message, report)
  } else {
    yield* advanceTo(context, yield* markDouble(message), report)
  }
  return true
}

function* messageOf(botId: string, report: PlacedStatus): Transaction<MessageLife | undefined> {
  const byWamid = yield* messageBy<MessageLife>('wamid', report.wamid, botId, lifeColumns)
  if (byWamid || !report.attemptOf) return byWamid
  return yield* messageBy<MessageLife>('id', report.attemptOf.messageId, botId, lifeColumns)
}

/** The status came before the answer, or instead of it: it is what settles the attempt (promise 5). */
function* settleByStatus(context: TellContext, message: MessageLife, report: PlacedStatus): Transaction<MessageLife> {
  const attempt = report.attemptOf?.attempt ?? message.attempt
  yield* endAttempt(message, 'sent', report.at, { wamid: report.wamid, toldBy: 'status' }, attempt)
  const doubt = yield* doubtBeside(message, attempt)
  if (doubt !== message.possible_double) {
    yield* rows('update messages set possible_double = $2 where seq = $1', message.seq, doubt)
    amend(message, { possible_double: doubt })
  }
  if (message.state !== 'sending' && message.state !== 'queued') return message
  context.hintBot(message.bot_id)
  const isResentInTheAir = message.lease !== null && attempt !== message.attempt
  const { wamid, recipientId } = report
  const isNamed = recipientId !== undefined && mayBeNamed(message.user_id, recipientId)
  return yield* markSent(context, message, { wamid, ...(isNamed ? { recipientId } : {}) }, report.at, isResentInTheAir)
}

/** 1 when another attempt is in the air or of unknown outcome, and so may have arrived as well. */
function* doubtBeside(message: MessageLife, attempt: number): Transaction<0 | 1> {
  const other = yield* row(
    `select 1 as found from attempts
     where message_seq = $1 and attempt <> $2 and (outcome is null or outcome = 'unknown') limit 1`,
    message.seq,
    attempt,
  )
  return other ? 1 : 0
}

/** Two attempts of one message have a life of their own on Meta's side: the person has it twice. */
function* markDouble(message: MessageLife): Transaction<MessageLife> {
  yield* rows('update messages set possible_double = 2 where seq = $1', message.seq)
  return amend(message, { possible_double: 2 })
}

function* advanceTo(context: TellContext, message: MessageLife, report: PlacedStatus): Transaction<void> {
  const state = advance(message.state, report.status)
  if (state === message.state) return yield* noteDetails(message, report)
  if (state === 'failed' && (yield* repeatLate(context, message, report))) return yield* noteDetails(message, report)
  const wasDelivered = message.delivered_at !== null
  const next = withState(message, state, report)
  const at = next.read_at ?? next.delivered_at ?? next.sent_at ?? report.at
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
  yield* noteSpelling(next, wasDelivered, report)
  // A reading that overtook its delivery, or came without one as Meta allows, tells both: listeners see every step, in order.
  if (state === 'read' && !wasDelivered) {
    yield* tellOfMessage(context, 'delivered_user', next.delivered_at ?? at, {
      ...next,
      state: 'delivered',
      read_at: null,
    })
  }
  const event = eventOfStatus[report.status]
  const toldAt = state === 'failed' ? Math.max(report.at, at) : at
  if (event) yield* tellOfMessage(context, event, toldAt, next, report.details)
  else yield* noteDetails(message, report)
  if (state === 'failed')
    yield* hearFailure(context, next, { error: report.error, told: 'status', at: report.heardAt ?? report.at })
}

const worthNoting = ['pricing', 'conversation', 'errors', 'extra', 'raw']

/** What a status says that tells no event is in the timeline, beside its attempt: the first word of it stays. */
function* noteDetails(message: MessageLife, report: PlacedStatus): Transaction<void> {
  const { details } = report
  if (details === undefined || !worthNoting.some((name) => name in details)) return
  yield* rows(
    'update attempts set told = coalesce(told, $3) where message_seq = $1 and attempt = $2',
    message.seq,
    report.attemptOf?.attempt ?? message.attempt,
    json(details),
  )
}

/** What the status tells of the number that the message went to. */
function* noteSpelling(message: MessageLife, wasDelivered: boolean, report: PlacedStatus): Transaction<void> {
  const attempt = report.attemptOf?.attempt ?? message.attempt
  if (!wasDelivered && message.delivered_at !== null) yield* noteReached(message, attempt)
  if (report.status === 'failed' && isRefusalOfSpelling(report.error)) yield* noteRefused(message, attempt, report.at)
}

/** Leaving the channel is told when Meta accepts, so a `sent` status tells nothing new. */
const eventOfStatus = { sent: undefined, delivered: 'delivered_user', read: 'read', failed: 'failed' } as const

function withState(message: MessageLife, state: State, report: PlacedStatus): MessageLife {
  const known = {
    acceptedAt: message.accepted_at,
    sentAt: message.sent_at ?? undefined,
    deliveredAt: message.delivered_at ?? undefined,
    readAt: message.read_at ?? undefined,
  }
  const { sentAt = report.at, deliveredAt, readAt } = instantsAfter(known, state, report.at)
  return amend(message, {
    state,
    sent_at: sentAt,
    delivered_at: deliveredAt ?? null,
    read_at: readAt ?? null,
    ended_at: state === 'failed' ? Math.max(report.at, sentAt) : message.ended_at,
    error: state === 'failed' ? json(report.error) : message.error,
  })
}

/** Statuses that came before the answer and named nothing but a wamid. */
export function* applyOrphans(context: TellContext, message: MessageLife): Transaction<void> {
  const orphans = yield* rows<{ status: string }>(
    'select status from orphan_statuses where wamid = $1 order by seq + 0',
    message.wamid,
  )
  if (orphans.length > 0) yield* rows('delete from orphan_statuses where wamid = $1', message.wamid)
  for (const orphan of orphans) yield* applyStatus(context, message.bot_id, JSON.parse(orphan.status) as PlacedStatus)
}
