/**
 * Bounds, by age and by number, what waits for disabled endpoints that are never resumed. The oldest deliveries are
 * given up, in batches, and the next of each line is ready for a resumption. Retention reports the numbers; the events
 * stay as long as others and can be replayed.
 */
import type { Endpoint } from '../../model/bot/bot.ts'
import type { OffEndpointLimits } from '../../model/retention.ts'
import { promoteNext } from '../events/delivery-queue.ts'
import type { Engine } from '../sql/engine.ts'
import { inPieces } from '../sql/pieces.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

/** Deliveries given up for an endpoint. */
export type Dropped = { botId: string; endpointId: string; count: number }

export async function dropBeyond(
  { write, readSlow }: Pick<Engine, 'write' | 'readSlow'>,
  retention: OffEndpointLimits,
  off: readonly Endpoint[],
  now: number,
  isStopped: () => boolean,
): Promise<Dropped[]> {
  const dropped: Dropped[] = []
  for (const { id, botId } of off) {
    const below = await readSlow(() => firstToRetain(botId, id, retention, now))
    if (below === undefined || isStopped()) continue
    let count = 0
    let cursor: Place | undefined
    const step = async (limit: number) => {
      const piece = await write([botId], () => dropSome(id, { below, limit, after: cursor, now }))
      count += piece.count
      cursor = piece.next
      return piece
    }
    await inPieces(step, ({ next }) => next !== undefined, isStopped)
    if (count > 0) dropped.push({ botId, endpointId: id, count })
  }
  return dropped
}

/** The seq of the first delivery to keep; undefined if all are kept. Deliveries are numbered in order of creation. */
function* firstToRetain(
  botId: string,
  endpointId: string,
  { ageMs, events }: OffEndpointLimits,
  now: number,
): Transaction<number | undefined> {
  const byAge = ageMs > 0 ? yield* firstBehind(botId, now - ageMs) : undefined
  const newest =
    events > 0
      ? yield* queryOne<{ seq: number }>(
          `select seq from deliveries where endpoint_id = $1 and state = 'waiting' and seq >= $openDeliveries
           order by seq + 0 desc limit 1 offset $2`,
          endpointId,
          events,
        )
      : undefined
  const bounds = [byAge, newest && newest.seq + 1].filter((seq) => seq !== undefined)
  return bounds.length === 0 ? undefined : Math.max(...bounds)
}

/** After all deliveries of the bot's events before that time. */
function* firstBehind(botId: string, before: number): Transaction<number | undefined> {
  const event = yield* queryOne<{ seq: number }>(
    'select seq from events where bot_id = $1 and at < $2 order by at desc, seq desc limit 1',
    botId,
    before,
  )
  if (!event) return undefined
  const last = yield* queryOne<{ seq: number }>(
    'select seq from deliveries where event_seq = $1 order by seq + 0 desc limit 1',
    event.seq,
  )
  if (last) return last.seq + 1
  const next = yield* queryOne<{ seq: number }>(
    'select seq from deliveries where event_seq > $1 order by event_seq, seq limit 1',
    event.seq,
  )
  return next?.seq
}

type Place = { line: string; seq: number }

/** Walks along the lines: a batch is given up, and where a line's first delivery went, the next takes its place. */
function* dropSome(
  endpointId: string,
  { below, limit, after, now }: { below: number; limit: number; after: Place | undefined; now: number },
): Transaction<{ count: number; next?: Place }> {
  const isOff = yield* queryOne('select id from endpoints where id = $1 and disabled_at is not null', endpointId)
  if (!isOff) return { count: 0 }
  const found = yield* query<{ seq: number; user_id: string }>(
    `select seq, user_id from deliveries where endpoint_id = $1 and state = 'waiting' and (user_id, seq) > ($2, $3)
       and seq < $4 and seq >= $openDeliveries order by user_id, seq limit $5`,
    endpointId,
    after?.line ?? '',
    after?.seq ?? 0,
    below,
    limit,
  )
  const [first, last] = [found[0], found.at(-1)]
  if (!first || !last) return { count: 0 }
  yield* query(
    `update deliveries set state = 'given_up', due_at = null where endpoint_id = $1 and state = 'waiting'
       and (user_id, seq) >= ($2, $3) and (user_id, seq) <= ($4, $5) and seq < $6 and seq >= $openDeliveries`,
    endpointId,
    first.user_id,
    first.seq,
    last.user_id,
    last.seq,
    below,
  )
  for (const user_id of new Set(found.map((one) => one.user_id)))
    yield* promoteNext({ endpoint_id: endpointId, user_id }, now)
  return { count: found.length, ...(found.length === limit ? { next: { line: last.user_id, seq: last.seq } } : {}) }
}
