/**
 * Webhook deliveries: claim, settle, resume. Order within a line is kept as for messages: only the first waiting
 * delivery has a `due_at` (store/events/delivery-queue.ts). A claim writes nothing: delivery is at least once, and the
 * lane knows its work in flight.
 */
import type { EventType } from '../../model/events/event.ts'
import { countGathered, gather, maxGathered } from '../../model/events/gather.ts'
import { endDeliveries, type Over, type Postponed, postponeAll, promoteBehind } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { claimDue, type DueInput } from '../sql/due-claims.ts'
import type { Concurrency } from '../sql/engine.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { rowsOf } from '../sql/rows.ts'
import { pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
import { type NewAttempt, noteAttempts } from './attempts.ts'
import { markEndpoint, type SwitchOffReason, switchOff } from './endpoint-health.ts'
import { beginTask, firstPiece, makeDueNow } from './endpoint-tasks.ts'
import type { Delivery, DeliveryClaim, DeliveryDecision, Ended } from './records.ts'

const deliveriesDue = {
  table: 'deliveries',
  key: 'seq',
  owner: 'endpoint_id',
  dueAt: 'due_at',
  bound: '$openDeliveries',
  columns: 'seq, user_id, attempt, held_since, event_seq, expires_at, not_before',
} as const

export function* claimDeliveries({
  botId,
  endpointId,
  ...due
}: DueInput<number> & { botId: string; endpointId: string }): Transaction<DeliveryClaim & { overdue: number[] }> {
  const { ready, nextDueAt } = yield* claimDue<DeliveryRow, number>(deliveriesDue, endpointId, due)
  // While an event is held for a file, its body may still change; an overdue hold is first released by a write
  // (`endHolds`).
  const overdue = ready.filter(({ not_before }) => not_before !== null).map(({ seq }) => seq)
  const free = ready.filter(({ not_before }) => not_before === null)
  const deliveries: Delivery[] = []
  for (const delivery of yield* withEvents(botId, endpointId, free)) {
    deliveries.push(delivery.isHeld ? yield* withFollowers(delivery.alone) : delivery.alone)
  }
  return { deliveries, nextDueAt, overdue }
}

type DeliveryRow = {
  seq: number
  user_id: string
  attempt: number
  held_since: number | null
  event_seq: number
  expires_at: number | null
  not_before: number | null
}
type EventRow = {
  id: string
  message_id: string | null
  bot_id: string
  type: EventType
  body: string
  at: number
  traceparent: string | null
}

/**
 * Events are read by seq instead of joined, so that each read hits one partition. A delivery whose event is gone is
 * returned to be ended, or it would stay due.
 */
function* withEvents(
  botId: string,
  endpointId: string,
  ready: DeliveryRow[],
): Transaction<{ alone: Delivery; isHeld: boolean }[]> {
  const events = yield* pipeline<EventRow>(
    ready.map(({ event_seq }) =>
      statement('select id, message_id, bot_id, type, body, at, traceparent from events where seq = $1', event_seq),
    ),
  )
  return ready.map((delivery, index) => {
    const event = events[index] as EventRow
    const isLost = event.id === undefined
    const alone = deliveryOf(delivery.seq, endpointId, delivery, isLost ? lostEvent(botId) : event)
    return { alone: isLost ? { ...alone, isLost } : alone, isHeld: !isLost && delivery.held_since !== null }
  })
}

function lostEvent(botId: string): EventRow {
  return { id: '', message_id: null, bot_id: botId, type: 'message', body: '', at: 0, traceparent: null }
}

function deliveryOf(
  seq: number,
  endpointId: string,
  { user_id, attempt, expires_at }: DeliveryRow,
  event: EventRow,
): Delivery {
  return {
    seq,
    endpointId,
    botId: event.bot_id,
    userId: user_id,
    eventId: event.id,
    messageId: event.message_id ?? undefined,
    type: event.type,
    body: event.body,
    createdAt: event.at,
    attempt: attempt + 1,
    ...(expires_at === null ? {} : { expiresAt: expires_at }),
    ...(event.traceparent && { traceparent: event.traceparent }),
  }
}

/** Adds the person's later messages, up to the first event of another kind and the limit of one call. */
function* withFollowers(first: Delivery): Transaction<Delivery> {
  const next = yield* query<{ seq: number; held_since: number | null; not_before: number | null; body: string }>(
    `select deliveries.seq, deliveries.held_since, deliveries.not_before, events.body
     from deliveries join events on events.seq = deliveries.event_seq
     where endpoint_id = $1 and deliveries.user_id = $2 and state = 'waiting' and deliveries.seq > $3
     order by deliveries.seq limit $4`,
    first.endpointId,
    first.userId,
    first.seq,
    maxGathered - 1,
  )
  const other = next.findIndex(({ held_since, not_before }) => held_since === null || not_before !== null)
  const alike = other < 0 ? next : next.slice(0, other)
  const bodies = [first.body, ...alike.map((delivery) => delivery.body)]
  const count = countGathered(bodies)
  if (count === 1) return first
  const followers = alike.slice(0, count - 1)
  const gathered = gather(bodies.slice(0, count))
  return { ...first, ...gathered, followers: followers.map((delivery) => delivery.seq) }
}

/**
 * What waits behind these deliveries in their lines, for the same post: up to `limit`, each line's in its order and
 * without a gap, a place behind each line first. A line ends before one that is held, and before one that is due by
 * itself, since it may be in flight.
 */
export function* claimBehind({
  botId,
  endpointId,
  heads,
  limit,
}: BehindInput & { botId: string }): Transaction<Delivery[]> {
  const rows = yield* query<DeliveryRow & { due_at: number | null }>(
    `with recursive line (name, seq, place) as (
       select head.user_id, head.seq, 0
       from rows($1, seq bigint) as given join deliveries head on head.seq = given.seq
       where ${unindexed('head.state')} = 'waiting' and head.seq >= $openDeliveries
       union all
       select name, (
           select next.seq from deliveries next where next.endpoint_id = $2 and next.user_id = line.name
             and next.state = 'waiting' and next.seq > line.seq and next.seq >= $openDeliveries
           order by next.seq limit 1), place + 1
       from line where line.seq is not null and place <= $3)
     select deliveries.seq, deliveries.user_id, attempt, held_since, event_seq, expires_at, not_before, due_at
     from (select seq from line where place > 0 and seq is not null limit $3) as behind
       join deliveries on deliveries.seq = behind.seq`,
    rowsOf(heads.map((seq) => [seq])),
    endpointId,
    limit,
  )
  const closed = new Set<string>()
  const free = rows
    .toSorted((one, other) => one.seq - other.seq)
    .filter(({ user_id: line, held_since, not_before, due_at }) => {
      if (held_since !== null || not_before !== null || due_at !== null) closed.add(line)
      return !closed.has(line)
    })
  return (yield* withEvents(botId, endpointId, free)).map(({ alone }) => alone)
}

export type BehindInput = { endpointId: string; heads: readonly number[]; limit: number }

/**
 * Of one post; true if it switched the endpoint off. `isMarked`: the endpoint has just begun or ceased to fail.
 */
export function* settleDeliveries(
  context: EventContext,
  { endpointId, ended, isMarked }: Settling,
  now: number,
): Transaction<boolean> {
  yield* noteAttempts(ended.flatMap(eachOf))
  if (isMarked) yield* markEndpoint(endpointId, !ended.some(isDelivered), now)
  const last = ended.find(isLast)
  // An endpoint that is switched off keeps the events it would lose, and gets them when resumed.
  const off = last ? yield* switchOff(context, endpointId, reasonOf(last.decision), now) : undefined
  const isRetained = ({ decision: { kind } }: Ended) =>
    kind === 'endpoint_gone' || (off !== undefined && kind === 'given_up')
  const [retained, rest] = [ended.filter(isRetained), ended.filter((one) => !isRetained(one))]
  for (const { delivery, attempt } of retained)
    yield* query('update deliveries set attempt = $2 where seq = $1', delivery.seq, attempt.attempt)
  const over = rest.flatMap(overOf)
  yield* endDeliveries(over)
  yield* promoteBehind(
    context,
    over.map(({ seq }) => seq),
    now,
  )
  // After that: one whose predecessors have ended waits for its own next attempt.
  yield* postponeAll(rest.flatMap(postponedOf))
  // The lane asks what became due, and when it is due again.
  if (retained.length < ended.length) context.wake({ kind: 'deliveries', id: endpointId })
  return off === 'off'
}

export type Settling = { endpointId: string; ended: readonly Ended[]; isMarked: boolean }

/** Settles may interleave, except those of one person, of several, and those that may switch the endpoint off. */
export function deliveryConcurrency(ended: readonly Ended[]): Concurrency {
  const [first] = ended
  if (first === undefined || ended.length > 1 || isLast(first)) return { cost: ended.length }
  const { endpointId, userId } = first.delivery
  return { group: 'delivery', key: `${endpointId} ${userId}` }
}

export function isDelivered({ decision }: Pick<Ended, 'decision'>): boolean {
  return decision.kind === 'delivered'
}

function isLast({ decision: { kind } }: Pick<Ended, 'decision'>): boolean {
  return kind === 'given_up' || kind === 'endpoint_gone'
}

function reasonOf({ kind }: DeliveryDecision): SwitchOffReason {
  return kind === 'endpoint_gone' ? 'gone' : 'failing'
}

/** The attempt, noted for each delivery that went in it. */
export function eachOf({ delivery: { seq, followers = [] }, attempt }: Ended): NewAttempt[] {
  return [seq, ...followers].map((one) => ({ seq: one, attempt }))
}

/** Followers are delivered or given up with the first; otherwise they wait behind it as before. */
function overOf({ delivery, attempt: { attempt }, decision: { kind } }: Ended): Over[] {
  if (kind !== 'delivered' && kind !== 'given_up' && kind !== 'expired') return []
  const followers = kind === 'expired' ? [] : (delivery.followers ?? [])
  return [delivery.seq, ...followers].map((seq) => ({ seq, state: kind, attempt }))
}

function postponedOf({ delivery, attempt, decision }: Ended): Postponed[] {
  if (decision.kind !== 'again') return []
  return [{ seq: delivery.seq, dueAt: decision.dueAt, attempt: attempt.attempt }]
}

/** Makes waiting deliveries due at once; more than a few hundred are done in batches (endpoint-tasks.ts). */
export function* resumeEndpoint(endpointId: string, now: number): Transaction<boolean> {
  const resumed = yield* queryOne<{ bot_id: string }>(
    `update endpoints set disabled_at = null, disabled_reason = null, failing_since = null, resumed_at = $2,
       revision = revision + 1 where id = $1 returning bot_id`,
    endpointId,
    now,
  )
  if (!resumed) return false
  // Otherwise deliveries that waited for days would wait for the end of their backoff.
  const { count, next } = yield* makeDueNow(endpointId, now, firstPiece)
  const task = { id: `resume ${endpointId}`, endpointId, botId: resumed.bot_id, kind: 'resume' } as const
  if (next) yield* beginTask({ ...task, startedAt: now, done: count }, next)
  return true
}
