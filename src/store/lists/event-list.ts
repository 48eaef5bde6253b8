/**
 * Events as lists, for the operator: of bots, of a message or of a person, newest first, without their bodies; and one
 * event whole, with its deliveries. Each list goes by an index that sending needs anyway: one more would cost every
 * event more than the operator's look is worth.
 */
import type { EventType } from '../../model/events/event.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { type DeliveryRecord, deliveriesOfEvent } from './delivery-list.ts'
import { laterPiece, newestOf, type Page, type PageInput, type Position, pageOfAll, type Walked } from './newest.ts'

/** `fromAt` is inclusive, `toAt` exclusive. A person is one of a single bot. */
export type EventFilter = {
  botIds: readonly string[]
  type?: EventType
  messageId?: string
  userId?: string
  fromAt?: number
  toAt?: number
}

export type EventRecord = {
  seq: number
  id: string
  botId: string
  /** Empty for events that concern no person. */
  userId: string
  messageId?: string
  type: EventType
  at: number
}

/** `body`: the JSON that endpoints receive; `whole`: all of it, where that was too large to post. */
export type EventDetails = EventRecord & { body: string; whole?: string; deliveries: DeliveryRecord[] }

export type EventRow = {
  seq: number
  id: string
  bot_id: string
  user_id: string
  message_id: string | null
  type: EventType
  at: number
}
type Found = EventRecord & Position

export const columns = 'events.seq, events.id, events.bot_id, events.user_id, events.message_id, events.type, events.at'

export function* listEvents(
  { botIds, messageId, userId, ...filter }: EventFilter,
  { after, limit }: Pick<PageInput, 'after' | 'limit'>,
): Transaction<Page<EventRecord>> {
  const { fromAt = 0, toAt } = filter
  const input = { botIds, toAt, after, limit }
  const asked = new Set(botIds)
  const isAsked = ({ botId, type, at }: EventRecord) =>
    asked.has(botId) && (filter.type ?? type) === type && at >= fromAt
  if (messageId !== undefined) return pageOfAll((yield* ofMessage(messageId)).filter(isAsked), input)
  if (userId !== undefined) {
    const found = yield* ofPerson(botIds[0] ?? '', userId, input)
    return pageOfAll(found.filter(isAsked), input)
  }
  return yield* newestOf<Found>(input, (botId, start, most, budget) =>
    walk(botId, start, { fromAt, limit: most, budget, isAsked }),
  )
}

type WalkInput = { fromAt: number; limit: number; budget: number; isAsked(event: EventRecord): boolean }

function* walk(
  botId: string,
  start: Position,
  { fromAt, limit, budget, isAsked }: WalkInput,
): Transaction<Walked<Found>> {
  const rows: Found[] = []
  let place = { at: start.at, seq: start.seq }
  let pieceSize = Math.min(limit + 1, budget)
  for (let left = budget; left > 0; pieceSize = Math.min(laterPiece, left)) {
    const found = yield* query<EventRow>(
      `select ${columns} from events where bot_id = $1 and (at, seq) <= ($2, $3) and at >= $4
       order by at desc, seq desc limit $5`,
      botId,
      place.at,
      place.seq,
      fromAt,
      pieceSize,
    )
    const events = found.map(positioned)
    rows.push(...events.filter((event) => isBehind(event, start) && isAsked(event)))
    const end = events.at(-1)
    if (end === undefined || found.length < pieceSize) return { rows }
    if (rows.length >= limit) return { rows, end }
    place = { at: end.at, seq: end.seq - 1 }
    left -= found.length
  }
  return { rows, end: { ...place, seq: place.seq + 1, delivery: 0 } }
}

/** The cursor's own event was on the page before. */
function isBehind({ at, seq }: Position, start: Position): boolean {
  return at !== start.at || seq !== start.seq || start.delivery > 0
}

function* ofMessage(messageId: string): Transaction<Found[]> {
  return (yield* query<EventRow>(`select ${columns} from events where message_id = $1`, messageId)).map(positioned)
}

/** A person has rarely more between two of their events; what is older is on a later page. */
const maxMessages = 1_000
const maxWithout = 5_000

/**
 * Through the person's messages, since no index has a person's events: it would be the most expensive of all, and a
 * person who was merged with another would not be found.
 */
function* ofPerson(botId: string, userId: string, { toAt, after }: PageInput): Transaction<Found[]> {
  const until = Math.min(toAt ?? Number.MAX_SAFE_INTEGER, after?.at ?? Number.MAX_SAFE_INTEGER)
  const found: EventRow[] = []
  for (const [table, at] of [
    ['messages', 'accepted_at'],
    ['inbound', 'received_at'],
  ]) {
    const ofMessages = yield* query<EventRow>(
      `select ${columns} from (
         select id from ${table} where bot_id = $1 and user_id = $2 and ${at} <= $3
         order by ${at} desc, seq desc limit $4
       ) as newest join events on events.message_id = newest.id`,
      botId,
      userId,
      until,
      maxMessages,
    )
    found.push(...ofMessages)
  }
  const without = yield* query<EventRow>(
    `select ${columns} from events where bot_id = $1 and user_id = $2 and message_id is null limit $3`,
    botId,
    userId,
    maxWithout,
  )
  return [...found, ...without].map(positioned)
}

export function* eventDetails(id: string): Transaction<EventDetails | undefined> {
  const found = yield* queryOne<EventRow & { body: string }>(
    `select ${columns}, body from events where id = $1 and ${unindexed('bot_id')} <> ''`,
    id,
  )
  if (!found) return undefined
  const whole = yield* queryOne<{ body: string }>('select body from event_bodies where event_id = $1', id)
  return {
    ...recordOf(found),
    body: found.body,
    ...(whole && { whole: whole.body }),
    deliveries: yield* deliveriesOfEvent(found.seq),
  }
}

function positioned(found: EventRow): Found {
  return { ...recordOf(found), delivery: 0 }
}

export function recordOf(found: EventRow): EventRecord {
  return {
    seq: found.seq,
    id: found.id,
    botId: found.bot_id,
    userId: found.user_id,
    messageId: found.message_id ?? undefined,
    type: found.type,
    at: found.at,
  }
}

/** Events that only a webhook of Meta causes. */
const causedByMeta: ReadonlySet<EventType> = new Set([
  ...([
    'message',
    'message_echo',
    'standby',
    'history',
    'reply',
    'delivered_user',
    'read',
    'status',
    'account',
  ] as const),
  ...(['template_status', 'template_quality', 'template_category', 'template_category_warning'] as const),
])
/** Of a bot that only sends, others are rarely this many in a row. */
const maxNewest = 200

/** When the bot's last webhook of Meta came, as far as it left a row: a status of a session message leaves none. */
export function* lastWebhookAt(botId: string): Transaction<number | undefined> {
  const received = yield* queryOne<{ at: number }>(
    'select received_at as at from inbound where bot_id = $1 order by received_at desc limit 1',
    botId,
  )
  const newest = yield* query<{ type: EventType; at: number }>(
    'select type, at from events where bot_id = $1 order by at desc, seq desc limit $2',
    botId,
    maxNewest,
  )
  const event = newest.find(({ type }) => causedByMeta.has(type))
  const last = Math.max(received?.at ?? 0, event?.at ?? 0)
  return last === 0 ? undefined : last
}
