/** Which partitions there are, as PostgreSQL's catalog tells it, and how seqs and days go together. Read by partitions.ts. */
import type { Connection } from './connection.ts'

export type Partition = {
  table: string
  name: string
  /** Its seqs: from `lower`, up to `upper`. The first one has all that came before there were partitions. */
  lower: number
  upper: number
  /** When it was seen that the sequence had left it. */
  leftAt?: number
  isAttached: boolean
}

const dayMs = 86_400_000
const seqsOfDay = 2 ** 32

export function dayOf(now: number): number {
  return Math.floor(now / dayMs)
}

/** The first seq of a day. */
export function baseOf(day: number): number {
  return day * seqsOfDay
}

export function dayOfSeq(seq: number): number {
  return Math.floor(seq / seqsOfDay)
}

type Found = { name: string; bound: string | null; note: string | null; is_leaving: number | null }

/** A table's partitions, the oldest first; `leaving`: those whose end was begun and not finished, attached or not any more. */
export async function partitionsNow(
  connection: Connection,
  table: string,
  which: 'attached' | 'leaving' = 'attached',
): Promise<Partition[]> {
  const found = (await connection.command(
    `select child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound,
       obj_description(child.oid, 'pg_class') as note, inhdetachpending as is_leaving
     from pg_class child left join pg_inherits on inhrelid = child.oid
     where child.relnamespace = current_schema()::regnamespace and child.relkind = 'r' and child.relname ~ '^${table}_\\d+$'`,
  )) as Found[]
  const isLeaving = ({ is_leaving, note }: Found) =>
    is_leaving === 1 || (is_leaving === null && (note ?? '').startsWith('past '))
  return found
    .filter((one) => (which === 'leaving' ? isLeaving(one) : one.is_leaving === 0))
    .map((one) => partitionOf(table, one))
    .sort((a, b) => a.lower - b.lower)
}

function partitionOf(table: string, { name, bound, note, is_leaving }: Found): Partition {
  const [, lower, upper] = /FROM \('?(\w+)'?\) TO \('?(\d+)'?\)/.exec(bound ?? '') ?? []
  const [, leftAt] = /^(?:left|past) (\d+)$/.exec(note ?? '') ?? []
  return {
    table,
    name,
    lower: lower === 'MINVALUE' ? 0 : Number(lower),
    upper: Number(upper),
    leftAt: leftAt === undefined ? undefined : Number(leftAt),
    isAttached: is_leaving !== null,
  }
}

/** The number that the sequence gives next, or gave last. */
export async function sequenceAt(connection: Connection, table: string): Promise<number> {
  const [found] = await connection.command(`select last_value from ${table}_seq_seq`)
  return Number(found?.last_value ?? 0)
}
