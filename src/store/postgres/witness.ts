/**
 * Witnesses: a row that a group of writes inserts in its transaction, under a key shared by all its attempts. After a
 * commit whose response was lost, the next attempt inserts it again, on whichever server responds: it waits for the old
 * session if that still lives, then either finds the earlier row, which proves that its data are there, or takes its
 * place, so that the earlier attempt can never commit. Why: docs/design/failover.md.
 */
import { randomInt } from 'node:crypto'
import { dayMs } from '../../model/time.ts'
import type { Row, Statement } from '../sql/transaction.ts'

export type Witness = {
  /**
   * Inserts the row of a new attempt. Resolves to the results of an earlier attempt that turns out to be committed,
   * else to undefined. Sends its statements at once.
   */
  leave(execute: (statement: Statement) => Promise<Row[]>): Promise<unknown[] | undefined>
  /** Records this attempt's results, before its commit is sent. */
  ran(results: unknown[]): void
  /** The response to the commit was lost. */
  uncertainty(): void
  isUncertain(): boolean
  settled(): void
}

const nowText = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** A conflicting row is updated, so that the following commit is as durable as any other. */
const leaving = `insert into witnesses (writer, number, attempt, written_at) values ($1, $2, $3, ${nowText})
  on conflict (writer, number) do update set written_at = excluded.written_at returning attempt`

/** Starts at a number, so that the scan skips rows deleted before. */
const pruning = 'delete from witnesses where writer = $1 and number >= $2 and number < $3'

/** Rows of dead writers. No attempt waits this long, and servers' clocks differ by less. */
const retainedMs = dayMs
export const forgetWitnesses = `delete from witnesses where written_at < ${nowText} - ${retainedMs}`

/** Writes a row, for a commit whose response confirms that everything before it is durable. */
export const wroteHere = `insert into witnesses (writer, number, attempt, written_at)
  values (0, pg_backend_pid(), 0, ${nowText})
    on conflict (writer, number) do update set written_at = excluded.written_at`

/**
 * One row per group, deleted in batches now and then: updating a single row would leave as many dead versions of it.
 */
const prunedEvery = 64

/** One for each writing connection; `writer` is a unique number. */
export function createWitnesses(writer: number = randomInt(1, 2 ** 48 - 1)): { next(): Witness } {
  let last = 0
  let firstRetained = 1

  function next(): Witness {
    last += 1
    const [number, from] = [last, firstRetained]
    const mustPrune = number - from >= prunedEvery
    const had = new Map<number, unknown[]>()
    let attempt = 0
    let isUncertain = false
    return {
      async leave(execute) {
        attempt += 1
        const mine = attempt
        const asked = [execute({ text: leaving, values: [writer, number, mine] })]
        if (mustPrune) asked.push(execute({ text: pruning, values: [writer, from, number] }))
        const [rows = []] = await Promise.all(asked)
        const found = Number(rows[0]?.attempt)
        if (found === mine) return undefined
        const results = had.get(found)
        if (results === undefined) throw new Error(`the witness names attempt ${found}, which was never made`)
        return results
      },
      ran: (results) => void had.set(attempt, results),
      uncertainty() {
        isUncertain = true
      },
      isUncertain: () => isUncertain,
      settled() {
        if (mustPrune) firstRetained = number
      },
    }
  }
  return { next }
}
