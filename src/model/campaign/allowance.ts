/**
 * What Meta allows a number's campaigns: people outside windows within 24 moving hours, for all numbers of a portfolio
 * (meta-2026.md, section 8.1), and messages a second (cloud-api.md, section 6); less of both for marketing while people
 * block or report it. Pure.
 */
import type { Bot } from '../bot/bot.ts'
import { defaultMarketingPace, percentOf } from '../bot/marketing-pace.ts'
import { rateOf } from '../bot/shared-number.ts'
import type { StandingName } from '../bot/standing.ts'
import { dayMs } from '../time.ts'

export type Allowance = {
  /** Meta's words, as far as they are known. */
  tier?: string
  quality?: string
  /** In 24 moving hours; infinite: no limit, or none that is known. */
  people: number
  perSecond: number
  /** Below 100: the quality slows marketing down. */
  percent: number
}

type Paced = Pick<Bot, 'messagesPerSecond' | 'marketingPace' | 'isShared'>
export type KnownStanding = Partial<Record<StandingName, string>>

/** What Meta allows is a bound; the bot's own rate may be lower. */
const throughputs: Partial<Record<string, number>> = { STANDARD: 80, HIGH: 1_000 }

export function allowanceOf(bot: Paced, standing: KnownStanding, isMarketing: boolean): Allowance {
  const { limit: tier, quality, throughput = '' } = standing
  const percent = isMarketing ? percentOf(bot.marketingPace ?? defaultMarketingPace, quality) : 100
  const people = peopleOf(tier)
  const perSecond = Math.min(rateOf(bot), throughputs[throughput] ?? Number.POSITIVE_INFINITY)
  return {
    ...(tier !== undefined && { tier }),
    ...(quality !== undefined && { quality }),
    people: Number.isFinite(people) ? Math.floor((people * percent) / 100) : people,
    perSecond: (perSecond * percent) / 100,
    percent,
  }
}

/** `TIER_2K`, `TIER_250`; an unknown word limits nothing: Meta refuses what is too much. */
export function peopleOf(tier: string | undefined): number {
  const [, count, thousands] = /^TIER_(\d{1,9})(K?)$/.exec(tier ?? '') ?? []
  if (count === undefined) return Number.POSITIVE_INFINITY
  return Number(count) * (thousands === 'K' ? 1_000 : 1)
}

/** Bots of one portfolio share its limit; those of which nothing else is said, that of their account. */
export function portfolioOf({ portfolio, channel }: Pick<Bot, 'portfolio' | 'channel'>): string {
  return portfolio ? `portfolio ${portfolio}` : `account ${channel.graphUrl} ${channel.wabaId}`
}

export type SpreadInput = {
  allowance: Allowance
  /** Rows to send, and rows of other campaigns of the portfolio that come first. */
  rows: number
  ahead: number
  /** People who were reached in the 24 hours before. */
  used: number
  startAt: number
}

export type Spread = Allowance & {
  ahead: number
  used: number
  /** People who may be reached at once; infinite without a limit. */
  room: number
  /** From the first row to the last: 1 if all fit within 24 hours. Infinite: marketing is stopped. */
  days: number
  /** The first ones: from `at` on, within 24 hours, at most so many rows. */
  parts: { at: number; rows: number }[]
}

const maxParts = 31

/**
 * Within any 24 hours no more than the limit are new, so within each day from the start as many as the limit go,
 * however many were reached before: these only decide when in the first day.
 */
export function spreadOf({ allowance, rows, ahead, used, startAt }: SpreadInput): Spread {
  const perDay = Math.floor(Math.min(allowance.people, (allowance.perSecond * dayMs) / 1_000))
  const last = perDay > 0 ? Math.ceil((ahead + rows) / perDay) : Number.POSITIVE_INFINITY
  const parts: Spread['parts'] = []
  for (let day = perDay > 0 ? Math.floor(ahead / perDay) : last; day < last && parts.length < maxParts; day++) {
    const [from, to] = [Math.max(ahead, day * perDay), Math.min(ahead + rows, (day + 1) * perDay)]
    parts.push({ at: startAt + day * dayMs, rows: to - from })
  }
  return { ...allowance, ahead, used, room: Math.max(0, allowance.people - used), days: rows === 0 ? 0 : last, parts }
}
