/**
 * One look at the store for all lanes of the process: what has something due is woken, so that a wake-up that was lost costs one poll, and
 * lanes that have nothing to do cost nothing, however many they are. Made by flows.ts.
 */
import { realTimers, type Timers } from './timers.ts'

export type PollDeps<Found> = {
  timers?: Timers
  look(): Promise<Found>
  hear(found: Found): void
  /** The look failed: the store is out of reach. The next one tries again. */
  onError(error: unknown): void
}

export type Poll = {
  /** Looks now, or once more when a look is under way. */
  soon(): void
  /** Whether it has begun a look within so many milliseconds: its pause and one look, while it lives. */
  hasTurnedWithin(ms: number): boolean
  /** Resolves when no look is under way any more. */
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
      if (!isStopped) deps.hear(found)
    } catch (error) {
      deps.onError(error)
    }
  }

  soon()
  return {
    soon,
    hasTurnedWithin: (ms) => timers.now() - turnedAt <= ms,
    async stop() {
      isStopped = true
      cancel()
      await looking
    },
  }
}
