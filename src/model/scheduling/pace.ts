/**
 * Rate limits as arithmetic (generic cell rate algorithm): one number, the instant at which the bucket would be empty
 * again, represents a whole token bucket. Used for a bot's rate (in memory, one process owns the lane) and for a pair's
 * rate (stored with the conversation, so that it outlives the process).
 */

/** One unit per `intervalMs`, and up to `burst` at once after a rest. */
export type Pace = { intervalMs: number; burst: number }

/** Meta's pair limit: one message per 6 s, 45 borrowed from the future (cloud-api.md, section 6). */
export const metaPairPace: Pace = { intervalMs: 6_000, burst: 45 }

/** When the next unit may go, given the bucket's `emptyAt` (0 = never used). */
export function freeAt(pace: Pace, emptyAt: number): number {
  return emptyAt - (pace.burst - 1) * pace.intervalMs
}

/** `emptyAt` after one unit went at `now`. */
export function take(pace: Pace, emptyAt: number, now: number): number {
  return Math.max(emptyAt, now) + pace.intervalMs
}

/** How many units may go: at once at `now`, or each at its time within `aheadMs` from then. */
export function available(pace: Pace, emptyAt: number, now: number, aheadMs = 0): number {
  const debtMs = Math.max(0, emptyAt - now)
  return Math.max(0, Math.floor((pace.burst * pace.intervalMs - debtMs + aheadMs) / pace.intervalMs))
}

/**
 * A number's rate as a pace that holds over every second: at most `perSecond` in any window of one second, including
 * the small burst, which makes up for late timers.
 */
export function paceOfRate(perSecond: number): Pace {
  const burst = Math.max(1, Math.floor(perSecond * 0.04))
  return { intervalMs: 1_000 / Math.max(1, perSecond - burst + (burst === 1 ? 1 : 0)), burst }
}
