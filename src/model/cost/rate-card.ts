/**
 * A rate card: what Meta charges for a message from a day on, in one currency, by market and category. The operator
 * brings it; nothing of Meta's files is shipped. Rates in tiers of a month's volume are kept, but a tier cannot be
 * known: it counts all accounts of the portfolio (meta-2026.md, section 9.3). Pure.
 */
import { regionOf } from './market.ts'

export type Rate = {
  /** A region, or a country's ISO code. */
  market: string
  category: string
  /** Of the currency's unit. */
  millionths: number
  /** Of the tier's volume: the first message, and the last one; absent: without tiers, or without an end. */
  from?: number
  to?: number
}

export type RateCard = {
  /** YYYY-MM-DD: from the beginning of that day. */
  effectiveDate: string
  /** ISO 4217. */
  currency: string
  /** Where the operator has it from. */
  source: string
  rates: Rate[]
  updatedAt: number
}

export const cardBounds = { rates: 20_000, cards: 200 } as const

/** `no_card`: none in this currency by that day. */
export type Found = { ok: true; rate: Rate; all: Rate[] } | { ok: false; reason: 'no_card' | 'no_market' | 'no_rate' }

/** The card in force on a day (YYYY-MM-DD). */
export function cardOn<Card extends Pick<RateCard, 'effectiveDate' | 'currency'>>(
  cards: readonly Card[],
  currency: string,
  day: string,
): Card | undefined {
  return cards
    .filter((card) => card.currency === currency && card.effectiveDate <= day)
    .reduce<Card | undefined>(
      (best, card) => (best && best.effectiveDate > card.effectiveDate ? best : card),
      undefined,
    )
}

/**
 * The rate of a category for people of a country: that of its first tier, with all tiers in `all`. A country that the
 * card names is a market of its own, even where it lacks the category: that is not offered there. Service without a
 * rate has that of utility, as Meta charges it since 2026-10-01.
 */
export function rateOf(card: RateCard | undefined, country: string, category: string): Found {
  if (card === undefined) return { ok: false, reason: 'no_card' }
  if (country === '') return { ok: false, reason: 'no_market' }
  const ofMarket = (market: string) => card.rates.filter((rate) => rate.market === market)
  const own = ofMarket(country)
  const rates = own.length > 0 ? own : ofMarket(regionOf(country))
  if (rates.length === 0) return { ok: false, reason: 'no_market' }
  const exact = rates.filter((rate) => rate.category === category)
  const all = exact.length > 0 || category !== 'service' ? exact : rates.filter((rate) => rate.category === 'utility')
  const [first] = all.toSorted((one, other) => (one.from ?? 0) - (other.from ?? 0))
  return first === undefined ? { ok: false, reason: 'no_rate' } : { ok: true, rate: first, all }
}
