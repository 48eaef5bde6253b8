/**
 * Applies Meta's statuses to messages: a status advances the message's state, or settles an attempt whose response is
 * late or lost (promises 5 and 6).
 */
import { isWhollyCoded, pricingCode } from '../../model/cost/pricing.ts'
import { advance, instantsAfter, type State } from '../../model/message/lifecycle.ts'
import { isRefusalOfSpelling } from '../../model/user/spelling.ts'
import { handleFailure } from '../campaigns/stops.ts'
import { isOfStopped, noteRefusedMarketing } from '../consent/consent.ts'
import { mayBeIdentifiedBy } from '../conversations/identity.ts'
import { isOfOtherOwner } from '../conversations/thread.ts'
import { type EventContext, emitMessageEvent } from '../events/events.ts'
import { countChange, countedLife } from '../figures/changes.ts'
import { isOldAttempt } from '../messages/late-attempts.ts'
import type { RecordedStatus } from '../messages/records.ts'
import { leaveToEarlier, repeatedMoved } from '../messages/repeated-rows.ts'
import { noteReached, noteRefused } from '../messages/spelling.ts'
import { endAttempt } from '../messages/transitions.ts'
import { noteRefusedThread } from '../skills/thread.ts'
import { amend, lifeByWamid, lifeColumns, type MessageLife, messageBy } from '../sql/message-row.ts'
import { perRow } from '../sql/per-row.ts'
import { fromMostlyEmpty } from '../sql/rarely-changed.ts'
import { lifeRule } from '../sql/remembered-lives.ts'
import { json, parse, query, type Transaction } from '../sql/transaction.ts'
import { repeatLate } from './late-repeat.ts'
import { type Taken, taken } from './proof.ts'

/**
 * Applies a status to the message with its wamid or, if we never learned that wamid, to the one whose attempt it
 * echoes. False if no message matches: the caller stores the status until one does.
 */
export function* applyStatus(context: EventContext, botId: string, report: RecordedStatus): Transaction<boolean> {
  const message = yield* messageOf(botId, report)
  if (!message) return false
  if (yield* isOldAttempt(message, report)) return true
  const attempt = report.attemptOf?.attempt ?? message.attempt
  if (message.wamid === report.wamid) {
    yield* advanceTo(context, message, report)
  } else if (message.wamid !== null && report.status === 'failed') {
    // An attempt other than the one that was sent failed: no double, and no failure of the message.
    yield* endAttempt(message, 'refused', report.at, { ...report.error, toldBy: 'status' }, attempt)
    yield* noteDetails(message, report)
  } else {
    yield* noteTaken(message, report, attempt)
    const living = yield* taken(context, message, takenBy(message, report, attempt))
    yield* advanceTo(context, living, report)
    yield* applyOrphans(context, living, { wamid: report.wamid, attempt })
  }
  return true
}

/** The status came before the response, or instead of it, so it settles the attempt (promise 5). */
function* noteTaken(message: MessageLife, { at, wamid }: RecordedStatus, attempt: number): Transaction<void> {
  yield* query(
    `update attempts set ended_at = $3, outcome = 'sent', detail = $4
     where message_seq = $1 and attempt = $2 and coalesce(outcome, 'unknown') <> 'sent'`,
    message.seq,
    attempt,
    at,
    json({ wamid, toldBy: 'status' }),
  )
}

function takenBy(message: MessageLife, { wamid, recipientId, at }: RecordedStatus, attempt: number): Taken {
  const isNamed = recipientId !== undefined && mayBeIdentifiedBy(message.user_id, recipientId)
  return { attempt, wamid, at, ...(isNamed ? { recipientId } : {}) }
}

function* messageOf(botId: string, report: RecordedStatus): Transaction<MessageLife | undefined> {
  const byWamid = yield* lifeByWamid(botId, report.wamid)
  if (byWamid || !report.attemptOf) return byWamid
  return yield* messageBy<MessageLife>('id', report.attemptOf.messageId, botId, lifeColumns)
}

function* advanceTo(context: EventContext, message: MessageLife, report: RecordedStatus): Transaction<void> {
  const state = advance(message.state, report.status)
  if (state === message.state) {
    yield* notePricing(context, message, report)
    return yield* noteDetails(message, report)
  }
  if (state === 'failed') {
    const goesOn = (yield* liveOn(context, message, report)) || (yield* repeatLate(context, message, report))
    if (goesOn) return yield* noteDetails(message, report)
  }
  const wasDelivered = message.delivered_at !== null
  const former = { ...message }
  const next = withState(message, state, report)
  yield* updateState(context, former, next)
  yield* noteSpelling(next, wasDelivered, report)
  const isTold = yield* emitSteps(context, next, wasDelivered, report)
  const said = saidPricing(report)
  // The words that a price's code does not have stay with the message as well.
  if (!isTold || (said !== undefined && !isWhollyCoded(said))) yield* noteDetails(message, report)
  if (state !== 'failed') return
  yield* repeatedMoved(former, next)
  yield* leaveToEarlier(next)
  const hadEnded = former.ended_at !== null
  yield* handleFailure(context, next, {
    error: report.error,
    told: 'status',
    at: report.heardAt ?? report.at,
    hadEnded,
  })
  if (isOfStopped(report.error))
    yield* noteRefusedMarketing(context, next, { at: report.at, now: report.heardAt ?? report.at })
  if (isOfOtherOwner(report.error))
    yield* noteRefusedThread(context, next, { at: report.at, now: report.heardAt ?? report.at })
}

/**
 * The events of the step; false: the status has none. A read status that overtook its delivery, or came without one as
 * Meta allows, emits both: subscribers see every step, in order.
 */
function* emitSteps(
  context: EventContext,
  next: MessageLife,
  wasDelivered: boolean,
  report: RecordedStatus,
): Transaction<boolean> {
  const at = next.read_at ?? next.delivered_at ?? next.sent_at ?? report.at
  if (next.state === 'read' && !wasDelivered) {
    yield* emitMessageEvent(context, 'delivered_user', next.delivered_at ?? at, {
      ...next,
      state: 'delivered',
      read_at: null,
    })
  }
  const event = eventOfStatus[report.status]
  const reportedAt = next.state === 'failed' ? Math.max(report.at, at) : at
  if (event) yield* emitMessageEvent(context, event, reportedAt, next, report.details)
  return event !== undefined
}

function* updateState(context: EventContext, former: MessageLife, next: MessageLife): Transaction<void> {
  if (former.pricing === null && next.pricing !== null) context.notePriced(next.pricing)
  yield* query(
    updatingState,
    next.seq,
    next.state,
    next.sent_at,
    next.delivered_at,
    next.read_at,
    next.ended_at,
    next.error,
    next.pricing,
  )
  yield* countChange(context, former, next)
}

const updatingState = lifeRule(
  perRow(
    `update messages set state = $2, sent_at = $3, delivered_at = $4, read_at = $5, ended_at = $6, error = $7,
       pricing = $8 where seq = $1`,
    { by: [1] },
  ),
  {
    changes: ([
      ,
      state = null,
      sent_at = null,
      delivered_at = null,
      read_at = null,
      ended_at = null,
      error = null,
      pricing = null,
    ]) => ({
      state,
      sent_at,
      delivered_at,
      read_at,
      ended_at,
      error,
      pricing,
    }),
  },
)

/** A status that changes nothing else may be the first with the price: `sent`, as a rule. */
function* notePricing(context: EventContext, message: MessageLife, report: RecordedStatus): Transaction<void> {
  const pricing = pricingAfter(message, report)
  if (pricing === message.pricing) return
  const former = countedLife(message)
  if (pricing !== null) context.notePriced(pricing)
  yield* query(updatingPricing, message.seq, pricing)
  yield* countChange(context, former, amend(message, { pricing }))
}

const updatingPricing = lifeRule(perRow('update messages set pricing = $2 where seq = $1', { by: [1] }), {
  changes: ([, pricing = null]) => ({ pricing }),
})

/** The first word on a message's price stays. */
function pricingAfter({ pricing }: Pick<MessageLife, 'pricing'>, report: RecordedStatus): number | null {
  if (pricing !== null) return pricing
  const said = saidPricing(report)
  return (said && pricingCode(said)) ?? null
}

function saidPricing({ details }: RecordedStatus): Record<string, unknown> | undefined {
  return details?.pricing as Record<string, unknown> | undefined
}

/**
 * The failed attempt was one of two that Meta had accepted: the message continues as the other one, and has not failed.
 */
function* liveOn(context: EventContext, message: MessageLife, report: RecordedStatus): Transaction<boolean> {
  if (message.possible_double < 2) return false
  const found = yield* query<{ attempt: number; detail: string | null }>(
    `select attempt, detail from attempts where message_seq = $1 and outcome = 'sent' order by attempt`,
    message.seq,
  )
  const sent = found.map(({ attempt, detail }) => ({ attempt, wamid: parse<{ wamid?: string }>(detail)?.wamid }))
  const failed = report.attemptOf?.attempt ?? sent.find(({ wamid }) => wamid === report.wamid)?.attempt
  const detail = { ...report.error, toldBy: 'status' }
  if (failed !== undefined) yield* endAttempt(message, 'refused', report.at, detail, failed)
  const other = sent.find(({ attempt, wamid }) => wamid !== undefined && attempt !== failed)
  if (other?.wamid === undefined) return false
  // What was said of the other one's price is not of this one.
  const former = countedLife(message)
  yield* query('update messages set wamid = $2, pricing = null where seq = $1', message.seq, other.wamid)
  yield* countChange(context, former, amend(message, { wamid: other.wamid, pricing: null }))
  return true
}

const worthNoting = ['pricing', 'conversation', 'errors', 'extra', 'raw']

/** Details of a status without an event go to the timeline, with its attempt: the first ones stay. */
function* noteDetails(message: MessageLife, report: RecordedStatus): Transaction<void> {
  const { details } = report
  if (details === undefined || !worthNoting.some((name) => name in details && !isPriceAlone(name, message, report)))
    return
  yield* query(
    perRow('update attempts set told = coalesce(told, $3) where message_seq = $1 and attempt = $2', { by: [1, 2] }),
    message.seq,
    report.attemptOf?.attempt ?? message.attempt,
    json(details),
  )
}

/** The message's row has it already. */
function isPriceAlone(name: string, message: MessageLife, report: RecordedStatus): boolean {
  const said = saidPricing(report)
  if (name !== 'pricing' || said === undefined) return false
  return isWhollyCoded(said) && pricingCode(said) === (message.pricing ?? undefined)
}

/** Notes what the status reveals of the number's spelling. */
function* noteSpelling(message: MessageLife, wasDelivered: boolean, report: RecordedStatus): Transaction<void> {
  const attempt = report.attemptOf?.attempt ?? message.attempt
  if (!wasDelivered && message.delivered_at !== null) yield* noteReached(message, attempt)
  if (report.status === 'failed' && isRefusalOfSpelling(report.error)) yield* noteRefused(message, attempt, report.at)
}

/** The `sent` event is emitted when Meta accepts the message, so a `sent` status adds nothing. */
const eventOfStatus = { sent: undefined, delivered: 'delivered_user', read: 'read', failed: 'failed' } as const

function withState(message: MessageLife, state: State, report: RecordedStatus): MessageLife {
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
    pricing: pricingAfter(message, report),
  })
}

const orphansOf = fromMostlyEmpty(
  'orphan_statuses',
  perRow('select status from orphan_statuses where wamid = $1 order by seq + 0'),
)

/**
 * Applies statuses that came before this wamid was known to be an attempt of the message, and that named nothing else.
 */
export function* applyOrphans(
  context: EventContext,
  { id, bot_id }: MessageLife,
  { wamid, attempt }: { wamid: string; attempt: number },
): Transaction<void> {
  const orphans = yield* query<{ status: string }>(orphansOf, wamid)
  if (orphans.length > 0) yield* query('delete from orphan_statuses where wamid = $1', wamid)
  for (const orphan of orphans) {
    const status = JSON.parse(orphan.status) as RecordedStatus
    yield* applyStatus(context, bot_id, { ...status, attemptOf: { messageId: id, attempt } })
  }
}
