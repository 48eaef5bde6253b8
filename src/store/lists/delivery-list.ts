/**
 * Deliveries as lists, for the operator: of endpoints, by state, kind, time and text of their events and by the answer,
 * newest event first; and one delivery with its attempts. What waits or has failed is read by an index of its own as
 * long as it is not too much; everything else by the bots' events. Deliveries of deleted endpoints are left out.
 */
import type { EventType } from '../../model/events/event.ts'
import { deliveryAttemptsOf, lastAttemptsOf } from '../deliveries/attempts.ts'
import type { DeliveryAttempt } from '../deliveries/records.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { type DeliveryRow, type DeliveryState, type Found, isSearch, passing, searched } from './delivery-search.ts'
import { laterPiece, newestOf, type Page, type PageInput, type Position, pageOfAll, type Walked } from './newest.ts'
import { nextDelivery } from './timeline.ts'

/** `endpointIds`: those that exist, of these bots. */
export type DeliveryFilter = {
  botIds: readonly string[]
  endpointIds: ReadonlySet<string>
  state?: DeliveryState
  type?: EventType
  /** In the body of the event, whatever its case. */
  text?: string
  /** HTTP status of the last attempt's answer. */
  status?: number
  /** Of the event. */
  fromAt?: number
  toAt?: number
}

export type DeliveryRecord = {
  seq: number
  endpointId: string
  botId: string
  eventId: string
  messageId?: string
  type: EventType
  state: DeliveryState
  /** Of the event. */
  at: number
  /** Attempts so far. */
  attempts: number
  dueAt?: number
  expiresAt?: number
  lastAttempt?: Pick<DeliveryAttempt, 'startedAt' | 'status' | 'reason'>
}

export type DeliveryDetails = Omit<DeliveryRecord, 'lastAttempt' | 'attempts'> & {
  /** While it waits: its next attempt, or the event that must end first, or that the endpoint must be resumed. */
  nextAttemptAt?: number
  waitsBehind?: string
  isSwitchedOff?: true
  attempts: DeliveryAttempt[]
}

const columnsOf = (delivery: string, event: string) =>
  `${delivery}.seq as delivery, ${delivery}.endpoint_id, ${delivery}.state, ${delivery}.due_at, ${delivery}.expires_at,
   ${delivery}.attempt, ${event}.seq, ${event}.id, ${event}.bot_id, ${event}.message_id, ${event}.type, ${event}.at`
const columns = columnsOf('deliveries', 'events')

export function* listDeliveries(
  filter: DeliveryFilter,
  { after, limit }: Pick<PageInput, 'after' | 'limit'>,
): Transaction<Page<Found>> {
  const { botIds, fromAt = 0, toAt } = filter
  const input = { botIds, toAt, after, limit }
  const asked = new Set(botIds)
  const isAsked = ({ row }: Found) =>
    asked.has(row.bot_id) &&
    filter.endpointIds.has(row.endpoint_id) &&
    (filter.state ?? row.state) === row.state &&
    (filter.type ?? row.type) === row.type &&
    row.at >= fromAt
  const few = yield* fewOf(filter)
  const chosen = few?.filter(isAsked)
  if (chosen) return isSearch(filter) ? yield* searched(chosen, filter, input) : pageOfAll(chosen, input)
  return yield* newestOf<Found>(input, (botId, start, most, budget) =>
    walk(botId, start, { fromAt, limit: most, budget, isAsked, filter }),
  )
}

// ── what waits and what has failed ──────────────────────────

/** More is walked by events, where it is found soon just because it is much. */
const maxFew = 10_000
const maxEndpoints = 20

/** All deliveries in this state, unless they are too many, or the state has no index. */
function* fewOf({ endpointIds, state }: DeliveryFilter): Transaction<Found[] | undefined> {
  if (state === undefined || state === 'delivered') return undefined
  const found: DeliveryRow[] = []
  const named = endpointIds.size <= maxEndpoints ? [...endpointIds] : undefined
  const condition = conditions[state]
  // Counted first: the index alone says that they are too many, and their events are not read for nothing.
  let left = maxFew
  for (const endpointId of named ?? []) left -= yield* countOf(condition, endpointId)
  if (left < 0) return undefined
  for (const endpointId of named ?? [undefined]) found.push(...(yield* joined(condition, endpointId)))
  return found.length > maxFew ? undefined : found.map(positioned)
}

/** As the partial indexes have them. */
const failed = `state in ('given_up', 'expired')`
const conditions = { waiting: `state = 'waiting' and seq >= $openDeliveries`, given_up: failed, expired: failed }

function* countOf(condition: string, endpointId: string): Transaction<number> {
  const { of, values } = limited(endpointId)
  const some = `select seq from deliveries where ${of}${condition} limit $1`
  const found = yield* queryOne<{ count: number }>(`select count(*) as count from (${some}) as listed`, ...values)
  return Number(found?.count)
}

function joined(condition: string, endpointId: string | undefined): Transaction<DeliveryRow[]> {
  const { of, values } = limited(endpointId)
  return query<DeliveryRow>(
    `select ${columnsOf('listed', 'events')} from (
       select * from deliveries where ${of}${condition} limit $1
     ) as listed join events on events.seq = listed.event_seq`,
    ...values,
  )
}

function limited(endpointId: string | undefined) {
  const of = endpointId === undefined ? '' : 'endpoint_id = $2 and '
  return { of, values: [maxFew + 1, ...(endpointId === undefined ? [] : [endpointId])] }
}

// ── by events ───────────────────────────────────────────────

type WalkInput = {
  fromAt: number
  limit: number
  budget: number
  isAsked(found: Found): boolean
  filter: DeliveryFilter
}

type WalkedRow = DeliveryRow | (Omit<DeliveryRow, 'delivery'> & { delivery: null })

function* walk(
  botId: string,
  start: Position,
  { fromAt, limit, budget, isAsked, filter }: WalkInput,
): Transaction<Walked<Found>> {
  const rows: Found[] = []
  let place = { at: start.at, seq: start.seq }
  let pieceSize = Math.min(limit + 1, budget)
  for (let left = budget; left > 0; pieceSize = Math.min(laterPiece, left)) {
    const found = yield* query<WalkedRow>(
      `select ${columnsOf('deliveries', 'walked')} from (
         select seq, id, bot_id, message_id, type, at from events
         where bot_id = $1 and (at, seq) <= ($2, $3) and at >= $4
         order by at desc, seq desc limit $5
       ) as walked left join deliveries on deliveries.event_seq = walked.seq`,
      botId,
      place.at,
      place.seq,
      fromAt,
      pieceSize,
    )
    const deliveries = found.flatMap((row) => (isDelivery(row) ? [positioned(row)] : []))
    const asked = deliveries.filter((one) => isBehind(one, start) && isAsked(one))
    rows.push(...(isSearch(filter) ? yield* passing(asked, filter) : asked))
    const end = lastOf(found)
    const walked = new Set(found.map(({ seq }) => seq)).size
    if (end === undefined || walked < pieceSize) return { rows }
    if (rows.length >= limit) return { rows, end }
    place = { at: end.at, seq: end.seq - 1 }
    left -= walked
  }
  return { rows, end: { ...place, seq: place.seq + 1, delivery: 0 } }
}

function isDelivery(row: WalkedRow): row is DeliveryRow {
  return row.delivery !== null
}

/** Of the cursor's own event, later deliveries are still to come. */
function isBehind({ at, seq, delivery }: Position, start: Position): boolean {
  return at !== start.at || seq !== start.seq || delivery < start.delivery
}

/** The oldest event: no order is promised after the join. */
function lastOf(found: readonly WalkedRow[]): Position | undefined {
  const places = found.map(({ at, seq }) => ({ at, seq, delivery: 0 }))
  return places.reduce<Position | undefined>((last, one) => (last && isOlder(last, one) ? last : one), undefined)
}

function isOlder(a: Position, b: Position): boolean {
  return a.at === b.at ? a.seq < b.seq : a.at < b.at
}

// ── records ─────────────────────────────────────────────────

export function* withLastAttempts(found: readonly { row: DeliveryRow }[]): Transaction<DeliveryRecord[]> {
  const rows = found.map(({ row }) => row)
  const attempts = yield* lastAttemptsOf(rows.map(({ delivery, attempt }) => ({ seq: delivery, attempt })))
  return rows.map((row, index) => {
    const { started_at: startedAt = null, status = null, reason = null } = attempts[index] ?? {}
    if (startedAt === null) return recordOf(row)
    return {
      ...recordOf(row),
      lastAttempt: { startedAt, status: status ?? undefined, reason: reason ?? undefined },
    }
  })
}

/** In the order in which they were made. */
export function* deliveriesOfEvent(eventSeq: number): Transaction<DeliveryRecord[]> {
  const found = yield* query<DeliveryRow>(
    `select ${columns} from deliveries join events on events.seq = deliveries.event_seq
     where event_seq = $1 order by deliveries.seq + 0`,
    eventSeq,
  )
  return yield* withLastAttempts(found.map(positioned))
}

export function* deliveryDetails(seq: number): Transaction<DeliveryDetails | undefined> {
  const found = yield* queryOne<DeliveryRow & { user_id: string; disabled_at: number | null }>(
    `select ${columns}, deliveries.user_id, endpoints.disabled_at from deliveries
     join events on events.seq = deliveries.event_seq join endpoints on endpoints.id = deliveries.endpoint_id
     where deliveries.seq = $1 and ${unindexed('events.bot_id')} <> ''`,
    seq,
  )
  if (!found) return undefined
  const { attempts: _, ...record } = recordOf(found)
  return { ...record, ...(yield* nextDelivery(found)), attempts: yield* deliveryAttemptsOf(seq) }
}

function positioned(row: DeliveryRow): Found {
  return { at: row.at, seq: row.seq, delivery: row.delivery, row }
}

function recordOf(row: DeliveryRow): DeliveryRecord {
  return {
    seq: row.delivery,
    endpointId: row.endpoint_id,
    botId: row.bot_id,
    eventId: row.id,
    messageId: row.message_id ?? undefined,
    type: row.type,
    state: row.state,
    at: row.at,
    attempts: row.attempt,
    dueAt: row.due_at ?? undefined,
    expiresAt: row.expires_at ?? undefined,
  }
}
