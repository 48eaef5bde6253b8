/** Versions of Meta's Graph API and the days on which they end (meta-2026.md, section 2). Dated data. Pure. */
import { dayMs } from '../time.ts'

/** Of bots that name none. */
export const defaultGraphVersion = 'v26.0'

const ends: Readonly<Record<string, string>> = {
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
}

/** What changes with a version is to be tried before it ends; Meta announces the end two years ahead. */
const soonMs = 60 * dayMs

/**
 * `at`: the day as a date. `open`: no end is known. Versions before the ones that are listed have ended, on a day that
 * is not listed any more.
 */
export type GraphVersionState = { state: 'open' | 'later' | 'soon' | 'ended'; at?: string }

export function graphVersionAt(version: string, now: number): GraphVersionState {
  const at = Object.hasOwn(ends, version) ? ends[version] : undefined
  if (at === undefined) return majorOf(version) < oldest ? { state: 'ended' } : { state: 'open' }
  const endsAt = Date.parse(at)
  return { state: endsAt <= now ? 'ended' : endsAt - now < soonMs ? 'soon' : 'later', at }
}

function majorOf(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1])
}

const oldest = Math.min(...Object.keys(ends).map(majorOf))
