/**
 * Timers in the sandbox's virtual time for few events, hours away: reviews and pauses. One real timer waits for the
 * nearest and keeps no process alive; after a clock jump, `turn` fires every alarm that is due.
 */
import { hourMs } from './time.ts'

export type Alarms = {
  /** Replaces an earlier alarm with the same key. */
  set(key: string, delayMs: number, act: () => void): void
  cancel(key: string): void
  turn(): void
  clear(): void
}

/** The real timer's longest wait; it is re-armed until the alarm is due. */
const maxWaitMs = hourMs

export function createAlarms(now: () => number): Alarms {
  const due = new Map<string, { at: number; act: () => void }>()
  let timer: NodeJS.Timeout | undefined
  const arm = () => {
    clearTimeout(timer)
    timer = undefined
    if (due.size === 0) return
    const next = Math.min(...[...due.values()].map(({ at }) => at))
    timer = setTimeout(turn, Math.min(Math.max(next - now(), 1), maxWaitMs)).unref()
  }
  const turn = () => {
    for (const [key, { at, act }] of due) {
      if (at > now()) continue
      due.delete(key)
      act()
    }
    arm()
  }
  return {
    set(key, delayMs, act) {
      due.set(key, { at: now() + delayMs, act })
      arm()
    },
    cancel: (key) => void due.delete(key),
    turn,
    clear() {
      due.clear()
      arm()
    },
  }
}
