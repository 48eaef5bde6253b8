/**
 * Events in the order of their `seq`, for readers who follow them while they happen. With several writers a `seq` may
 * become visible after a greater one: `Engine.eventWriters` says who may still be in between.
 */
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { columns, type EventRecord, type EventRow, recordOf } from './event-list.ts'

/** Behind `after`, oldest first, of all bots: one read serves every reader. */
export function* eventsAfter(after: number, limit: number): Transaction<EventRecord[]> {
  const found = yield* query<EventRow>(
    `select ${columns} from events where seq > $1 order by seq limit $2`,
    after,
    limit,
  )
  return found.map(recordOf)
}

export type EventBounds = { oldest: number; newest: number }

/** The first and the last `seq` that are kept; both 0 without any. */
export function* eventBounds(): Transaction<EventBounds> {
  const found = yield* queryOne<{ oldest: number | null; newest: number | null }>(
    'select (select min(seq) from events) as oldest, (select max(seq) from events) as newest',
  )
  return { oldest: found?.oldest ?? 0, newest: found?.newest ?? 0 }
}
