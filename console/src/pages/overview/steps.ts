/**
 * The steps of a chart: hours, days, weeks and months, each with its name, from the present backwards. Hours and days are
 * the reader's, made of the gateway's hours; weeks and months are made of its days, which are those of UTC.
 */

export const spans = ['hour', 'day', 'week', 'month'] as const
export type Span = (typeof spans)[number]

type Kind = { count: number; asked: 'hour' | 'day'; timeZone?: 'UTC'; format: Intl.DateTimeFormatOptions }

const kinds: Record<Span, Kind> = {
  hour: { count: 48, asked: 'hour', format: { weekday: 'short', hour: '2-digit', minute: '2-digit' } },
  day: { count: 30, asked: 'hour', format: { day: 'numeric', month: 'short' } },
  week: { count: 26, asked: 'day', timeZone: 'UTC', format: { day: 'numeric', month: 'short', year: '2-digit' } },
  month: { count: 13, asked: 'day', timeZone: 'UTC', format: { month: 'short', year: 'numeric' } },
}

/** `step`: as the API takes it. */
export type Steps = { step: 'hour' | 'day'; from: string; starts: number[]; names: string[] }

export function stepsOf(span: Span, now: number, locale: string): Steps {
  const { count, asked: step, format, timeZone } = kinds[span]
  const starts = [startOf(span, now)]
  while (starts.length < count) starts.unshift(startOf(span, (starts[0] ?? 0) - 1))
  const names = new Intl.DateTimeFormat(locale, { ...format, ...(timeZone && { timeZone }) })
  const from = new Date(starts[0] ?? now).toISOString()
  return { step, from, starts, names: starts.map((at) => names.format(at)) }
}

/** Of the step that an instant is in. */
export function startOf(span: Span, at: number): number {
  const date = new Date(at)
  switch (span) {
    case 'hour':
      return date.setMinutes(0, 0, 0)
    case 'day':
      return date.setHours(0, 0, 0, 0)
    case 'week':
      date.setUTCHours(0, 0, 0, 0)
      return date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
    case 'month':
      date.setUTCHours(0, 0, 0, 0)
      return date.setUTCDate(1)
  }
}
