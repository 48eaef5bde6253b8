/** Counts calls by account and hour. */
import { hourMs } from '../time.ts'

export type CallMeter = {
  /** Counts one call; returns the number of calls in this hour and the hour's end. */
  count(wabaId: string, now: number): { calls: number; endsAt: number }
  entries(): [string, Hour][]
  restore(entries: readonly (readonly [string, Hour])[]): void
  clear(): void
}

export type Hour = { calls: number; endsAt: number }

export function createCallMeter(): CallMeter {
  const hours = new Map<string, Hour>()
  return {
    count(wabaId, now) {
      const before = hours.get(wabaId)
      const hour = before !== undefined && before.endsAt > now ? before : { calls: 0, endsAt: now + hourMs }
      hour.calls += 1
      hours.set(wabaId, hour)
      return hour
    },
    entries: () => [...hours],
    restore(entries) {
      hours.clear()
      for (const [wabaId, hour] of entries) hours.set(wabaId, { ...hour })
    },
    clear: () => hours.clear(),
  }
}
