/**
 * Two caps that Meta reports only after its 200, both over a rolling 24 hours: the number of people that a portfolio
 * (here: a WABA) reaches outside windows, and the marketing messages that one person receives.
 */
import { dayMs } from '../time.ts'

export type Caps = {
  /**
   * Whether `person` is, or has room to become, one of the portfolio's `limit` people; if so, the person is counted.
   */
  admitPerson(portfolio: string, person: string, now: number, limit: number): boolean
  /** Whether one more marketing message fits for `person`; if so, it is counted. */
  admitMarketing(person: string, now: number, limit: number): boolean
  /** A person changes number or id and stays one person. */
  move(from: string, to: string): void
  saved(): SavedCaps
  restore(saved: SavedCaps): void
  clear(): void
}

/** The people reached by portfolio, and the marketing instants by person. */
export type SavedCaps = {
  reached: readonly (readonly [string, readonly (readonly [string, number])[]])[]
  marketed: readonly (readonly [string, readonly number[]])[]
}

const sweepAbove = 50_000

export function createCaps(): Caps {
  const reachedAt = new Map<string, Map<string, number>>()
  const marketedAt = new Map<string, number[]>()
  let sweepAt = sweepAbove
  return {
    admitPerson(portfolio, person, now, limit) {
      // Without a limit nothing is stored, so memory stays flat over millions of people.
      if (!Number.isFinite(limit)) return true
      const people = reachedAt.get(portfolio) ?? new Map<string, number>()
      reachedAt.set(portfolio, people)
      forgetOldest(people, now)
      if (people.has(person)) return true
      if (people.size >= limit) return false
      people.set(person, now)
      return true
    },
    admitMarketing(person, now, limit) {
      const recent = (marketedAt.get(person) ?? []).filter((at) => now - at < dayMs)
      const fits = recent.length < limit
      if (fits) recent.push(now)
      marketedAt.set(person, recent)
      if (marketedAt.size > sweepAt) sweepAt = sweep(marketedAt, now)
      return fits
    },
    move(from, to) {
      for (const map of [marketedAt, ...reachedAt.values()] as Map<string, unknown>[]) rename(map, from, to)
    },
    saved: () => ({
      reached: [...reachedAt].map(([portfolio, people]) => [portfolio, [...people]] as const),
      marketed: [...marketedAt],
    }),
    restore({ reached, marketed }) {
      reachedAt.clear()
      marketedAt.clear()
      for (const [portfolio, people] of reached) reachedAt.set(portfolio, new Map(people))
      for (const [person, times] of marketed) marketedAt.set(person, [...times])
    },
    clear() {
      reachedAt.clear()
      marketedAt.clear()
    },
  }
}

/** A map iterates in insertion order, and a person counts from the first message of the 24 hours. */
function forgetOldest(people: Map<string, number>, now: number): void {
  for (const [person, at] of people) {
    if (now - at < dayMs) return
    people.delete(person)
  }
}

function rename(map: Map<string, unknown>, from: string, to: string): void {
  const value = map.get(from)
  if (map.delete(from)) map.set(to, value)
}

function sweep(marketedAt: Map<string, number[]>, now: number): number {
  for (const [person, times] of marketedAt) if (now - (times.at(-1) ?? 0) >= dayMs) marketedAt.delete(person)
  return Math.max(sweepAbove, marketedAt.size * 2)
}

/** The cap does not apply in the European Economic Area, the United Kingdom, Japan and South Korea (cloud-api.md 6). */
const uncapped = /^(?:3[0-469]|4[03-9]|35[1-46-9]|37[0-2]|38[56]|42[013]|8[12])/

export function isMarketingCapped(waId: string | undefined): boolean {
  return waId === undefined || !uncapped.test(waId)
}
