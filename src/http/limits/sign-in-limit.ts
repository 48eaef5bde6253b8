/**
 * Throttles credential guessing: after a few failures each further one waits twice as long, up to a bound, by name and
 * by origin. Credentials that worked before are never locked out by others' failures. Bounded memory; pure: the caller
 * supplies the time.
 */
import { deleteOldest } from '../../model/oldest.ts'

export type SignInLimit = {
  /** 0: it may be verified. Otherwise the milliseconds until then. */
  waitMs(key: string, now: number): number
  /** Records a failure; returns how many in a row. */
  fail(key: string, now: number): number
  succeed(key: string): void
  /** It was not verified: the latest failure does not count. */
  withdraw(key: string): void
}

export type SignInBounds = {
  /** Failures without a wait. */
  free: number
  firstMs: number
  maxMs: number
  /** After this long without a failure the count restarts. */
  forgetMs: number
  maxKeys: number
}

/** One name from one address. */
export const namedBounds: SignInBounds = {
  free: 10,
  firstMs: 1_000,
  maxMs: 15 * 60_000,
  forgetMs: 60 * 60_000,
  maxKeys: 20_000,
}

/** All names from one address, which may be a proxy's: more are free, and the wait stays short. */
export const addressBounds: SignInBounds = { ...namedBounds, free: 200, maxMs: 60_000 }

export function createSignInLimit({ free, firstMs, maxMs, forgetMs, maxKeys }: SignInBounds): SignInLimit {
  const failed = new Map<string, { count: number; lastAt: number }>()

  function known(key: string, now: number) {
    const found = failed.get(key)
    // The clock was set back, which must make no caller wait.
    if (found !== undefined && found.lastAt > now) found.lastAt = now
    return found !== undefined && now - found.lastAt < forgetMs ? found : undefined
  }

  return {
    waitMs(key, now) {
      const found = known(key, now)
      if (found === undefined || found.count < free) return 0
      const lockMs = Math.min(maxMs, firstMs * 2 ** Math.min(found.count - free, 40))
      return Math.max(0, found.lastAt + lockMs - now)
    },
    fail(key, now) {
      const count = (known(key, now)?.count ?? 0) + 1
      failed.delete(key)
      failed.set(key, { count, lastAt: now })
      deleteOldest(failed, maxKeys)
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
