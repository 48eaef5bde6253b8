/**
 * Sweeps of the growing tables where they have no partitions that could be dropped: messages with their attempts, and
 * events with their deliveries. Unfinished rows are skipped.
 */
import type { Retention } from '../../model/retention.ts'
import { type ArchivedMessage, addArchived } from '../campaigns/archived-counts.ts'
import { query } from '../sql/transaction.ts'
import { type Aged, agedSweep, endOf, nothing, type Sweep } from './aged-rows.ts'

/** `before`: from a retention to the time until which rows are too old. */
export function wholeTableSweeps(before: (retentionMs: number) => number, policy: Retention): Sweep[] {
  return [
    messageSweep(before(policy.messagesMs)),
    agedSweep('inbound', 'received_at', before(policy.messagesMs)),
    attemptSweep(before(policy.attemptsMs)),
    eventSweep(before(policy.eventsMs)),
  ]
}

function messageSweep(before: number): Sweep {
  return function* (start, limit) {
    const found = yield* query<Aged>(
      'select seq, accepted_at as at from messages where seq > $1 order by seq limit $2',
      start,
      limit,
    )
    const { last, after } = endOf(found, before, limit)
    if (last === undefined) return nothing
    const purged = yield* query<ArchivedMessage>(
      `delete from messages where seq > $1 and seq <= $2 and seq < (select max(seq) from messages)
         and state not in ('scheduled', 'queued', 'sending') and lease is null
       returning campaign_id, state, replied_at, error`,
      start,
      last,
    )
    yield* addArchived(purged)
    const attempts = yield* query(
      `delete from attempts where message_seq > $1 and message_seq <= $2
         and not exists (select 1 from messages where messages.seq = attempts.message_seq) returning attempt`,
      start,
      last,
    )
    return { removed: { messages: purged.length, attempts: attempts.length }, after }
  }
}

function attemptSweep(before: number): Sweep {
  return function* (start, limit) {
    const found = yield* query<Aged>(
      `select message_seq as seq, accepted_at as at from attempts join messages on messages.seq = attempts.message_seq
       where message_seq > $1 order by message_seq limit $2`,
      start,
      limit,
    )
    const { last, after } = endOf(found, before, limit)
    if (last === undefined) return nothing
    const purged = yield* query(
      `delete from attempts where message_seq > $1 and message_seq <= $2 and not exists (
         select 1 from messages where messages.seq = attempts.message_seq
           and (state in ('queued', 'sending') or lease is not null)) returning attempt`,
      start,
      last,
    )
    return { removed: { attempts: purged.length }, after }
  }
}

/** With their deliveries, unless one is waiting. */
function eventSweep(before: number): Sweep {
  return function* (start, limit) {
    const found = yield* query<Aged>('select seq, at from events where seq > $1 order by seq limit $2', start, limit)
    const { last, after } = endOf(found, before, limit)
    if (last === undefined) return nothing
    const purged = yield* query<{ seq: number }>(
      `delete from events where seq > $1 and seq <= $2 and seq < (select max(seq) from events) and not exists (
         select 1 from deliveries where event_seq = events.seq and state = 'waiting') returning seq`,
      start,
      last,
    )
    let deliveries = 0
    let attempts = 0
    for (const event of purged) {
      const ended = yield* query<{ seq: number }>(
        'delete from deliveries where event_seq = $1 returning seq',
        event.seq,
      )
      deliveries += ended.length
      for (const { seq } of ended) {
        attempts += (yield* query('delete from delivery_attempts where delivery_seq = $1 returning attempt', seq))
          .length
      }
    }
    return { removed: { events: purged.length, deliveries, delivery_attempts: attempts }, after }
  }
}
