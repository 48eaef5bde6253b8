/**
 * When a group of writes begins: at once for a write that somebody waits for. Writes that may wait go with it; they
 * begin a group of their own only if none has ended for a while, or enough of them wait. So at 80 messages a second a
 * message takes two commits instead of eight, each of which costs a flush and a wake-up of the disk, and neither an
 * idle store nor a busy one delays anything.
 */
import type { Concurrency } from './engine.ts'

export const longestWaitMs = 20
/**
 * A commit's own cost is a hundredth of what so many writes cost; to wait for more would only hold back those who send
 * the next ones when these are answered: Meta, with as many webhooks at once as it has connections. With statuses and
 * events alone, waiting for the time instead left a quarter of the core unused.
 */
export const enoughWaiting = 32

export type GroupStart = {
  /** `waiting`: how many writes wait, with this one. */
  ask(write: Pick<Concurrency, 'mayWait'>, waiting: number): void
  /** A group begins, with all that waits. */
  begun(): void
  ended(): void
}

export function createGroupStart(start: () => void): GroupStart {
  let endedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined

  function forgetTimer(): void {
    clearTimeout(timer)
    timer = undefined
  }

  /** It may find a group under way, which asks again at its end: a timer that has fired must not stand for another. */
  function beginLate(): void {
    timer = undefined
    start()
  }

  return {
    ask({ mayWait }, waiting) {
      const waitMs = mayWait && waiting < enoughWaiting ? endedAt + longestWaitMs - performance.now() : 0
      if (waitMs <= 0) start()
      else timer ??= setTimeout(beginLate, Math.ceil(waitMs))
    },
    begun: forgetTimer,
    ended() {
      endedAt = performance.now()
    },
  }
}
