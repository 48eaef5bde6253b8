/**
 * A lane's token bucket over its pace: how much may be claimed, and when the next item may start. Claimed items that
 * wait for their turn have their tokens already. Without a pace there is no bound.
 */
import { available, freeAt, type Pace, take } from '../model/scheduling/pace.ts'

export type Bucket = {
  /** How many more may go within `aheadMs`, once the `waiting` items have started. */
  room(now: number, waiting: number, aheadMs: number): number
  /** When one more may go, once the `waiting` items have started. */
  freeAt(now: number, waiting: number): number
  /** One item starts. */
  take(now: number): void
  /** Nothing is owed: the whole burst may go. */
  isUnused(now: number): boolean
  /** Replaces the pace from now on. */
  setPace(pace: Pace): void
}

/**
 * `since`: the time until which another process may have used the quota. A new process does not know what the previous
 * owner sent a moment before, so the bucket starts used up.
 */
export function createBucket(given: Pace | undefined, since: number): Bucket {
  let pace = given
  let emptyAt = pace ? since + pace.burst * pace.intervalMs : 0

  /** When the bucket will be empty once all waiting items have started. */
  function promisedUntil({ intervalMs }: Pace, now: number, waiting: number): number {
    return waiting === 0 ? emptyAt : Math.max(emptyAt, now) + waiting * intervalMs
  }

  return {
    room: (now, waiting, aheadMs) =>
      pace ? available(pace, promisedUntil(pace, now, waiting), now, aheadMs) : Number.POSITIVE_INFINITY,
    freeAt: (now, waiting) => (pace ? freeAt(pace, promisedUntil(pace, now, waiting)) : now),
    take(now) {
      if (pace) emptyAt = take(pace, emptyAt, now)
    },
    isUnused: (now) => emptyAt <= now,
    setPace(next) {
      pace = next
    },
  }
}
