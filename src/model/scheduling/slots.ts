/**
 * A fixed place for each key within a period: what happens once a period to thousands of keys is spread over all of it,
 * also after a restart, and nothing need be kept for that. Pure.
 */

/** From 0, below `periodMs`. By FNV-1a: keys that differ in one letter are far apart. */
export function slotOf(key: string, periodMs: number): number {
  let sum = 2_166_136_261
  for (const char of key) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0
  return sum % periodMs
}

/** The first instant from `fromAt` on that is the key's. */
export function nextSlot(key: string, periodMs: number, fromAt: number): number {
  const ahead = (slotOf(key, periodMs) - fromAt) % periodMs
  return fromAt + (ahead < 0 ? ahead + periodMs : ahead)
}
