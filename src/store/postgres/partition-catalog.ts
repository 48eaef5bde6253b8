/** The partitions that exist, from PostgreSQL's catalogue, and the mapping between seqs and days. */
import { dayMs } from '../../model/time.ts'
import type { Connection } from './connection.ts'

export type Partition = {
  table: string
  name: string
  /** Its seqs: from `lower` (inclusive) to `upper` (exclusive). The first one has all rows from before partitioning. */
  lower: number
  upper: number
  /** When the sequence was first seen to have left it. */
  leftAt?: number
  /** While it is removed: `leaving` until its readers have finished, `detached` once it is a table of its own. */
  state: 'attached' | 'leaving' | 'detached'
}

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

type Found = { table: string; name: string; bound: string | null; note: string | null; is_leaving: number | null }

/** Of all partitioned tables, oldest first. */
export async function partitionsNow(connection: Connection): Promise<Partition[]> {
  const found = (await connection.command(
    `select parent.relname as table, child.relname as name, pg_get_expr(child.relpartbound, child.oid) as bound,
       obj_description(child.oid, 'pg_class') as note, inhdetachpending as is_leaving
     from pg_class parent
     join pg_class child on child.relnamespace = parent.relnamespace and child.relkind = 'r'
       and child.relname ~ ('^' || parent.relname || '_[0-9]+$')
     left join pg_inherits on inhrelid = child.oid
     where parent.relnamespace = current_schema()::regnamespace and parent.relkind = 'p'`,
  )) as Found[]
  return found.flatMap(partitionOf).sort((a, b) => a.lower - b.lower)
}

export function attachedOf(all: Partition[], table: string): Partition[] {
  return all.filter((partition) => partition.table === table && partition.state === 'attached')
}

function partitionOf({ table, name, bound, note, is_leaving }: Found): Partition[] {
  const [, lower, upper] = /FROM \('?(\w+)'?\) TO \('?(\d+)'?\)/.exec(bound ?? '') ?? []
  const [, verdict, at] = /^(left|past) (\d+)$/.exec(note ?? '') ?? []
  // A table of another owner with a similar name is ignored.
  if (is_leaving === null && verdict !== 'past') return []
  const state = is_leaving === null ? 'detached' : is_leaving ? 'leaving' : 'attached'
  return [
    {
      table,
      name,
      lower: lower === 'MINVALUE' ? 0 : Number(lower),
      upper: Number(upper),
      leftAt: at === undefined ? undefined : Number(at),
      state,
    },
  ]
}

/** The sequence's next or last number. */
export async function sequenceAt(connection: Connection, table: string): Promise<number> {
  const [found] = await connection.command(`select last_value from ${table}_seq_seq`)
  return Number(found?.last_value ?? 0)
}
