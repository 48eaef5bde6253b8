/**
 * How a lane learns what is due: a read beside the writes, in two looks, the keys first and the rows then. A claim of this kind changes no
 * row: what the lane has in flight is still due by its row. So two things are asked here, once for all: what was in flight *before* the
 * first look stays out, however soon it ends meanwhile, and a row is handed out only if it is still due when it is read. Called by the
 * claims of deliveries, skills, probes and media.
 */
import { inOrder, rows, statement, type Transaction, type Value } from './transaction.ts'

export type DueInput<Key> = {
  limit: number
  now: number
  /** What the lane has in flight. It may change while the claim is under way. */
  inFlight: ReadonlySet<Key>
}

/** What waits, and by which columns. `floor`: below it nothing waits (floors.ts). */
export type DueSource = {
  table: 'deliveries' | 'messages' | 'skill_runs' | 'media_files'
  key: 'seq' | 'id'
  owner: 'bot_id' | 'endpoint_id'
  dueAt: 'due_at' | 'probe_due_at'
  floor?: '$openMessages' | '$openDeliveries'
  /** What is read of a row. */
  columns?: string
  /** Joins to the table. */
  beside?: string
}

export type DueRows<Row> = { ready: Row[]; nextDueAt?: number }

export function* claimDue<Row, Key extends Value>(
  source: DueSource,
  ownerId: string,
  { limit, now, inFlight }: DueInput<Key>,
): Transaction<DueRows<Row>> {
  // Not the lane's own set: while the look is on its way a settle may commit and the lane forget what the look still finds due.
  const taken = new Set(inFlight)
  // What is in flight is due the longest: reading past it touches nothing but the index.
  const found = yield* rows<{ key: Key; due_at: number }>(keysText(source), ownerId, limit + taken.size + 1)
  const free = found.filter(({ key }) => !taken.has(key))
  const due = free.filter(({ due_at }) => due_at <= now).slice(0, limit)
  const text = rowText(source)
  const read = yield* inOrder<Row>(due.map(({ key }) => statement(text, key, now)))
  return { ready: read.filter(isFound<Row>), nextDueAt: free[due.length]?.due_at }
}

function keysText({ table, key, owner, dueAt, floor }: DueSource): string {
  const above = floor === undefined ? '' : ` and ${key} >= ${floor}`
  return `select ${key} as key, ${dueAt} as due_at from ${table} where ${owner} = $1 and ${dueAt} is not null${above}
    order by ${dueAt} limit $2`
}

/** Due by now or before: null is neither. */
function rowText({ table, key, dueAt, columns = '*', beside = '' }: DueSource): string {
  return `select ${columns} from ${table} ${beside} where ${table}.${key} = $1 and ${table}.${dueAt} <= $2`
}

/** `inOrder` answers {} where there is none. */
function isFound<Row>(row: Partial<Row>): row is Row {
  return Object.keys(row as object).length > 0
}
