/** Rate cards: each a row, whole, by its first day and currency. */
import { cardBounds, type Rate, type RateCard } from '../../model/cost/rate-card.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'

export type CardFilter = {
  currencies?: readonly string[]
  effectiveDate?: string
  /** In force on one of these days: from the card before the first one to the last. */
  fromDay?: string
  toDay?: string
}

type CardRow = { effective_on: string; currency: string; source: string; rates: string; updated_at: number }
type StoredRate = [market: string, category: string, millionths: number, from: number | null, to: number | null]

/** By currency, the newest first. */
export function* rateCards({ currencies, effectiveDate, fromDay, toDay }: CardFilter): Transaction<RateCard[]> {
  if (currencies?.length === 0) return []
  const where = createWhere()
  if (currencies !== undefined)
    where.add((n) => `currency in (${currencies.map((_one, index) => `$${n + index}`).join(', ')})`, ...currencies)
  if (effectiveDate !== undefined) where.add((n) => `effective_on = $${n}`, effectiveDate)
  if (toDay !== undefined) where.add((n) => `effective_on <= $${n}`, toDay)
  if (fromDay !== undefined)
    where.add(
      (n) => `effective_on >= coalesce((select max(effective_on) from rate_cards as before
        where before.currency = rate_cards.currency and before.effective_on <= $${n}), '')`,
      fromDay,
    )
  const condition = where.values.length > 0 ? `where ${where.text()}` : ''
  const found = yield* query<CardRow>(
    `select * from rate_cards ${condition} order by currency, effective_on desc`,
    ...where.values,
  )
  return found.map(cardOf)
}

/** Each replaces the one of its day and currency; false: they would be too many. */
export function* putRateCards(cards: readonly RateCard[]): Transaction<boolean> {
  for (const { effectiveDate, currency, source, rates, updatedAt } of cards)
    yield* query(
      `insert into rate_cards (effective_on, currency, source, rates, updated_at) values ($1, $2, $3, $4, $5)
       on conflict (effective_on, currency) do update
         set source = excluded.source, rates = excluded.rates, updated_at = excluded.updated_at`,
      effectiveDate,
      currency,
      source,
      JSON.stringify(rates.map(storedOf)),
      updatedAt,
    )
  const counted = yield* queryOne<{ n: number }>('select count(*) as n from rate_cards')
  return Number(counted?.n ?? 0) <= cardBounds.cards
}

export function* deleteRateCard(effectiveDate: string, currency: string): Transaction<boolean> {
  const removed = yield* query(
    'delete from rate_cards where effective_on = $1 and currency = $2 returning 1 as gone',
    effectiveDate,
    currency,
  )
  return removed.length > 0
}

function storedOf({ market, category, millionths, from, to }: Rate): StoredRate {
  return [market, category, millionths, from ?? null, to ?? null]
}

function cardOf({ effective_on, currency, source, rates, updated_at }: CardRow): RateCard {
  return {
    effectiveDate: effective_on,
    currency,
    source,
    rates: (JSON.parse(rates) as StoredRate[]).map(([market, category, millionths, from, to]) => ({
      market,
      category,
      millionths,
      ...(from !== null && { from }),
      ...(to !== null && { to }),
    })),
    updatedAt: Number(updated_at),
  }
}
