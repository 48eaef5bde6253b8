/** Spans of time in ms, and instants in text. Pure. */
import { deleteOldest } from './oldest.ts'

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

/** `YYYY-MM-DDTHH:MM:SS.` of seconds since 1970 that were written lately. */
const seconds = new Map<number, string>()
const maxSeconds = 256

/**
 * An instant (whole ms) in ISO 8601, as `Date` writes it. The events of a message have nine, most of them of the last
 * few seconds, and `Date` takes most of a µs for each.
 */
export function isoOf(instant: number): string {
  const second = Math.floor(instant / 1_000)
  let text = seconds.get(second)
  if (text === undefined) {
    text = new Date(second * 1_000).toISOString().slice(0, -4)
    seconds.set(second, text)
    deleteOldest(seconds, maxSeconds)
  }
  const ms = instant - second * 1_000
  return `${text}${ms < 10 ? '00' : ms < 100 ? '0' : ''}${ms}Z`
}
