/**
 * The clock of this process: instants never go back, and setting the machine's clock does not make them jump. It runs
 * on the monotonic clock and follows a reference: the database's clock where several processes share one, so that their
 * instants can be compared, and the machine's own otherwise. All code takes the time from it.
 *
 * - The reference is a little ahead: it is followed at once.
 * - Further ahead: followed only after it has been so for a quarter of an hour. Until then nothing expires by what may
 *   be an error.
 * - Behind: this clock runs at half speed until they agree, so that nothing that was due waits for the difference.
 * - The machine was suspended: that time has passed, and counts at once.
 */
import { uptime } from 'node:os'

export type ClockDeps = {
  /** Wall-clock time in ms. */
  wall?: () => number
  /** Milliseconds that never go back; they need not count while the machine is suspended. */
  monotonic?: () => number
  /** Seconds since the machine was started, suspensions included. */
  uptimeSeconds?: () => number
  /** From now on the machine's clock and this one differ by this much, or agree again: 0. */
  onSkew?: (skewMs: number, reference: 'database' | 'machine') => void
}

/** The database's time, with the monotonic instants of the query and its answer. */
export type ClockSample = { databaseNow: number; askedAt: number; reportedAt: number }

export type ProcessClock = {
  now(): number
  refer(sample: ClockSample): void
  /** How far the machine's clock is ahead of the reference, in ms; without a database, ahead of this clock. */
  skewMs(): number
}

/** Machines synchronized by NTP differ by less. */
export const agreeMs = 1_000
export const holdMs = 15 * 60_000
/**
 * How often the time since the machine's start is read: on Linux each reading opens a file, 20 µs and more, and the
 * clock is asked some forty times for a message. A suspension also moves the wall clock, which is read at once.
 */
const uptimeEveryMs = 1_000
const jumpMs = 500
/** The smallest difference that counts as a suspension: the clocks that measure it count whole seconds. */
const suspendedLeastMs = 2_000

export function createProcessClock(deps: ClockDeps = {}): ProcessClock {
  const { wall = Date.now, monotonic = () => performance.now(), uptimeSeconds = uptime, onSkew = () => {} } = deps
  const started = { monotonic: monotonic(), uptimeMs: uptimeSeconds() * 1_000 }
  let suspendedMs = 0
  /** Changed in place: the clock is asked some forty times for a message, and an object for each is garbage. */
  const last = { at: wall(), elapsed: 0 }
  let aheadSince: number | undefined
  /** Offset of the database's time from the time elapsed here. */
  let database: { offset: number } | undefined
  let reported = 0

  let uptimeRead = { ran: 0, ahead: wall() - started.monotonic }

  /** Time since the start of this clock, by which it is `wallNow`; continues while the machine is suspended. */
  function elapsed(wallNow: number): number {
    const at = monotonic()
    const ran = at - started.monotonic
    const ahead = wallNow - at
    if (ran >= uptimeRead.ran + uptimeEveryMs || Math.abs(ahead - uptimeRead.ahead) >= jumpMs) {
      uptimeRead = { ran, ahead }
      const gap = uptimeSeconds() * 1_000 - started.uptimeMs - ran
      if (gap >= suspendedMs + suspendedLeastMs) suspendedMs = gap
    }
    return ran + suspendedMs
  }

  function now(): number {
    const wallNow = wall()
    const e = elapsed(wallNow)
    const passed = Math.max(0, e - last.elapsed)
    const target = database === undefined ? wallNow : database.offset + e
    last.at = followed(target, last.at, passed, e)
    last.elapsed = Math.max(e, last.elapsed)
    if (database === undefined) report(wallNow - last.at, 'machine')
    return Math.floor(last.at)
  }

  function followed(target: number, before: number, passed: number, e: number): number {
    const next = before + passed
    if (target < next) {
      aheadSince = undefined
      return Math.max(target, before + passed / 2)
    }
    if (target - next <= agreeMs) {
      aheadSince = undefined
      return target
    }
    aheadSince ??= e
    if (e - aheadSince < holdMs) return next
    aheadSince = undefined
    return target
  }

  function refer({ databaseNow, askedAt, reportedAt }: ClockSample): void {
    const wayMs = reportedAt - askedAt
    const wallNow = wall()
    const offset = databaseNow - (elapsed(wallNow) - (monotonic() - askedAt) + wayMs / 2)
    const isFirst = database === undefined
    // A difference within the round trip may be none.
    if (database === undefined || Math.abs(offset - database.offset) > wayMs / 2 + 1) database = { offset }
    // Nothing has used this clock yet.
    const e = elapsed(wallNow)
    if (isFirst) Object.assign(last, { at: database.offset + e, elapsed: e })
    report(wallNow - (database.offset + e), 'database')
  }

  /** Reports when a skew begins, changes, and ends. */
  function report(skewMs: number, reference: 'database' | 'machine'): void {
    const rounded = Math.abs(skewMs) > agreeMs ? skewMs : 0
    if (Math.abs(rounded - reported) <= (rounded === 0 ? 0 : agreeMs)) return
    reported = rounded
    onSkew(Math.round(rounded), reference)
  }

  return {
    now,
    refer,
    skewMs() {
      const wallNow = wall()
      if (database !== undefined) return wallNow - (database.offset + elapsed(wallNow))
      // It stands where it was last asked.
      now()
      return wall() - last.at
    },
  }
}
