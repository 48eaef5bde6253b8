/**
 * Claims due work by reading only: first the keys, then the rows. Such a claim changes no row, so the lane's work in
 * flight is still due in the table. Two rules hold for all claims: work that was in flight *before* the first query is
 * excluded, however soon it ends, and a row is returned only if it is still due when read.
 */
import { pipeline, query, statement, type Transaction, type Value } from './transaction.ts'

export type DueInput<Key> = {
  limit: number
  now: number
  /** The lane's work in flight. It may change while the claim runs. */
  inFlight: ReadonlySet<Key>
}

/**
 * The table of due work, and its columns. `bound`: the partition bound below which nothing waits (partition-bounds.ts).
 */
export type DueSource = {
  table: 'deliveries' | 'messages' | 'skill_runs' | 'media_files'
  key: 'seq' | 'id'
  owner: 'bot_id' | 'endpoint_id'
  dueAt: 'due_at' | 'probe_due_at'
  bound?: '$openMessages' | '$openDeliveries'
  /** The columns to read. */
  columns?: string
  /** Joins with further tables. */
  beside?: string
}

export type DueRows<Row> = { ready: Row[]; nextDueAt?: number }

export function* claimDue<Row, Key extends Value>(
  source: DueSource,
  ownerId: string,
  { limit, now, inFlight }: DueInput<Key>,
): Transaction<DueRows<Row>> {
  // A copy of the lane's set: while the query runs, a settle may commit, and the lane forget a key that the query still
  // finds due.
  const taken = new Set(inFlight)
  // Work in flight has been due the longest, and skipping it reads only the index.
  const found = yield* query<{ key: Key; due_at: number }>(keysText(source), ownerId, limit + taken.size + 1)
  const free = found.filter(({ key }) => !taken.has(key))
  const due = free.filter(({ due_at }) => due_at <= now).slice(0, limit)
  const text = rowText(source)
  const read = yield* pipeline<Row>(due.map(({ key }) => statement(text, key, now)))
  return { ready: read.filter(isFound<Row>), nextDueAt: free[due.length]?.due_at }
}

function keysText({ table, key, owner, dueAt, bound }: DueSource): string {
  const above = bound === undefined ? '' : ` and ${key} >= ${bound}`
  return `select ${key} as key, ${dueAt} as due_at from ${table} where ${owner} = $1 and ${dueAt} is not null${above}
    order by ${dueAt} limit $2`
}

/** Due at or before $2; null matches neither. */
function rowText({ table, key, dueAt, columns = '*', beside = '' }: DueSource): string {
  return `select ${columns} from ${table} ${beside} where ${table}.${key} = $1 and ${table}.${dueAt} <= $2`
}

/** `pipeline` returns {} for a missing row. */
function isFound<Row>(row: Partial<Row>): row is Row {
  return Object.keys(row as object).length > 0
}
