/**
 * When a group of writes begins, and which go with it. A write that somebody waits for begins one at once. Writes that
 * may wait are gathered: their turn comes when none of them was written for a while, or enough of them wait. Then they
 * go with the next group, or begin one of their own. Until then those that need not see what they write go without
 * them, because whoever waits for a commit would wait for their work as well (of 1.5 ms at 80 messages a second that
 * was half). So a message takes less than two commits there instead of eight, each of which costs a flush and a wake-up
 * of the disk, and neither an idle store nor a busy one delays anything.
 */
import type { Concurrency } from './engine.ts'

export const longestWaitMs = 20
/**
 * So many writes cost 3.5 ms and their commit 0.6: to wait for more would only hold back those who send the next ones
 * when these are answered, as Meta does, with as many webhooks at once as it has connections. With statuses and events
 * alone, waiting for the time instead left a quarter of the core unused.
 */
export const enoughWaiting = 32

export type GroupStart = {
  /** A write waits; `patient`: how many that may. */
  ask(write: Pick<Concurrency, 'mayWait'>, patient: number): void
  /**
   * A group begins: whether those that may wait go with it. `isNeeded`: another one must see what they write; of which
   * bots is not asked, since a write may concern several.
   */
  begin(patient: number, isNeeded: boolean): boolean
  ended(): void
}

export function createGroupStart(start: () => void): GroupStart {
  /** When a group last began or ended with which those went that may wait: its callers come back as it ends. */
  let lastAt = Number.NEGATIVE_INFINITY
  let isWithPatient = false
  /** Their turn has come. */
  let isDue = false
  let timer: NodeJS.Timeout | undefined

  const waitMs = (patient: number) => (patient < enoughWaiting ? lastAt + longestWaitMs - performance.now() : 0)

  /** It may find a group under way, which asks again at its end: a timer that has fired must not stand for another. */
  function beginLate(): void {
    timer = undefined
    isDue = true
    start()
  }

  return {
    ask({ mayWait }, patient) {
      const ms = mayWait ? waitMs(patient) : 0
      if (ms > 0) timer ??= setTimeout(beginLate, Math.ceil(ms))
      else {
        isDue ||= mayWait === true
        start()
      }
    },
    begin(patient, isNeeded) {
      isWithPatient = patient > 0 && (isNeeded || isDue || waitMs(patient) <= 0)
      if (patient > 0 && !isWithPatient) return false
      isDue = false
      if (isWithPatient) lastAt = performance.now()
      clearTimeout(timer)
      timer = undefined
      return isWithPatient
    },
    ended() {
      if (isWithPatient) lastAt = performance.now()
    },
  }
}
