/**
 * Adds what groups of writes have counted to the figures, off the path of messages, and passes on what they have
 * changed. A tally goes in the transaction that adds it, so each is added once, whenever a process is killed and
 * however many processes do it.
 */
import { addChanges, type Changes } from '../../model/events/changes.ts'
import { type Counted, readTallyName } from '../../model/figures.ts'
import { recordChanges } from '../events/changes.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { add, type Sums, sum } from './add.ts'
import { earlierSources } from './earlier.ts'

export function* hasTallies(): Transaction<boolean> {
  return (yield* queryOne('select seq from tallies limit 1')) !== undefined
}

/** Returns how many tallies were there. */
export function* rollUp(now: number, limit: number): Transaction<number> {
  const taken = yield* query<{ body: string; changes: string | null }>(
    'delete from tallies where seq in (select seq from tallies order by seq limit $1) returning body, changes',
    limit,
  )
  if (taken.length === 0) return 0
  const untilAt = new Map((yield* earlierSources()).map(({ source, before_at }) => [source, before_at]))
  const sums: Sums = new Map()
  const changes: Changes = new Map()
  for (const { body, changes: text } of taken) {
    if (text !== null) addChanges(changes, text)
    for (const [name, count] of JSON.parse(body) as [string, number][]) {
      const { at, what } = readTallyName(name)
      // Of rows that are added up as they are (earlier.ts); an acceptance does not know its row.
      const source = sourceOf[what]
      if (source === undefined || at >= (untilAt.get(source) ?? 0)) sum(sums, name, count)
    }
  }
  yield* add(sums)
  yield* recordChanges(changes, now)
  return taken.length
}

const sourceOf: Partial<Record<Counted['what'], 'messages' | 'inbound'>> = { accepted: 'messages', received: 'inbound' }
