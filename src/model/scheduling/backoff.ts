/**
 * Exponential backoff with jitter: half of the span is fixed, half is random, so that retries do not arrive in herds.
 */
export function backoff(attempt: number, firstMs: number, maxMs: number, random: number): number {
  const span = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30))
  return Math.round(span / 2 + (span / 2) * random)
}
