/**
 * One poll of the store for all lanes of the process: it wakes up every lane with due work. A lost wake-up thus costs
 * one poll interval, and idle lanes cost nothing, however many there are.
 */
import { realTimers, type Timers } from './timers.ts'

export type PollDeps<Found> = {
  timers?: Timers
  look(): Promise<Found>
  onDue(found: Found): void
  /** Called when the poll fails because the store is unavailable. The next poll retries. */
  onError(error: unknown): void
}

export type Poll = {
  /** Polls now, or once more if a poll is running. */
  soon(): void
  /** True if a poll began within the last `ms`; while it is alive, that takes one pause and one poll. */
  polledWithin(ms: number): boolean
  /** Resolves when no poll is running. */
  stop(): Promise<void>
}

export function startPoll<Found>(deps: PollDeps<Found>, pollMs: number): Poll {
  const { timers = realTimers } = deps
  let turnedAt = timers.now()
  let isAsked = false
  let isStopped = false
  let looking: Promise<void> | undefined
  let cancel = () => {}

  function soon(): void {
    isAsked = true
    if (isStopped || looking) return
    cancel()
    looking = look().finally(() => {
      looking = undefined
      if (isAsked) soon()
      else if (!isStopped) cancel = timers.after(pollMs, soon)
    })
  }

  async function look(): Promise<void> {
    isAsked = false
    turnedAt = timers.now()
    try {
      const found = await deps.look()
      if (!isStopped) deps.onDue(found)
    } catch (error) {
      deps.onError(error)
    }
  }

  soon()
  return {
    soon,
    polledWithin: (ms) => timers.now() - turnedAt <= ms,
    async stop() {
      isStopped = true
      cancel()
      await looking
    },
  }
}
