/**
 * Adds what groups of writes have counted to the figures, off the path of messages, and passes on what they have
 * changed. A tally goes in the transaction that adds it, so each is added once, whenever a process is killed and
 * however many processes do it.
 */
import { addChanges, type Changes } from '../../model/events/changes.ts'
import { type Counted, readTallyName } from '../../model/figures.ts'
import { minuteMs } from '../../model/time.ts'
import { recordChanges } from '../events/changes.ts'
import { executeMany, query, queryOne, type Transaction } from '../sql/transaction.ts'
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
  yield* addMinutes(sums, now)
  yield* recordChanges(changes, now)
  return taken.length
}

/** Rates of the present are read from them (overview/overview.ts). */
const minutesRetained = 15

function* addMinutes(sums: Sums, now: number): Transaction<void> {
  const rows = new Map<string, [minute: number, bot: string, sent: number, received: number]>()
  for (const [name, count] of sums) {
    const { at, botId, what } = readTallyName(name)
    if ((what !== 'sent' && what !== 'received') || at <= now - minutesRetained * minuteMs) continue
    const key = `${at} ${botId}`
    const row = rows.get(key) ?? [at, botId, 0, 0]
    row[what === 'sent' ? 2 : 3] += count
    rows.set(key, row)
  }
  // In one order, as the figures are added.
  const ordered = [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
  yield* executeMany(
    `insert into figure_minutes (minute_at, bot_id, sent, received) values ($1, $2, $3, $4)
     on conflict (minute_at, bot_id) do update
       set sent = figure_minutes.sent + excluded.sent, received = figure_minutes.received + excluded.received`,
    ordered,
  )
  yield* query('delete from figure_minutes where minute_at < $1', now - minutesRetained * minuteMs)
}

const sourceOf: Partial<Record<Counted['what'], 'messages' | 'inbound'>> = { accepted: 'messages', received: 'inbound' }
