/**
 * What a group of writes counted and changed: gathered in memory and written as one row, in the group's own
 * transaction. So it costs a write some additions, is exact, and waits for no row that others write
 * (store/figures/roll-up.ts).
 */
import { type Changes, changesText, noteChange } from '../../model/events/changes.ts'
import { type Aside, isAside, type Step, type Transaction } from './transaction.ts'

export type Tallies = {
  add(aside: Aside): void
  /** Undefined if nothing was counted and nothing changed. */
  row(): TallyRow | undefined
}

/** JSON. */
export type TallyRow = { body: string; changes: string | null }

export function createTallies(): Tallies {
  const counts = new Map<string, number>()
  const changes: Changes = new Map()
  return {
    add(aside) {
      if ('tally' in aside) counts.set(aside.tally, (counts.get(aside.tally) ?? 0) + aside.by)
      else noteChange(changes, aside.botId, aside.changed)
    },
    row() {
      if (counts.size === 0 && changes.size === 0) return undefined
      const counted = [...counts].filter(([, count]) => count !== 0)
      if (counted.length === 0 && changes.size === 0) return undefined
      return { body: JSON.stringify(counted), changes: changes.size === 0 ? null : changesText(changes) }
    },
  }
}

export type Asked = Exclude<Step, Aside>

/** For drivers: goes on to the next step that asks the database for something. `rows`: the answer to the last one. */
export function resume<T>(
  transaction: Transaction<T>,
  tallies: Tallies | undefined,
  rows: Parameters<Transaction<T>['next']>[0] = [],
): IteratorResult<Asked, T> {
  let step = transaction.next(rows)
  while (!step.done && isAside(step.value)) {
    if (tallies === undefined) throw new Error('a read counts nothing')
    tallies.add(step.value)
    step = transaction.next([])
  }
  return step as IteratorResult<Asked, T>
}
