/** When work is done later: by the runtime's timers, or by a clock of one's own (bench/scale.ts runs hours in minutes). */

export type Timers = {
  /** After what goes on in this turn of the event loop. */
  soon(work: () => void): void
  /** Answers how to call it off. */
  after(ms: number, work: () => void): () => void
}

export const realTimers: Timers = {
  soon(work) {
    setImmediate(work)
  },
  after(ms, work) {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}
