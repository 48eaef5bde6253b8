/**
 * Guessing credentials made slow: after a few failures each further one waits twice as long, up to a bound, by what was named and from where.
 * What has worked before is never locked out by others' failures. Bounded memory; pure: time comes from the caller. Used by ../sign-in.ts.
 */

export type SignInLimit = {
  /** 0: it may be judged. Else how many milliseconds until then. */
  waitMs(key: string, now: number): number
  /** It was wrong; answers how often in a row. */
  fail(key: string, now: number): number
  succeed(key: string): void
  /** It was not judged: the latest failure does not count. */
  withdraw(key: string): void
}

export type SignInBounds = {
  /** Failures that cost no wait. */
  free: number
  firstMs: number
  mostMs: number
  /** After so long without a failure a key begins anew. */
  forgetMs: number
  mostKeys: number
}

/** Of one name from one address. */
export const namedBounds: SignInBounds = {
  free: 10,
  firstMs: 1_000,
  mostMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
  mostKeys: 20_000,
}

/** Of all names from one address, which may be a proxy's: more are free, and the wait stays short. */
export const addressBounds: SignInBounds = { ...namedBounds, free: 200, mostMs: 60_000 }

export function makeSignInLimit({ free, firstMs, mostMs, forgetMs, mostKeys }: SignInBounds): SignInLimit {
  const failed = new Map<string, { count: number; lastAt: number }>()

  function known(key: string, now: number) {
    const found = failed.get(key)
    // The clock was set back: nobody waits until it is there again.
    if (found !== undefined && found.lastAt > now) found.lastAt = now
    return found !== undefined && now - found.lastAt < forgetMs ? found : undefined
  }

  return {
    waitMs(key, now) {
      const found = known(key, now)
      if (found === undefined || found.count < free) return 0
      const lockMs = Math.min(mostMs, firstMs * 2 ** Math.min(found.count - free, 40))
      return Math.max(0, found.lastAt + lockMs - now)
    },
    fail(key, now) {
      const count = (known(key, now)?.count ?? 0) + 1
      failed.delete(key)
      failed.set(key, { count, lastAt: now })
      if (failed.size > mostKeys) failed.delete(failed.keys().next().value ?? '')
      return count
    },
    succeed(key) {
      failed.delete(key)
    },
    withdraw(key) {
      const found = failed.get(key)
      if (found !== undefined) failed.set(key, { ...found, count: found.count - 1 })
    },
  }
}
