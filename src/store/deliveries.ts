/**
 * Webhook deliveries: claim, settle, replay. Order within a line is kept as for messages: only the first that waits has a `due_at`
 * (delivery-lines.ts). A claim writes nothing: at least once is the promise, and the lane knows what it has in flight.
 */
import type { EventType } from '../model/event.ts'
import { countGathered, gather, mostGathered } from '../model/gather.ts'
import { claimDue, type DueInput } from './claims.ts'
import { endDelivery, enqueueDelivery, postpone, promoteNext } from './delivery-lines.ts'
import { markEndpoint, type SwitchOffReason, switchOff } from './endpoint-health.ts'
import type { WriteManner } from './engine.ts'
import type { TellContext } from './events.ts'
import type { Delivery, DeliveryAttempt, DeliveryClaim, DeliveryDecision } from './store.ts'
import { inOrder, row, rows, statement, type Transaction } from './transaction.ts'

const deliveriesDue = {
  table: 'deliveries',
  key: 'seq',
  owner: 'endpoint_id',
  dueAt: 'due_at',
  floor: '$openDeliveries',
  columns: 'seq, user_id, attempt, held_since, event_seq, expires_at',
} as const

export function* claimDeliveries({
  endpointId,
  ...due
}: DueInput<number> & { endpointId: string }): Transaction<DeliveryClaim> {
  const { ready, nextDueAt } = yield* claimDue<DeliveryRow, number>(deliveriesDue, endpointId, due)
  const deliveries: Delivery[] = []
  for (const delivery of yield* withEvents(endpointId, ready)) {
    deliveries.push(delivery.isHeld ? yield* withFollowers(delivery.alone) : delivery.alone)
  }
  return { deliveries, nextDueAt }
}

type DeliveryRow = {
  seq: number
  user_id: string
  attempt: number
  held_since: number | null
  event_seq: number
  expires_at: number | null
}
type EventRow = {
  id: string
  message_id: string | null
  bot_id: string
  type: EventType
  body: string
  at: number
}

/** Their events by seq, not joined: so each look knows its partition. */
function* withEvents(endpointId: string, ready: DeliveryRow[]): Transaction<{ alone: Delivery; isHeld: boolean }[]> {
  const events = yield* inOrder<EventRow>(
    ready.map(({ event_seq }) =>
      statement('select id, message_id, bot_id, type, body, at from events where seq = $1', event_seq),
    ),
  )
  return ready.flatMap((delivery, index) => {
    const event = events[index] as EventRow
    if (event.id === undefined) return []
    return { alone: deliveryOf(delivery.seq, endpointId, delivery, event), isHeld: delivery.held_since !== null }
  })
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
  }
}

/** What the person wrote since goes along, up to the first event of another kind, and as much as one call may bring. */
function* withFollowers(first: Delivery): Transaction<Delivery> {
  const next = yield* rows<{ seq: number; held_since: number | null; body: string }>(
    `select deliveries.seq, deliveries.held_since, events.body
     from deliveries join events on events.seq = deliveries.event_seq
     where endpoint_id = $1 and deliveries.user_id = $2 and state = 'waiting' and deliveries.seq > $3
     order by deliveries.seq limit $4`,
    first.endpointId,
    first.userId,
    first.seq,
    mostGathered - 1,
  )
  const other = next.findIndex((delivery) => delivery.held_since === null)
  const alike = other < 0 ? next : next.slice(0, other)
  const bodies = [first.body, ...alike.map((delivery) => delivery.body)]
  const count = countGathered(bodies)
  if (count === 1) return first
  const followers = alike.slice(0, count - 1)
  const gathered = gather(bodies.slice(0, count))
  return { ...first, ...gathered, followers: followers.map((delivery) => delivery.seq) }
}

/** True when it switched the endpoint off. `isMarked`: that it fails, or no longer does, is new. */
export function* settleDelivery(
  context: TellContext,
  { delivery, attempt, decision, isMarked }: Settling,
  now: number,
): Transaction<boolean> {
  yield* noteAttempt(delivery.seq, attempt)
  if (isMarked) yield* markEndpoint(delivery.endpointId, decision.kind !== 'delivered', now)
  // An endpoint that takes nothing any more keeps what it would lose, and gets it when it is resumed.
  const off = isLast(decision) ? yield* switchOff(context, delivery.endpointId, reasonOf(decision), now) : undefined
  if (off !== undefined && decision.kind === 'given_up') {
    yield* rows('update deliveries set attempt = $2 where seq = $1', delivery.seq, attempt.attempt)
    return off === 'off'
  }
  for (const seq of delivery.followers ?? []) yield* settleFollower(seq, attempt, decision)
  switch (decision.kind) {
    case 'delivered':
    case 'given_up':
    case 'expired':
      yield* promoteNext(yield* endDelivery(delivery.seq, decision.kind, attempt.attempt), now)
      break
    case 'again':
      yield* postpone(delivery.seq, decision.dueAt, attempt.attempt)
      break
    case 'endpoint_gone':
      yield* rows('update deliveries set attempt = $2 where seq = $1', delivery.seq, attempt.attempt)
      break
  }
  return off === 'off'
}

export type Settling = {
  delivery: Delivery
  attempt: DeliveryAttempt
  decision: DeliveryDecision
  isMarked: boolean
}

/** Settles may alternate but for those of one person, and those that may switch the endpoint off. */
export function mannerOfDelivery(delivery: Delivery, decision: DeliveryDecision): WriteManner {
  return isLast(decision) ? {} : { kind: 'delivery', of: `${delivery.endpointId} ${delivery.userId}` }
}

function isLast({ kind }: DeliveryDecision): boolean {
  return kind === 'given_up' || kind === 'endpoint_gone'
}

function reasonOf({ kind }: DeliveryDecision): SwitchOffReason {
  return kind === 'endpoint_gone' ? 'gone' : 'failing'
}

function* noteAttempt(seq: number, attempt: DeliveryAttempt): Transaction<void> {
  yield* rows(
    `insert into delivery_attempts (delivery_seq, attempt, started_at, duration_ms, status, answer, reason)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (delivery_seq, attempt) do nothing`,
    seq,
    attempt.attempt,
    attempt.startedAt,
    Math.round(attempt.durationMs),
    attempt.status,
    attempt.answer,
    attempt.reason,
  )
}

/** What went along has arrived, or was given up, with the first; else it waits behind it as before. */
function* settleFollower(seq: number, attempt: DeliveryAttempt, decision: DeliveryDecision): Transaction<void> {
  yield* noteAttempt(seq, attempt)
  if (decision.kind === 'delivered' || decision.kind === 'given_up')
    yield* endDelivery(seq, decision.kind, attempt.attempt)
}

/**
 * The endpoint's events of a range go again, with their ids unchanged, behind what still waits: as new deliveries, so that the
 * record of the first ones stays. What waits already, from an earlier replay too, is on its way.
 */
export function* replay(input: { endpointId: string; fromAt: number; toAt: number; now: number }): Transaction<number> {
  const again = yield* rows<{ event_seq: number; user_id: string }>(
    `select distinct deliveries.event_seq, deliveries.user_id
     from events join deliveries on deliveries.event_seq = events.seq
     where deliveries.endpoint_id = $1 and events.at >= $2 and events.at < $3 and deliveries.state <> 'waiting'
       and events.bot_id = (select bot_id from endpoints where id = $1)
       and not exists (
         select 1 from deliveries as waiting where waiting.event_seq = events.seq and waiting.endpoint_id = $1
           and waiting.state = 'waiting')`,
    input.endpointId,
    input.fromAt,
    input.toAt,
  )
  for (const { event_seq, user_id } of again.sort((one, other) => one.event_seq - other.event_seq)) {
    // Asked for by somebody, whatever its age: it has the usual time.
    yield* enqueueDelivery({ eventSeq: event_seq, endpointId: input.endpointId, line: user_id, now: input.now })
  }
  return again.length
}

export function* resumeEndpoint(endpointId: string, now: number): Transaction<boolean> {
  const resumed = yield* row(
    `update endpoints set disabled_at = null, disabled_reason = null, failing_since = null, resumed_at = $2,
       revision = revision + 1 where id = $1 returning id`,
    endpointId,
    now,
  )
  // What waited for days would otherwise wait for the end of its backoff.
  yield* rows(
    'update deliveries set due_at = $2 where endpoint_id = $1 and due_at is not null and due_at > $2',
    endpointId,
    now,
  )
  return resumed !== undefined
}
