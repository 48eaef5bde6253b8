/** When work is done later: by the runtime's timers, or by a clock of one's own (bench/scale.ts runs hours in minutes). */

export type Timers = {
  /** Milliseconds that only go on, for measuring how long something takes: an operator's or NTP's setting of the clock does not move them. */
  now(): number
  /** After what goes on in this turn of the event loop. */
  soon(work: () => void): void
  /** Answers how to call it off. */
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
