/**
 * Long work on an endpoint: a replay, a resumption, giving up what waited for a deleted endpoint. A row records the
 * task and its progress, each batch is a transaction of a few hundred rows that advances it, and the next process
 * continues where one ends. Small tasks finish with their first batch and leave no row.
 */
import type { EventType } from '../../model/events/event.ts'
import { enqueueAgain } from '../events/delivery-queue.ts'
import type { EventContext } from '../events/events.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { executeMany, json, parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { replayMissing } from './replay-missing.ts'

export type TaskKind = 'replay' | 'resume' | 'end'

/** A task on an endpoint and its progress. */
export type EndpointTask = {
  id: string
  endpointId: string
  botId: string
  kind: TaskKind
  /** Of a replay: the range. */
  fromAt?: number
  toAt?: number
  /** Of a replay: only events that the endpoint has not received yet. */
  isMissing?: boolean
  /** Of a replay: only these. */
  chosen?: Chosen
  /** Rows done so far. */
  done: number
  startedAt: number
}

/** Deliveries to repeat: those whose last one ended so, of events of this type. */
export type Chosen = { state: 'delivered' | 'given_up' | 'expired'; type?: EventType }

/** `isMore`: another batch is needed. */
export type Piece = { done: number; isMore: boolean }

/** Rows of the first batch, which is part of the transaction that begins the task. */
export const firstPiece = 300

type TaskRow = {
  id: string
  endpoint_id: string
  bot_id: string
  kind: TaskKind
  from_at: number | null
  to_at: number | null
  only_missing: number
  chosen: string | null
  after_at: number | null
  after_seq: number | null
  done: number
  started_at: number
}

/** The position after a batch. */
type Place = { at: number; seq: number }
type Step = { count: number; next?: Place }

export function* beginTask(task: Omit<EndpointTask, 'done'> & Partial<Piece>, next?: Place): Transaction<void> {
  yield* query(
    `insert into endpoint_tasks (id, endpoint_id, bot_id, kind, from_at, to_at, after_at, after_seq, done, started_at,
       only_missing, chosen)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (id) do update set after_at = $7, after_seq = $8, done = $9, started_at = $10`,
    task.id,
    task.endpointId,
    task.botId,
    task.kind,
    task.fromAt,
    task.toAt,
    next?.at,
    next?.seq,
    task.done ?? 0,
    task.startedAt,
    task.isMissing ? 1 : 0,
    json(task.chosen),
  )
}

/** By endpoint or by bot; all of them without either. */
export function* openTasks(of: { endpointId?: string; botId?: string } = {}): Transaction<EndpointTask[]> {
  const found = yield* query<TaskRow>(
    `select * from endpoint_tasks where endpoint_id = coalesce($1, endpoint_id) and bot_id = coalesce($2, bot_id)
     order by started_at, id`,
    of.endpointId,
    of.botId,
  )
  return found.map(taskOf)
}

function taskOf(found: TaskRow): EndpointTask {
  return {
    id: found.id,
    endpointId: found.endpoint_id,
    botId: found.bot_id,
    kind: found.kind,
    ...(found.kind === 'replay' ? { fromAt: found.from_at ?? 0, toAt: found.to_at ?? 0 } : {}),
    ...(found.only_missing > 0 ? { isMissing: true } : {}),
    ...(found.chosen === null ? {} : { chosen: parse<Chosen>(found.chosen) }),
    done: found.done,
    startedAt: found.started_at,
  }
}

/** Runs the next batch, of up to `limit` rows; does nothing if another process has ended the task meanwhile. */
export function* nextPiece(context: EventContext, id: string, limit: number): Transaction<Piece> {
  const task = yield* queryOne<TaskRow>('select * from endpoint_tasks where id = $1', id)
  if (!task) return { done: 0, isMore: false }
  const { count, next } = yield* stepOf(task, limit)
  if (count > 0) context.wake({ kind: 'deliveries', id: task.endpoint_id })
  const done = task.done + count
  if (!next) yield* query('delete from endpoint_tasks where id = $1', id)
  else
    yield* query(
      'update endpoint_tasks set after_at = $2, after_seq = $3, done = $4 where id = $1',
      id,
      next.at,
      next.seq,
      done,
    )
  return { done, isMore: next !== undefined }
}

function* stepOf(task: TaskRow, limit: number): Transaction<Step> {
  if (task.kind === 'end') return yield* giveUpWaiting(task.endpoint_id, limit)
  const endpoint = yield* queryOne('select id from endpoints where id = $1', task.endpoint_id)
  if (!endpoint) return { count: 0 }
  const after = task.after_at === null ? undefined : { at: task.after_at, seq: task.after_seq ?? 0 }
  if (task.kind === 'resume') return yield* makeDueNow(task.endpoint_id, task.started_at, limit, after)
  const from = after ?? { at: task.from_at ?? 0, seq: 0 }
  if (task.only_missing === 0) return yield* replaySome(task, limit, from)
  const { endpoint_id: endpointId, bot_id: botId, to_at, started_at: startedAt } = task
  return yield* replayMissing({ endpointId, botId, toAt: to_at ?? 0, startedAt, limit }, from)
}

// ── giving up ───────────────────────────────────────────────

export function* giveUpWaiting(endpointId: string, limit: number): Transaction<Step> {
  const ended = yield* query(
    `update deliveries set state = 'given_up', due_at = null where seq in (
       select seq from deliveries where endpoint_id = $1 and state = 'waiting' and seq >= $openDeliveries
       order by user_id, seq limit $2) and seq >= $openDeliveries returning seq`,
    endpointId,
    limit,
  )
  return { count: ended.length, ...(ended.length === limit ? { next: { at: 0, seq: 0 } } : {}) }
}

// ── resumption ──────────────────────────────────────────────

/**
 * Makes deliveries in backoff due now, latest first: those that fail again meanwhile are behind the position and stay
 * as they are.
 */
export function* makeDueNow(endpointId: string, now: number, limit: number, after?: Place): Transaction<Step> {
  const found = yield* query<{ seq: number; due_at: number }>(
    `select seq, due_at from deliveries
     where endpoint_id = $1 and due_at is not null and due_at > $2 and (due_at, seq) < ($3, $4)
       and seq >= $openDeliveries
     order by due_at desc, seq desc limit $5`,
    endpointId,
    now,
    after?.at ?? Number.MAX_SAFE_INTEGER,
    after?.seq ?? Number.MAX_SAFE_INTEGER,
    limit,
  )
  const last = found.at(-1)
  if (last)
    yield* query(
      `update deliveries set due_at = $2 where endpoint_id = $1 and due_at is not null and due_at > $2
         and (due_at, seq) >= ($3, $4) and (due_at, seq) <= ($5, $6) and seq >= $openDeliveries`,
      endpointId,
      now,
      last.due_at,
      last.seq,
      found[0]?.due_at,
      found[0]?.seq,
    )
  return {
    count: found.length,
    ...(last && found.length === limit ? { next: { at: last.due_at, seq: last.seq } } : {}),
  }
}

// ── replay ──────────────────────────────────────────────────

/**
 * Replays the endpoint's events of a range, with unchanged ids, behind what still waits: as new deliveries, so that the
 * record of the first ones stays. Deliveries already waiting, from an earlier replay too, are skipped.
 */
function* replaySome(task: TaskRow, limit: number, after: Place): Transaction<Step> {
  const { endpoint_id: endpointId } = task
  const chosen = parse<Chosen>(task.chosen)
  const events = yield* query<{ seq: number; at: number; type: EventType }>(
    `select seq, at, type from events where bot_id = $1 and (at, seq) > ($2, $3) and at < $4 order by at, seq limit $5`,
    task.bot_id,
    after.at,
    after.seq,
    task.to_at,
    limit,
  )
  const asked = events.filter(({ type }) => (chosen?.type ?? type) === type)
  const reported = yield* executeMany<{ line: string | null; waits: number | null; state: string | null }>(
    earlierDelivery,
    asked.map(({ seq }) => [seq, endpointId]),
  )
  const again = asked.flatMap(({ seq }, index) => {
    const { line = null, waits = null, state = null } = reported[index] ?? {}
    if (line === null || waits !== null || (chosen?.state ?? state) !== state) return []
    return [{ eventSeq: seq, line }]
  })
  yield* enqueueAgain(
    endpointId,
    again.sort((one, other) => one.eventSeq - other.eventSeq),
    task.started_at,
  )
  const last = events.at(-1)
  return { count: again.length, ...(last && events.length === limit ? { next: last } : {}) }
}

const lastEnded = (column: string) => `(select ${column} from deliveries
     where event_seq = $1 and ${unindexed('endpoint_id')} = $2 and ${unindexed('state')} <> 'waiting'
     order by seq + 0 desc limit 1)`

const earlierDelivery = `select ${lastEnded('user_id')} as line, ${lastEnded('state')} as state,
  (select 1 from deliveries where event_seq = $1 and ${unindexed('endpoint_id')} = $2
    and ${unindexed('state')} = 'waiting'
     limit 1) as waits`
