/**
 * Decides what an endpoint's response means for a delivery; pure. Any 2xx is a success (the compatible API documents
 * exactly 200; no receiver means a failure by another 2xx). 410 disables the endpoint. Everything else, redirects
 * included, is retried for three days after the event, with a last attempt at their end, and then given up; earlier
 * where the endpoint sets fewer attempts.
 */
import type { RequestResult } from '../egress/request.ts'
import type { DeliveryDecision } from '../store/deliveries/records.ts'

/** The part of a response that the decision needs. */
export type DeliveryAnswer =
  | Pick<RequestResult & { kind: 'answer' }, 'kind' | 'status' | 'headers'>
  | Pick<RequestResult & { kind: 'failed' }, 'kind'>

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Waits after the first, second, … attempt; the last one repeats. */
const waitsMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  9 * hour,
] as const
const lastWaitMs = 9 * hour

/** Each wait is up to this share longer or shorter at random, so that retries do not arrive in herds. */
const jitter = 0.1

export const horizonMs = 72 * hour

/**
 * The first attempt of an event may come late: behind one that kept failing, or by a replay. It still gets this many
 * attempts, over about three quarters of an hour.
 */
export const minAttempts = 6

const maxRetryAfterMs = 24 * hour

/** `attempt` counts from 1 and is the one that got `answer`; `random` is in [0, 1). */
export function decideDelivery(
  input: { attempt: number; createdAt: number; answer: DeliveryAnswer; maxAttempts?: number },
  now: number,
  random: number,
): DeliveryDecision {
  const { attempt, createdAt, answer } = input
  if (answer.kind === 'answer') {
    if (answer.status >= 200 && answer.status < 300) return { kind: 'delivered' }
    if (answer.status === 410) return { kind: 'endpoint_gone' }
  }
  if (attempt >= (input.maxAttempts ?? Number.POSITIVE_INFINITY)) return { kind: 'given_up' }
  const endAt = createdAt + horizonMs
  const waitMs = waitAfter(attempt, random)
  if (now < endAt) return { kind: 'again', dueAt: Math.min(endAt, now + Math.max(waitMs, askedWaitMs(answer, now))) }
  return attempt < minAttempts ? { kind: 'again', dueAt: now + waitMs } : { kind: 'given_up' }
}

/** The wait after attempt `attempt`, in ms. */
export function waitAfter(attempt: number, random: number): number {
  const waitMs = waitsMs[attempt - 1] ?? lastWaitMs
  return Math.round(waitMs * (1 - jitter + 2 * jitter * random))
}

/** The Retry-After of a 429 or 503 in ms (RFC 9110, 10.2.3: seconds or a date), a day at most; 0 without one. */
function askedWaitMs(answer: DeliveryAnswer, now: number): number {
  if (answer.kind !== 'answer' || (answer.status !== 429 && answer.status !== 503)) return 0
  const header = answer.headers['retry-after']
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? ''
  const askedMs = /^\d+$/.test(text) ? Number(text) * second : Date.parse(text) - now
  return askedMs > 0 ? Math.min(askedMs, maxRetryAfterMs) : 0
}
