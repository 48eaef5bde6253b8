/** Filters of time, as the address has them and as the gateway is asked: days of the reader's zone, and periods. */
import { dayMs } from '../../../drawing/time.ts'

/** A day of a filter means all of it, in the reader's zone. What is no day, such as an instant, stays as it is. */
const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text)

export function startOfDay(day: string): string {
  return isDay(day) ? new Date(`${day}T00:00:00.000`).toISOString() : day
}

export function endOfDay(day: string): string {
  return isDay(day) ? new Date(`${day}T23:59:59.999`).toISOString() : day
}

/** Times that move along with the calendar, as the address has them. */
export const periods = ['today', 'yesterday', '24h', '7d', '30d'] as const
export type Period = (typeof periods)[number]

/** A filter of time: a period, or days. */
export type Between = { period?: string; from?: string; to?: string }

type Range = { from?: string; to?: string }

/** What is asked of the gateway: what is in all that is given. A period that the address made up is refused by it. */
export function rangeOf({ period, from, to }: Between, now = new Date()): Range {
  const days: Range = { ...(from && { from: startOfDay(from) }), ...(to && { to: endOfDay(to) }) }
  if (!period) return days
  const moving = rangeOfPeriod(period, now)
  const starts = [moving.from, days.from].filter((at) => at !== undefined)
  const ends = [moving.to, days.to].filter((at) => at !== undefined)
  const [latest, earliest] = [starts.toSorted().at(-1), ends.toSorted()[0]]
  return { ...(latest !== undefined && { from: latest }), ...(earliest !== undefined && { to: earliest }) }
}

function rangeOfPeriod(period: string, now: Date): Range {
  const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString()
  const ranges: Partial<Record<string, Range>> = {
    today: { from: daysAgo(0) },
    yesterday: { from: daysAgo(1), to: new Date(Date.parse(daysAgo(0)) - 1).toISOString() },
    '24h': { from: new Date(now.getTime() - dayMs).toISOString() },
    // This day, and six or twenty-nine before it.
    '7d': { from: daysAgo(6) },
    '30d': { from: daysAgo(29) },
  } satisfies Record<Period, Range>
  return ranges[period] ?? { from: period }
}
