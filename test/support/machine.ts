/** A machine whose clock is set, ahead or back, and that is suspended, when a test says so. */
import type { ClockDeps } from '../../src/clock.ts'
import { t0 } from './store.ts'

export function makeFakeMachine() {
  let monotonicMs = 1_000
  let suspendedMs = 0
  let setMs = 0
  return {
    wall: () => t0 + monotonicMs + suspendedMs + setMs,
    monotonic: () => monotonicMs,
    uptimeSeconds: () => Math.floor((monotonicMs + suspendedMs) / 1_000),
    /** Somebody sets its clock. */
    step(ms: number): void {
      setMs += ms
    },
    suspend(ms: number): void {
      suspendedMs += ms
    },
    /** `look`: called each minute, as everything that goes on asks for the time. */
    pass(ms: number, look: () => unknown = () => {}): void {
      for (let left = ms; left > 0; left -= 60_000) {
        monotonicMs += Math.min(60_000, left)
        look()
      }
    },
  } satisfies ClockDeps & Record<string, unknown>
}
