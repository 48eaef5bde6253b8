/**
 * Measures how overloaded this process is, as the fraction of in-flight work that lanes may use. Accepted work is
 * durable and can wait a moment; an incoming request or a webhook from Meta cannot. So lanes take less work when the
 * event loop falls behind, and more as soon as it keeps up.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Pressure = {
  /** From `minFactor` to 1. */
  concurrencyFactor(): number
  stop(): void
}

const lookMs = 50
/**
 * Meta wants its answers within 250 ms in the median, and one takes two turns of the event loop: its request is read,
 * and its group committed. At 25 ms a slow core was late whenever it was busy: lanes had a sixteenth of their places
 * while callers were answered as fast as ever, and a message waited 1.2 s instead of 0.2 s for its turn, in claims of
 * six that cost more than hundreds.
 */
const lateMs = 60
const minFactor = 1 / 16

export function watchPressure(): Pressure {
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  let factor = 1
  const timer = setInterval(() => {
    // The histogram counts the timer's own resolution as delay.
    factor = nextFactor(factor, delay.mean / 1e6 - 5)
    delay.reset()
  }, lookMs)
  timer.unref()
  return {
    concurrencyFactor: () => factor,
    stop() {
      clearInterval(timer)
      delay.disable()
    },
  }
}

/** Backs off quickly and recovers slowly: halves when late, grows by a quarter otherwise. */
export function nextFactor(factor: number, meanLateMs: number): number {
  return meanLateMs > lateMs ? Math.max(minFactor, factor / 2) : Math.min(1, factor * 1.25)
}
