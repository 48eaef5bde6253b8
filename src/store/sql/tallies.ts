/**
 * What a group of writes counted: added up in memory and written as one row, in the group's own transaction. So
 * counting costs a write some additions, is exact, and waits for no row that others count in
 * (store/figures/roll-up.ts).
 */
import type { Step, Tally, Transaction } from './transaction.ts'

export type Tallies = {
  add(tally: Tally): void
  /** The row's JSON; undefined if nothing was counted. */
  body(): string | undefined
}

export function createTallies(): Tallies {
  const counts = new Map<string, number>()
  return {
    add({ tally, by }) {
      counts.set(tally, (counts.get(tally) ?? 0) + by)
    },
    body() {
      if (counts.size === 0) return undefined
      const counted = [...counts].filter(([, count]) => count !== 0)
      return counted.length === 0 ? undefined : JSON.stringify(counted)
    },
  }
}

export type Asked = Exclude<Step, Tally>

/** For drivers: goes on to the next step that asks the database for something. `rows`: the answer to the last one. */
export function resume<T>(
  transaction: Transaction<T>,
  tallies: Tallies | undefined,
  rows: Parameters<Transaction<T>['next']>[0] = [],
): IteratorResult<Asked, T> {
  let step = transaction.next(rows)
  while (!step.done && 'tally' in step.value) {
    if (tallies === undefined) throw new Error('a read counts nothing')
    tallies.add(step.value)
    step = transaction.next([])
  }
  return step as IteratorResult<Asked, T>
}
