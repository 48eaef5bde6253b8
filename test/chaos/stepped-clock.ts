/**
 * Loaded into a gateway before its own code: steps the time of day by a file, read on each SIGUSR2, and at the start if
 * so configured. Monotonic time (`performance.now`, timers, `os.uptime`) continues unchanged, as when a machine's clock
 * is set.
 */
import { readFileSync } from 'node:fs'

const path = process.env.CHAOS_CLOCK ?? ''
const TrueDate = Date
const trueNow = Date.now
let offsetMs = 0

/** Without the file there is no step. */
function read(): void {
  try {
    offsetMs = Number(readFileSync(path, 'utf8'))
  } catch {
    offsetMs = 0
  }
}

const now = () => trueNow() + offsetMs

globalThis.Date = new Proxy(TrueDate, {
  apply: () => new TrueDate(now()).toString(),
  construct: (target, given: [], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
})
Date.now = now
if (process.env.CHAOS_CLOCK_AT_START === 'on') read()
process.on('SIGUSR2', read)
