/**
 * Guessing made slow: who failed a few times waits, twice as long each time, up to a bound. Counted by any keys the caller makes (an address, a
 * credential, both), in bounded memory: when it is full the key that failed longest ago is forgotten. Each try is counted before it is
 * judged, so that many at once are no way round it. Pure: time comes from the caller. Used by the sign-in (access/sign-in.ts).
 */

export type AttemptBounds = {
  /** Tries that cost no wait. */
  free: number
  /** The wait after the first try beyond them; it doubles with each further one. */
  firstMs: number
  mostMs: number
  /** After so long without a try a key begins anew. */
  forgetMs: number
  mostKeys: number
}

export type AttemptLimit = {
  /** 0 when it may be tried now, and then it is counted; else how long to wait, and nothing is counted. */
  begin(key: string, now: number): number
  /** It was right: nothing is held against the key any more. */
  succeed(key: string): void
  /** It was not judged at all, or not by this: the try does not count. */
  withdraw(key: string): void
  size(): number
}

export function makeAttemptLimit({ free, firstMs, mostMs, forgetMs, mostKeys }: AttemptBounds): AttemptLimit {
  const known = new Map<string, { tries: number; lastAt: number }>()

  function waitOf(tries: number): number {
    if (tries < free) return 0
    // 2^40 ms is beyond any bound, and a shift would overflow.
    return Math.min(mostMs, firstMs * 2 ** Math.min(tries - free, 40))
  }

  return {
    begin(key, now) {
      const found = known.get(key)
      const isForgotten = found === undefined || now - found.lastAt >= forgetMs
      const tries = isForgotten ? 0 : found.tries
      const waitMs = isForgotten ? 0 : found.lastAt + waitOf(tries) - now
      if (waitMs > 0) return waitMs
      // Behind all others: a map keeps the order in which keys were put.
      known.delete(key)
      known.set(key, { tries: tries + 1, lastAt: now })
      if (known.size > mostKeys) known.delete(known.keys().next().value ?? '')
      return 0
    },
    succeed(key) {
      known.delete(key)
    },
    withdraw(key) {
      const found = known.get(key)
      if (found !== undefined) known.set(key, { ...found, tries: Math.max(0, found.tries - 1) })
    },
    size: () => known.size,
  }
}
