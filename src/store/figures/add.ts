/** Adds what was counted to the figures of its hour, and to those of its day. */
import { readTallyName } from '../../model/figures.ts'
import { hourMs } from '../../model/time.ts'
import { executeMany, type Transaction } from '../sql/transaction.ts'
import { addToDays, type FigureRow } from './days.ts'
import { addPrices, type PriceRow, priceRow } from './prices.ts'

/** By the name of a tally. */
export type Sums = Map<string, number>

export function sum(sums: Sums, tally: string, by: number): void {
  sums.set(tally, (sums.get(tally) ?? 0) + by)
}

export function* add(sums: Sums): Transaction<void> {
  const rows = new Map<string, FigureRow>()
  const prices: PriceRow[] = []
  for (const [name, count] of sums) {
    const counted = readTallyName(name)
    const { at, botId, what, elementName, campaignId, code } = counted
    if (what === 'priced') {
      prices.push(priceRow(counted, count))
      continue
    }
    const hourAt = at - (at % hourMs)
    const key = [botId, hourAt, what, elementName, campaignId, code].join('\n')
    const row = rows.get(key)
    if (row) row[6] += count
    else rows.set(key, [botId, hourAt, what, elementName, campaignId, code, count])
  }
  // In one order, so that processes that add at once wait for each other, and never in a circle.
  const ordered = [...rows]
    .filter(([, row]) => row[6] !== 0)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, row]) => row)
  yield* executeMany(
    `insert into figures (bot_id, hour_at, what, element_name, campaign_id, code, count)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bot_id, hour_at, what, element_name, campaign_id, code)
       do update set count = figures.count + excluded.count`,
    ordered,
  )
  yield* addToDays(ordered)
  yield* addPrices(prices)
}
