/**
 * A rate limit for each key (a client, an address): a number per second, and a burst of two seconds' worth. One figure
 * per key (the generic cell rate algorithm), in bounded memory: keys live in two generations, and a key not seen for a
 * whole one has a full burst again. Pure: the caller supplies the time.
 */

export type Rate = {
  /** 0: admitted and counted. Otherwise the milliseconds to wait, and nothing is counted. */
  take(key: string, now: number): number
}

const burstMs = 2_000

/** `perSecond` 0: unlimited. */
export function createRate(perSecond: number, maxKeys = 20_000): Rate {
  if (perSecond === 0) return { take: () => 0 }
  const stepMs = 1_000 / perSecond
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  return {
    take(key, now) {
      const last = young.get(key) ?? old.get(key) ?? 0
      // Further ahead than a burst: the clock was set back, which must make no caller wait.
      const known = last > now + burstMs ? now : last
      const next = Math.max(known, now) + stepMs
      const waitMs = next - now - burstMs
      if (waitMs > 0) return waitMs
      if (young.size >= maxKeys / 2 && !young.has(key)) [old, young] = [young, new Map()]
      young.set(key, next)
      return 0
    },
  }
}
