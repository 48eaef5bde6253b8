/** When a call is made again, and after how long. Pure. */
import { ApiError, NetworkError, type RecadoError } from './errors.ts'

const firstPauseMs = 500
const longestPauseMs = 8_000

/** A repetition changes nothing more than the first request did, or its key keeps it from doing so. */
export function canRepeat(method: string, idempotencyKey: string | undefined): boolean {
  return /^(?:GET|PUT|DELETE)$/.test(method) || idempotencyKey !== undefined
}

/** Nothing that a repetition could help against is undefined. `random`: 0 to 1. */
export function pauseBefore(error: RecadoError, attempt: number, random: number): number | undefined {
  const isBusy = error instanceof ApiError && (error.status === 429 || error.status === 503)
  if (!isBusy && !(error instanceof NetworkError)) return undefined
  const grownMs = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs)
  // Callers that were refused together come again apart; none before the time that it was told.
  const pauseMs = grownMs * (0.5 + random / 2)
  const toldMs = error instanceof ApiError ? error.retryAfterMs : undefined
  return toldMs === undefined ? pauseMs : toldMs + pauseMs / 4
}
