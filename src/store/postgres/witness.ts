/**
 * Witnesses: a row that a group of writes leaves in its own transaction, under a key that all attempts of the group share. A commit whose
 * answer was lost is looked for by the next attempt, on whatever server answers: its row waits for the old session if that still lives, and
 * then either finds the row of the earlier attempt, which therefore is in this server's data, or takes its place, so that the earlier one
 * can never come. ARCHITECTURE.md has the reasoning. Used by database.ts, copy.ts and connection.ts.
 */
import { randomInt } from 'node:crypto'
import type { Row, Statement } from '../transaction.ts'

export type Witness = {
  /**
   * A new attempt leaves its row. Resolves to what the earlier attempt had that turns out to be committed, else to undefined. Sends its
   * statements at once.
   */
  leave(execute: (statement: Statement) => Promise<Row[]>): Promise<unknown[] | undefined>
  /** What this attempt had, before its commit is sent. */
  ran(results: unknown[]): void
  /** The answer to the commit was lost. */
  doubt(): void
  isInDoubt(): boolean
  settled(): void
}

const nowText = '(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** The row of a conflict is written anew, so that the commit behind it is waited for like any other. */
const leaving = `insert into witnesses (writer, number, attempt, written_at) values ($1, $2, $3, ${nowText})
  on conflict (writer, number) do update set written_at = excluded.written_at returning attempt`

/** From a number on, so that no search goes through those that were deleted before. */
const pruning = 'delete from witnesses where writer = $1 and number >= $2 and number < $3'

/** Those of writers that are gone. No attempt waits for so long, and clocks of servers are nearer to each other. */
const keptMs = 86_400_000
export const forgetWitnesses = `delete from witnesses where written_at < ${nowText} - ${keptMs}`

/** Something is written, for a commit that says by its answer that all before it is where it should be. */
export const wroteHere = `insert into witnesses (writer, number, attempt, written_at)
  values (0, pg_backend_pid(), 0, ${nowText}) on conflict (writer, number) do update set written_at = excluded.written_at`

/** A row a group, and now and then those before it are deleted together: one row that is written over would be as many versions of it. */
const prunedEvery = 64

/** One for each connection that writes; `writer` is a number that no other has. */
export function makeWitnesses(writer: number = randomInt(1, 2 ** 48 - 1)): { next(): Witness } {
  let last = 0
  let firstKept = 1

  function next(): Witness {
    last += 1
    const [number, from] = [last, firstKept]
    const mustPrune = number - from >= prunedEvery
    const had = new Map<number, unknown[]>()
    let attempt = 0
    let isInDoubt = false
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
        if (results === undefined) throw new Error(`a witness of attempt ${found}, which never was`)
        return results
      },
      ran: (results) => void had.set(attempt, results),
      doubt() {
        isInDoubt = true
      },
      isInDoubt: () => isInDoubt,
      settled() {
        if (mustPrune) firstKept = number
      },
    }
  }
  return { next }
}
