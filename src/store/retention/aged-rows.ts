/**
 * One step of a sweep over a table with a seq and a time: a few of its oldest rows are deleted. A sweep follows seq,
 * which follows time, and stops at the first row that is young enough. A table's newest row is never deleted: SQLite
 * would reuse its seq.
 */
import { query, type Transaction } from '../sql/transaction.ts'

/** One step after `after`, over up to `limit` rows. The next step's `after` is missing if nothing old is left. */
export type Sweep = (after: number, limit: number) => Transaction<Step>
export type Step = { removed: Record<string, number>; after?: number }

export const nothing: Step = { removed: {} }

export type Aged = { seq: number; at: number }

/** The last seq that is old enough, and where the next step begins. */
export function endOf(found: Aged[], before: number, limit: number): { last?: number; after?: number } {
  const young = found.findIndex(({ at }) => at >= before)
  const last = (young < 0 ? found : found.slice(0, young)).at(-1)?.seq
  return { last, after: young < 0 && found.length === limit ? last : undefined }
}

/** Old rows of a table with a seq and a time. */
export function agedSweep(table: string, at: string, before: number, andOver = ''): Sweep {
  return function* (start, limit) {
    const found = yield* query<Aged>(
      `select seq, ${at} as at from ${table} where seq > $1 order by seq limit $2`,
      start,
      limit,
    )
    const { last, after } = endOf(found, before, limit)
    if (last === undefined) return nothing
    const purged = yield* query(
      `delete from ${table} where seq > $1 and seq <= $2
       and seq < (select max(seq) from ${table}) ${andOver} returning seq`,
      start,
      last,
    )
    return { removed: { [table]: purged.length }, after }
  }
}
