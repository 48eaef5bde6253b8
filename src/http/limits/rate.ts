/**
 * A rate for each key (a client, an address): so many a second, and a burst of two seconds' worth. One figure a key (the generic cell rate
 * algorithm), in bounded memory: keys come in two generations, and what was not seen for a whole one has a full burst again. Pure: time comes
 * from the caller. Used by guard.ts.
 */

export type Rate = {
  /** 0: let in, and counted. Else how many milliseconds to wait; then nothing is counted. */
  take(key: string, now: number): number
}

const burstMs = 2_000

/** `perSecond` 0: everything is let in. */
export function makeRate(perSecond: number, mostKeys = 20_000): Rate {
  if (perSecond === 0) return { take: () => 0 }
  const stepMs = 1_000 / perSecond
  let young = new Map<string, number>()
  let old = new Map<string, number>()
  return {
    take(key, now) {
      const last = young.get(key) ?? old.get(key) ?? 0
      // Farther ahead than a burst: the clock was set back, and nobody waits until it is there again.
      const known = last > now + burstMs ? now : last
      const next = Math.max(known, now) + stepMs
      const waitMs = next - now - burstMs
      if (waitMs > 0) return waitMs
      if (young.size >= mostKeys / 2 && !young.has(key)) [old, young] = [young, new Map()]
      young.set(key, next)
      return 0
    },
  }
}
