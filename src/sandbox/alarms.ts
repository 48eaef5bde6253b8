// Things that are to happen at a moment of the sandbox's virtual time, hours away and few: reviews and pauses. One timer
// for the nearest, which keeps no process alive; after a leap of the clock `turn` rings what has fallen due.

export type Alarms = {
  /** Replaces an earlier alarm of the same key. */
  set(key: string, delayMs: number, act: () => void): void
  cancel(key: string): void
  turn(): void
  clear(): void
}

/** The longest wait of the timer: it is set again until the alarm is due. */
const maxWaitMs = 60 * 60 * 1000

export function createAlarms(now: () => number): Alarms {
  const due = new Map<string, { readonly at: number; readonly act: () => void }>()
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
