/**
 * Adds what groups of writes have counted to the figures, off the path of messages. A tally goes in the transaction that
 * adds it, so each is added once, whenever a process is killed and however many processes do it.
 */
import { type Counted, readTallyName } from '../../model/figures.ts'
import { hourMs } from '../../model/time.ts'
import { executeMany, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { earlierSources } from './earlier.ts'

export function* hasTallies(): Transaction<boolean> {
  return (yield* queryOne('select seq from tallies limit 1')) !== undefined
}

/** Returns how many tallies were there. */
export function* rollUp(limit: number): Transaction<number> {
  const taken = yield* query<{ body: string }>(
    'delete from tallies where seq in (select seq from tallies order by seq limit $1) returning body',
    limit,
  )
  if (taken.length === 0) return 0
  const untilAt = new Map((yield* earlierSources()).map(({ source, before_at }) => [source, before_at]))
  const sums = new Map<string, Sum>()
  for (const { body } of taken)
    for (const [name, count] of JSON.parse(body) as [string, number][]) {
      const { at, ...counted } = readTallyName(name)
      // Of rows that are added up as they are (earlier.ts); an acceptance does not know its row.
      const source = sourceOf[counted.what]
      if (source !== undefined && at < (untilAt.get(source) ?? 0)) continue
      addTo(sums, { ...counted, hourAt: at - (at % hourMs) }, count)
    }
  yield* add([...sums.values()])
  return taken.length
}

const sourceOf: Partial<Record<Counted['what'], 'messages' | 'inbound'>> = { accepted: 'messages', received: 'inbound' }

type Sum = Counted & { hourAt: number; count: number }

function addTo(sums: Map<string, Sum>, counted: Omit<Sum, 'count'>, count: number): void {
  const { botId, hourAt, what, elementName, campaignId, code } = counted
  const key = [botId, hourAt, what, elementName, campaignId, code].join('\n')
  const sum = sums.get(key)
  if (sum) sum.count += count
  else sums.set(key, { ...counted, count })
}

/** In one order, so that processes that add at once wait for each other and never in a circle. */
function* add(sums: Sum[]): Transaction<void> {
  const keyed = sums.map((sum) => ({
    key: [sum.botId, sum.hourAt, sum.what, sum.elementName, sum.campaignId, sum.code].join('\n'),
    sum,
  }))
  const ordered = keyed.filter(({ sum }) => sum.count !== 0).sort((one, other) => (one.key < other.key ? -1 : 1))
  yield* executeMany(
    `insert into figures (bot_id, hour_at, what, element_name, campaign_id, code, count)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bot_id, hour_at, what, element_name, campaign_id, code)
       do update set count = figures.count + excluded.count`,
    ordered.map(({ sum }) => [sum.botId, sum.hourAt, sum.what, sum.elementName, sum.campaignId, sum.code, sum.count]),
  )
}
