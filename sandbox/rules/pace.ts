/**
 * Meta's two rate limits as virtual scheduling (GCRA): one number per key, the theoretical arrival time of the next
 * message. Pair: 1 per 6 s with a burst of 45. Number: 80 messages a second.
 */

export type Pace = { intervalMs: number; burst: number }

export const pairPace: Pace = { intervalMs: 6_000, burst: 45 }

/** One second's messages at once plus a quarter, because evenly sent messages bunch up on the network. */
export function numberPace(perSecond: number): Pace {
  return { intervalMs: 1_000 / perSecond, burst: Math.ceil(perSecond * 1.25) }
}

export type Meter = {
  /** Whether one more message for `key` fits; if so, it is counted. */
  admit(key: string, now: number, pace: Pace): boolean
  /** A person changes number or id: the pairs keep their pace. */
  movePairs(from: string, to: string): void
  /** For an export; `restore` replaces the contents with it. */
  entries(): [key: string, arrivalAt: number][]
  restore(entries: readonly (readonly [string, number])[]): void
  clear(): void
}

const sweepAbove = 50_000

export function createMeter(): Meter {
  const arrivalByKey = new Map<string, number>()
  let sweepAt = sweepAbove
  return {
    admit(key, now, pace) {
      const arrival = Math.max(arrivalByKey.get(key) ?? 0, now)
      if (arrival - now > pace.intervalMs * (pace.burst - 1)) return false
      arrivalByKey.set(key, arrival + pace.intervalMs)
      if (arrivalByKey.size > sweepAt) sweepAt = sweep(arrivalByKey, now)
      return true
    },
    movePairs(from, to) {
      for (const [key, arrival] of [...arrivalByKey])
        if (key.endsWith(` ${from}`) && arrivalByKey.delete(key))
          arrivalByKey.set(key.slice(0, -from.length) + to, arrival)
    },
    entries: () => [...arrivalByKey],
    restore(entries) {
      arrivalByKey.clear()
      for (const [key, arrival] of entries) arrivalByKey.set(key, arrival)
    },
    clear: () => arrivalByKey.clear(),
  }
}

/** Removes keys whose time has passed, which mean the same as absent ones. Returns the size at which to sweep again. */
function sweep(arrivalByKey: Map<string, number>, now: number): number {
  for (const [key, arrival] of arrivalByKey) if (arrival <= now) arrivalByKey.delete(key)
  return Math.max(sweepAbove, arrivalByKey.size * 2)
}
