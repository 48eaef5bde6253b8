/**
 * Counts of delivered messages by day and by what decides their price: category and type as Meta told them, and the
 * recipient's country. They are added with the figures; rates are applied when they are read (store/costs).
 */
import type { Counted } from '../../model/figures.ts'
import { dayMs } from '../../model/time.ts'
import { executeMany, type Transaction } from '../sql/transaction.ts'

export type PriceRow = [
  bot: string,
  day: number,
  element: string,
  campaign: string,
  pricing: string,
  country: string,
  count: number,
]

export function priceRow(
  { at, botId, elementName, campaignId, code }: Counted & { at: number },
  count: number,
): PriceRow {
  const slash = code.lastIndexOf('/')
  return [botId, at - (at % dayMs), elementName, campaignId, code.slice(0, slash), code.slice(slash + 1), count]
}

/** In one order, as the hours are added (add.ts). */
export function* addPrices(counted: readonly PriceRow[]): Transaction<void> {
  const rows = new Map<string, PriceRow>()
  for (const row of counted) {
    const key = row.slice(0, 6).join('\n')
    const known = rows.get(key)
    if (known) known[6] += row[6]
    else rows.set(key, [...row])
  }
  const ordered = [...rows].filter(([, row]) => row[6] !== 0).sort(([one], [other]) => (one < other ? -1 : 1))
  yield* executeMany(
    `insert into price_days (bot_id, day_at, element_name, campaign_id, pricing, country, count)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bot_id, day_at, element_name, campaign_id, pricing, country)
       do update set count = price_days.count + excluded.count`,
    ordered.map(([, row]) => row),
  )
}
