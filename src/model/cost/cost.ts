/**
 * What messages cost: Meta's word on whether they were charged, and the rate of the card in force on the day of their
 * delivery. Nothing is taken for free because something is not known: that has a reason instead of an amount. Pure.
 */
import { isEnd, type State } from '../message/lifecycle.ts'
import { amountText } from './amount.ts'
import { chargeOf, type Pricing } from './pricing.ts'
import { cardOn, type RateCard, rateOf } from './rate-card.ts'

/**
 * Why there is no amount. `unpriced`: Meta has not said whether it was charged; `unknown_price`: it has, in words that
 * are not known here; `no_currency`: neither the bot's nor one of all cards; and of the card, no market or no rate.
 */
export const costGaps = ['unpriced', 'unknown_price', 'no_currency', 'no_card', 'no_market', 'no_rate'] as const
export type CostGap = (typeof costGaps)[number]

export type Cost =
  | { kind: 'charged'; millionths: number; currency: string; market: string; card: RateCard }
  | { kind: 'free' }
  | { kind: 'unknown'; reason: CostGap }

type Asked = {
  pricing: Pricing | undefined
  /** ISO code; empty: unknown. */
  country: string
  /** Of the delivery, UTC: YYYY-MM-DD. */
  day: string
  currency: string | undefined
  cards: readonly RateCard[]
}

export function costOf({ pricing, country, day, currency, cards }: Asked): Cost {
  if (pricing === undefined) return { kind: 'unknown', reason: 'unpriced' }
  const charge = chargeOf(pricing)
  if (charge === 'free') return { kind: 'free' }
  if (charge === 'unknown') return { kind: 'unknown', reason: 'unknown_price' }
  if (currency === undefined) return { kind: 'unknown', reason: cards.length === 0 ? 'no_card' : 'no_currency' }
  const card = cardOn(cards, currency, day)
  const found = rateOf(card, country, pricing.category)
  if (!found.ok || card === undefined) return { kind: 'unknown', reason: found.ok ? 'no_card' : found.reason }
  return { kind: 'charged', millionths: found.rate.millionths, currency, market: found.rate.market, card }
}

/** A bot's own; without one, that of the cards if they are all of one. */
export function currencyOf(
  bot: { currency?: string | null | undefined } | undefined,
  cards: readonly Pick<RateCard, 'currency'>[],
): string | undefined {
  if (bot?.currency) return bot.currency
  const all = new Set(cards.map(({ currency }) => currency))
  const [only] = all
  return all.size === 1 ? only : undefined
}

/** A message's cost, as the API shows it. */
export type MessageCost = {
  /** `none`: it was not delivered, so that nothing is due; `open`: it may still be. */
  charge: 'charged' | 'free' | 'unknown' | 'none' | 'open'
  amount: string | null
  currency: string | null
  effectiveDate: string | null
  source: string | null
  reason: CostGap | null
}

type Delivered = { state: State; deliveredAt: number | null }

export function messageCost({ state, deliveredAt }: Delivered, asked: Omit<Asked, 'day'>): MessageCost {
  if (deliveredAt === null || state === 'failed')
    return isEnd(state) ? { ...nothing, charge: 'none', amount: amountText(0n) } : { ...nothing, charge: 'open' }
  const cost = costOf({ ...asked, day: dayOf(deliveredAt) })
  if (cost.kind === 'free') return { ...nothing, charge: 'free', amount: amountText(0n) }
  if (cost.kind === 'unknown') return { ...nothing, charge: 'unknown', reason: cost.reason }
  const { effectiveDate, source } = cost.card
  const amount = amountText(BigInt(cost.millionths))
  return { charge: 'charged', amount, currency: cost.currency, effectiveDate, source, reason: null }
}

const nothing = { amount: null, currency: null, effectiveDate: null, source: null, reason: null }

/** In UTC: YYYY-MM-DD. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

// ── sums ────────────────────────────────────────────────────

export type CostSum = {
  messages: number
  charged: number
  free: number
  unknown: number
  reasons: Partial<Record<CostGap, number>>
  millionths: bigint
}

export function noCost(): CostSum {
  return { messages: 0, charged: 0, free: 0, unknown: 0, reasons: {}, millionths: 0n }
}

/** Adds `count` messages of one cost. */
export function addCost(sum: CostSum, cost: Cost, count: number): void {
  sum.messages += count
  sum[cost.kind] += count
  if (cost.kind === 'charged') sum.millionths += BigInt(count) * BigInt(cost.millionths)
  if (cost.kind === 'unknown') sum.reasons[cost.reason] = (sum.reasons[cost.reason] ?? 0) + count
}
