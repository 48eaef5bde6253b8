/**
 * The lines in which deliveries wait, one for each endpoint and person or subject (model/events/kinds.ts). Only the
 * first waiting delivery of a line has a `due_at`; ending it makes the next one due. The column `user_id` of
 * `deliveries` names the line: a person's id, or a subject, which has a colon.
 */
import { longestGatherMs } from '../../model/events/gather.ts'
import { notingInsert } from '../sql/noting-insert.ts'
import { perRow } from '../sql/per-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { rowsOf } from '../sql/rows.ts'
import { executeMany, pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
import type { PromotedDelivery, Wakeup } from './wakeup.ts'

export type NewDelivery = {
  eventSeq: number
  endpointId: string
  line: string
  now: number
  /** How long it may be held for the person's next message, in ms. */
  holdMs?: number
  /** Not before this time, wherever it stands in its line. */
  notBefore?: number
  /** Not worth delivering from this time on. */
  expiresAt?: number
}

/** A delivery for an endpoint deleted meanwhile, perhaps in another process, would never be claimed. */
const whereThere = 'where (select 1 from endpoints where id = $2) is not null'

const columns = 'event_seq, endpoint_id, user_id, state, expires_at, not_before, due_at'
const dueUnlessBehind = `case when (
     select 1 from deliveries where endpoint_id = $2 and user_id = $3 and state = 'waiting' and seq >= $openDeliveries
       limit 1) is not null then null else $4 end`

/** Those of one line come one after the other. */
const inserting = notingInsert(
  perRow(
    `insert into deliveries (${columns})
     select $1, $2, $3, 'waiting', $5, $6, ${dueUnlessBehind} ${whereThere} returning seq, due_at`,
    { by: [2, 3], answer: ['event_seq', 1] },
  ),
  {
    // Without such an endpoint the row would have none, and is left out.
    text: `insert or ignore into deliveries (${columns})
     values ($1, (select id from endpoints where id = $2), $3, 'waiting', $5, $6, noted(${dueUnlessBehind}))`,
    noted: 'due_at',
  },
)

/**
 * Due at once if nothing of the same line waits before it. With `holdMs`, each message holds the first waiting one a
 * little longer, up to a minute in total.
 */
export function* enqueueDelivery(delivery: NewDelivery): Transaction<Enqueued> {
  const { eventSeq, endpointId, line, now, holdMs = 0, notBefore, expiresAt } = delivery
  if (holdMs > 0) {
    yield* enqueueHeld({ ...delivery, holdMs })
    return { kind: 'later' }
  }
  const row = yield* queryOne<{ seq: number; due_at: number | null }>(
    inserting,
    eventSeq,
    endpointId,
    line,
    notBefore ?? now,
    expiresAt,
    notBefore,
  )
  if (row === undefined || notBefore !== undefined) return { kind: 'later' }
  return { kind: row.due_at === null ? 'behind' : 'now', seq: row.seq }
}

/** `behind`: the end of an earlier one of its line makes it due. */
export type Enqueued = { kind: 'now' | 'behind'; seq: number } | { kind: 'later' }

/**
 * Enqueues events again for one endpoint, in order: on request, so they get the usual time whatever their age. One
 * statement handles all; behind an earlier one of its line in this batch nothing needs a query. Avoids `exists`, which
 * PostgreSQL may turn into a single scan of all waiting deliveries.
 */
export function* enqueueAgain(
  endpointId: string,
  again: readonly { eventSeq: number; line: string }[],
  now: number,
): Transaction<void> {
  const existing = new Set<string>()
  yield* executeMany(
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at)
     values ($1, $2, $3, 'waiting', case when $5 = 0 or (
       select 1 from deliveries where endpoint_id = $2 and user_id = $3 and state = 'waiting' and seq >= $openDeliveries
         limit 1
     ) is not null then null else $4 end)`,
    again.map(({ eventSeq, line }) => [
      eventSeq,
      endpointId,
      line,
      now,
      existing.size < existing.add(line).size ? 1 : 0,
    ]),
  )
}

function* enqueueHeld(delivery: NewDelivery & { holdMs: number }): Transaction<void> {
  const { eventSeq, endpointId, line, now, holdMs } = delivery
  const first = yield* queryOne<{ seq: number; held_since: number | null; attempt: number }>(
    `select seq, held_since, attempt from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'
       and seq >= $openDeliveries order by seq limit 1`,
    endpointId,
    line,
  )
  yield* query(
    `insert into deliveries (event_seq, endpoint_id, user_id, state, due_at, held_since)
     select $1, $2, $3, 'waiting', $4, $5 ${whereThere}`,
    eventSeq,
    endpointId,
    line,
    first ? null : now + holdMs,
    now,
  )
  // A delivery already attempted waits for its receiver, not for the person.
  if (!first?.held_since || first.attempt > 0) return
  yield* query(
    'update deliveries set due_at = case when due_at is null then null else $2 end where seq = $1',
    first.seq,
    Math.min(now + holdMs, first.held_since + longestGatherMs),
  )
}

export type Over = { seq: number; state: 'delivered' | 'given_up' | 'expired'; attempt: number }

export function* endDeliveries(over: readonly Over[]): Transaction<void> {
  const text = 'update deliveries set state = $2, due_at = null, attempt = $3 where seq = $1'
  yield* pipeline(over.map(({ seq, state, attempt }) => statement(text, seq, state, attempt)))
}

export type Line = { endpoint_id: string; user_id: string }

/**
 * Returns the line to promote, from the current row: the person's id may have changed since the lane claimed it
 * (store/conversations/merge.ts).
 */
export function endDelivery({ seq, state, attempt }: Over): Transaction<Line | undefined> {
  return queryOne<Line>(
    'update deliveries set state = $2, due_at = null, attempt = $3 where seq = $1 returning endpoint_id, user_id',
    seq,
    state,
    attempt,
  )
}

export function* promoteNext(line: Line | undefined, now: number): Transaction<void> {
  if (!line) return
  yield* query(
    `update deliveries set due_at = case when not_before > $3 then not_before else $3 end
     where seq = (
         select seq from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'
           and seq >= $openDeliveries order by seq limit 1)
       and due_at is null and seq >= $openDeliveries`,
    line.endpoint_id,
    line.user_id,
    now,
  )
}

/** The next ones of the lines of these ended deliveries, whose rows tell the lines as they are now. */
export function* promoteBehind(
  context: { wake(wakeup: Wakeup): void; promoted(delivery: PromotedDelivery): void },
  ended: readonly number[],
  now: number,
): Transaction<void> {
  if (ended.length === 0) return
  const promoted = yield* query<PromotedRow>(
    `update deliveries set due_at = case when not_before > $2 then not_before else $2 end
     where seq in (
         select (
           select next.seq from deliveries next where next.endpoint_id = ended.endpoint_id
             and next.user_id = ended.user_id and next.state = 'waiting' and next.seq >= $openDeliveries
           order by next.seq limit 1)
         from rows($1, seq bigint) as given join deliveries ended on ended.seq = given.seq
         where ended.seq >= $openDeliveries)
       and due_at is null and seq >= $openDeliveries
     returning seq, endpoint_id, user_id, attempt, held_since, due_at`,
    rowsOf(ended.map((seq) => [seq])),
    now,
  )
  for (const { seq, endpoint_id: id, user_id: line, ...row } of promoted) {
    const isNew = row.attempt === 0 && row.held_since === null && row.due_at <= now
    if (isNew) context.promoted({ seq, endpointId: id, line })
    else context.wake({ kind: 'deliveries', id })
  }
}

type PromotedRow = Line & { seq: number; attempt: number; held_since: number | null; due_at: number }

export type Postponed = { seq: number; dueAt: number; attempt: number }

/**
 * Each is retried at `dueAt`, or ends at `expiresAt` if that is earlier, so that the next of its line need not wait.
 * One that is not the first of its line goes on waiting for those before it.
 */
export function* postponeAll(postponed: readonly Postponed[]): Transaction<void> {
  const text = `update deliveries set attempt = $3,
       due_at = case when due_at is null then null when expires_at < $2 then expires_at else $2 end
     where seq = $1 and ${unindexed('state')} = 'waiting'`
  yield* pipeline(postponed.map(({ seq, dueAt, attempt }) => statement(text, seq, dueAt, attempt)))
}

/** Ends overdue holds: from now on their events' bodies are final for every attempt. */
export function* endHolds(seqs: number[]): Transaction<void> {
  for (const seq of seqs) yield* query('update deliveries set not_before = null where seq = $1', seq)
}

/**
 * Releases deliveries held for content that has arrived; those behind others then wait only for these. Returns their
 * endpoints.
 */
export function releaseHeld(messageId: string, now: number): Transaction<{ endpoint_id: string }[]> {
  return query<{ endpoint_id: string }>(
    `update deliveries set not_before = null, due_at = case when due_at > $2 and attempt = 0 then $2 else due_at end
     where event_seq in (select seq from events where message_id = $1 and type = 'message')
       and not_before is not null and state = 'waiting' returning endpoint_id`,
    messageId,
    now,
  )
}
