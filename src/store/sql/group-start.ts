/**
 * When a group of writes begins: at once for a write that somebody waits for. Writes that may wait go with it; they
 * begin a group of their own only if none has ended for a while. So at 80 messages a second a message takes three
 * commits instead of eight, each of which costs a flush and a wake-up of the disk, and an idle store delays nothing.
 */
import type { Concurrency } from './engine.ts'

export const longestWaitMs = 20

export type GroupStart = {
  ask(write: Pick<Concurrency, 'mayWait'>): void
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
    ask({ mayWait }) {
      const waitMs = mayWait ? endedAt + longestWaitMs - performance.now() : 0
      if (waitMs <= 0) start()
      else timer ??= setTimeout(beginLate, Math.ceil(waitMs))
    },
    begun: forgetTimer,
    ended() {
      endedAt = performance.now()
    },
  }
}
