/**
 * How short of time this process is, as a share of the work that lanes may have in flight. What was accepted is durable and can wait
 * a moment; a request at the door, or a webhook of Meta's, cannot. So when the event loop falls behind, lanes take less, and
 * as soon as it keeps up, more. Made by app.ts, asked by every lane.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Pressure = {
  /** From `leastShare` to 1. */
  share(): number
  stop(): void
}

const lookMs = 50
/** A loop this late makes callers wait noticeably; Meta wants its answers within 250 ms in the median. */
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

/** Quick to yield, slow to take again: halved when late, a quarter more when not. */
export function nextShare(share: number, meanLateMs: number): number {
  return meanLateMs > lateMs ? Math.max(leastShare, share / 2) : Math.min(1, share * 1.25)
}
