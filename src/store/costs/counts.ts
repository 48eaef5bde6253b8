/**
 * Counts of delivered messages by what decides their price, for costs: sums of the rows of days (figures/prices.ts), by
 * bot and within days, so a million messages are some hundred rows.
 */
import { query, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'

export type PriceGroup = 'campaign' | 'template'

/** Whole days, `toAt` exclusive. */
export type PriceFilter = {
  botIds: readonly string[]
  fromAt: number
  toAt: number
  campaignId?: string | undefined
  elementName?: string | undefined
  /** What the counts are apart by, besides bot, price and country. */
  by: readonly PriceGroup[]
}

/** `pricing`: a key of model/cost/pricing.ts. Texts that are not grouped by are empty. */
export type PriceCount = {
  botId: string
  campaignId: string
  elementName: string
  pricing: string
  country: string
  count: number
}

type Found = { bot_id: string; campaign: string; element: string; pricing: string; country: string; n: number }

/** So many in one statement, as for figures (figures/read.ts). */
const botsAtOnce = 50

export function* priceCounts(filter: PriceFilter): Transaction<PriceCount[]> {
  const { botIds } = filter
  const all: PriceCount[] = []
  for (let from = 0; from < botIds.length; from += botsAtOnce)
    all.push(...(yield* ofSome({ ...filter, botIds: botIds.slice(from, from + botsAtOnce) })))
  return all
}

function* ofSome({ botIds, fromAt, toAt, campaignId, elementName, by }: PriceFilter): Transaction<PriceCount[]> {
  const where = createWhere()
  // The last one again fills the list up: a text for each number of bots would be one more for the database to know.
  const listed = Array.from({ length: botIds.length === 1 ? 1 : botsAtOnce }, (_, n) => botIds[n] ?? botIds[0] ?? '')
  where.add((n) => `bot_id in (${listed.map((_id, index) => `$${n + index}`).join(', ')})`, ...listed)
  where.add((n) => `day_at >= $${n}`, fromAt)
  where.add((n) => `day_at < $${n}`, toAt)
  if (campaignId !== undefined) where.add((n) => `campaign_id = $${n}`, campaignId)
  if (elementName !== undefined) where.add((n) => `element_name = $${n}`, elementName)
  const found = yield* query<Found>(
    `select bot_id, ${by.includes('campaign') ? 'campaign_id' : "''"} as campaign,
       ${by.includes('template') ? 'element_name' : "''"} as element, pricing, country, sum(count) as n
     from price_days where ${where.text()} group by 1, 2, 3, 4, 5`,
    ...where.values,
  )
  return found.flatMap(({ bot_id, campaign, element, pricing, country, n }) =>
    Number(n) === 0
      ? []
      : [{ botId: bot_id, campaignId: campaign, elementName: element, pricing, country, count: Number(n) }],
  )
}
