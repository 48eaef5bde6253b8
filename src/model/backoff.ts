/** Exponential backoff with full-range jitter: half of the span is sure, half is chance, so that herds disperse. */
export function backoff(attempt: number, firstMs: number, maxMs: number, random: number): number {
  const span = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30))
  return Math.round(span / 2 + (span / 2) * random)
}
