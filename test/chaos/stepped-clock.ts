/**
 * Loaded into a gateway before its own code: its machine's time of day steps as a file says, read at each SIGUSR2, and at the start if it is told to. What
 * never goes back (`performance.now`, timers, `os.uptime`) goes on as it is, as on a machine whose clock somebody sets. See step-clock.ts.
 */
import { readFileSync } from 'node:fs'

const path = process.env.CHAOS_CLOCK ?? ''
const TrueDate = Date
const trueNow = Date.now
let offsetMs = 0

/** Nobody has set it as long as there is no file. */
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
