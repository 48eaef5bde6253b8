/**
 * Parses all instants and days that callers write, in ISO 8601. A day that does not exist (30 February, 29 February of
 * a common year), an hour 24 and a second 60 are refused, where JavaScript would silently move to another instant.
 * Pure.
 */

const date = /^(\d{4})-(\d{2})-(\d{2})$/
const time = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?$/
const zone = /^(?:Z|[+-](\d{2}):?(\d{2}))$/

/** The farthest UTC offset in use: 14 hours, in Kiribati. */
const farthestZone = 14 * 60

/** `2027-11-07`: whether the day exists. */
export function isDay(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = (date.exec(text) ?? []).map(Number)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

/**
 * `2027-11-07T05:31:56Z` to milliseconds since 1970; undefined when invalid. The zone is required: without one the
 * instant is ambiguous.
 */
export function instantOf(text: string): number | undefined {
  const [day = '', rest = '', ...others] = text.split('T')
  const at = rest.search(/[Z+-]/)
  if (others.length > 0 || at < 0 || !isDay(day) || !isTime(rest.slice(0, at)) || !isZone(rest.slice(at)))
    return undefined
  return Date.parse(text)
}

/** An instant, or one without zone, or a day: then UTC. */
export function instantOrDay(text: string): number | undefined {
  if (isDay(text)) return Date.parse(`${text}T00:00:00Z`)
  return instantOf(text) ?? instantOf(`${text}Z`)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

function isTime(text: string): boolean {
  const found = time.exec(text)
  if (found === null) return false
  const [, hour = 0, minute = 0, second = 0] = found.map((part = '0') => Number(part))
  return hour <= 23 && minute <= 59 && second <= 59
}

function isZone(text: string): boolean {
  const found = zone.exec(text)
  if (found === null) return false
  const [, hours = 0, minutes = 0] = found.map((part = '0') => Number(part))
  return minutes <= 59 && hours * 60 + minutes <= farthestZone
}
