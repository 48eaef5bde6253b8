/**
 * Measures how overloaded this process is, as the fraction of in-flight work that lanes may use. Accepted work is
 * durable and can wait a moment; an incoming request or a webhook from Meta cannot. So lanes take less work when the
 * event loop falls behind, and more as soon as it keeps up.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Pressure = {
  /** From `leastShare` to 1. */
  share(): number
  stop(): void
}

const lookMs = 50
/** At this delay callers wait noticeably; Meta wants its answers within 250 ms in the median. */
const lateMs = 25
const leastShare = 1 / 16

export function watchPressure(): Pressure {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let share = 1
  const timer = setInterval(() => {
    // The histogram counts the timer's own resolution as delay.
    share = nextShare(share, delay.mean / 1e6 - 5)
    delay.reset()
  }, lookMs)
  timer.unref()
  return {
    share: () => share,
    stop() {
      clearInterval(timer)
      delay.disable()
    },
  }
}

/** Backs off quickly and recovers slowly: halves when late, grows by a quarter otherwise. */
export function nextShare(share: number, meanLateMs: number): number {
  return meanLateMs > lateMs ? Math.max(leastShare, share / 2) : Math.min(1, share * 1.25)
}
