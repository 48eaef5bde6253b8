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

/** What is asked of the gateway; a period that the address made up is refused by it, and the page says so. */
export function rangeOf({ period, from, to }: Between, now = new Date()): { from?: string; to?: string } {
  if (period === undefined) return { ...(from && { from: startOfDay(from) }), ...(to && { to: endOfDay(to) }) }
  const daysAgo = (days: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - days)
  const starts: Partial<Record<string, Date>> = {
    today: daysAgo(0),
    yesterday: daysAgo(1),
    '24h': new Date(now.getTime() - 24 * 3_600_000),
    // This day, and six or twenty-nine before it.
    '7d': daysAgo(6),
    '30d': daysAgo(29),
  } satisfies Record<Period, Date>
  const start = starts[period]
  if (start === undefined) return { from: period }
  const end = period === 'yesterday' && new Date(daysAgo(0).getTime() - 1)
  return { from: start.toISOString(), ...(end && { to: end.toISOString() }) }
}
