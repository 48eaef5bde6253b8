/**
 * Throttles guessing: after a few failures a key waits, twice as long each time, up to a bound. The caller chooses the
 * keys (an address, a credential, both); memory is bounded: when it is full the keys whose last failures are oldest
 * are forgotten. Each attempt is counted before it is checked, so concurrent attempts gain nothing. Pure: the caller
 * supplies the time.
 */
import { deleteOldest } from '../oldest.ts'

export type AttemptBounds = {
  /** Attempts without a wait. */
  free: number
  /** The wait after the first attempt beyond them; it doubles with each further one. */
  firstMs: number
  maxMs: number
  /** After this long without an attempt the count restarts. */
  forgetMs: number
  maxKeys: number
}

export type AttemptLimit = {
  /** 0: the attempt is allowed and counted. Otherwise the time to wait, and nothing is counted. */
  begin(key: string, now: number): number
  /** The attempt succeeded: clears the key. */
  succeed(key: string): void
  /** The attempt was not checked, or not for this key: it does not count. */
  withdraw(key: string): void
  size(): number
}

export function createAttemptLimit({ free, firstMs, maxMs, forgetMs, maxKeys }: AttemptBounds): AttemptLimit {
  const known = new Map<string, { tries: number; lastAt: number }>()

  function waitOf(tries: number): number {
    if (tries < free) return 0
    // 2^40 ms is beyond any bound, and a shift would overflow.
    return Math.min(maxMs, firstMs * 2 ** Math.min(tries - free, 40))
  }

  return {
    begin(key, now) {
      const found = known.get(key)
      const isForgotten = found === undefined || now - found.lastAt >= forgetMs
      const tries = isForgotten ? 0 : found.tries
      const waitMs = isForgotten ? 0 : found.lastAt + waitOf(tries) - now
      if (waitMs > 0) return waitMs
      // Moves the key to the end: a map keeps insertion order.
      known.delete(key)
      known.set(key, { tries: tries + 1, lastAt: now })
      deleteOldest(known, maxKeys)
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
