/**
 * Replays events that an endpoint has missed: those it subscribes to now that were never delivered to it and do not
 * wait for it. So an endpoint created later, or with new subscriptions, gets what happened meanwhile, and nothing
 * twice. One batch.
 */
import type { Door } from '../../model/bot/bot.ts'
import type { EventType } from '../../model/events/event.ts'
import { travelOf } from '../../model/events/kinds.ts'
import { enqueueAgain } from '../events/delivery-queue.ts'
import { isSubscribed } from '../events/events.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { executeMany, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type MissingInput = { endpointId: string; botId: string; toAt: number; startedAt: number; limit: number }

type Place = { at: number; seq: number }
type EventRow = Place & { user_id: string; message_id: string | null; type: EventType; body: string }

export function* replayMissing(
  { endpointId, botId, toAt, startedAt, limit }: MissingInput,
  after: Place,
): Transaction<{ count: number; next?: Place }> {
  const found = yield* queryOne<{ events: string; wishes: string | null; door: Door }>(
    'select events, wishes, door from endpoints where id = $1',
    endpointId,
  )
  if (!found) return { count: 0 }
  const wishes = parse<{ isOnlyManual?: boolean }>(found.wishes)
  const endpoint = { id: endpointId, events: JSON.parse(found.events) as string[], door: found.door, ...wishes }
  const events = yield* query<EventRow>(
    `select seq, at, user_id, message_id, type, body from events where bot_id = $1 and (at, seq) > ($2, $3) and at < $4
     order by at, seq limit $5`,
    botId,
    after.at,
    after.seq,
    toAt,
    limit,
  )
  const emitted = events.map((event) => ({ event, body: JSON.parse(event.body) as Record<string, unknown> }))
  const corrected = yield* correctedTypes(emitted)
  const received = emitted.flatMap(({ event, body }) => {
    // An endpoint does not receive the event that it was switched off itself.
    const isItself = body.endpointId === endpointId
    if (isItself || !isSubscribed(endpoint, { type: event.type, body, corrects: corrected.get(event.seq) })) return []
    const { line } = travelOf({ type: event.type, userId: event.user_id, at: event.at, body })
    return [{ eventSeq: event.seq, line }]
  })
  const had = yield* executeMany<{ had: number | null }>(
    hadText,
    received.map(({ eventSeq }) => [eventSeq, endpointId]),
  )
  const missing = received.filter((_, index) => had[index]?.had == null)
  yield* enqueueAgain(
    endpointId,
    missing.sort((one, other) => one.eventSeq - other.eventSeq),
    startedAt,
  )
  const last = events.at(-1)
  return {
    count: missing.length,
    ...(last && events.length === limit ? { next: { at: last.at, seq: last.seq } } : {}),
  }
}

const hadText = `select (select 1 from deliveries where event_seq = $1 and ${unindexed('endpoint_id')} = $2
  and ${unindexed('state')} in ('waiting', 'delivered') limit 1) as had`

/**
 * The types of the events that were corrected, by the correcting event's seq: subscribers to that type receive the
 * correction too.
 */
function* correctedTypes(
  emitted: { event: EventRow; body: Record<string, unknown> }[],
): Transaction<Map<number, EventType>> {
  const correcting = emitted.filter(({ body }) => typeof body.corrects === 'string')
  const found = yield* executeMany<{ type: EventType | null }>(
    `select (select type from events where message_id = $1 and ${unindexed('id')} = $2 limit 1) as type`,
    correcting.map(({ event, body }) => [event.message_id, String(body.corrects)]),
  )
  return new Map(correcting.flatMap(({ event }, index) => (found[index]?.type ? [[event.seq, found[index].type]] : [])))
}
