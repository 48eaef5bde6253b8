/** A fake machine whose clock a test steps, ahead or back, and which a test suspends. */
import type { ClockDeps } from '../../src/app/clock.ts'
import { t0 } from './open-store.ts'

export function createFakeMachine() {
  let monotonicMs = 1_000
  let suspendedMs = 0
  let setMs = 0
  return {
    wall: () => t0 + monotonicMs + suspendedMs + setMs,
    monotonic: () => monotonicMs,
    uptimeSeconds: () => Math.floor((monotonicMs + suspendedMs) / 1_000),
    /** Steps the wall clock. */
    step(ms: number): void {
      setMs += ms
    },
    suspend(ms: number): void {
      suspendedMs += ms
    },
    /** `look`: called each minute, since running work keeps reading the time. */
    pass(ms: number, look: () => unknown = () => {}): void {
      for (let left = ms; left > 0; left -= 60_000) {
        monotonicMs += Math.min(60_000, left)
        look()
      }
    },
  } satisfies ClockDeps & Record<string, unknown>
}
