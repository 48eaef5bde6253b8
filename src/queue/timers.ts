/** Schedules work: by the runtime's timers, or by a virtual clock (bench/scale.ts runs hours in minutes). */

export type Timers = {
  /**
   * A monotonic clock in milliseconds, for measuring durations: clock adjustments by an operator or NTP do not move it.
   */
  now(): number
  /** Runs after the current turn of the event loop. */
  soon(work: () => void): void
  /** Returns a function that cancels it. */
  after(ms: number, work: () => void): () => void
}

export const realTimers: Timers = {
  now: () => performance.now(),
  soon(work) {
    setImmediate(work)
  },
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}
