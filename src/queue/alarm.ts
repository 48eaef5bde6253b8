/** One timer at a time: setting it again replaces it. */
import type { Timers } from './timers.ts'

export type Alarm = { set(ms: number): void; clear(): void; isSet(): boolean }

export function createAlarm(timers: Timers, goOff: () => void): Alarm {
  let cancel: (() => void) | undefined
  return {
    set(ms) {
      cancel?.()
      cancel = timers.after(Math.max(1, Math.ceil(ms)), goOff)
    },
    clear() {
      cancel?.()
      cancel = undefined
    },
    isSet: () => cancel !== undefined,
  }
}
