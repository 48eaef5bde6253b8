/**
 * Decides what an outcome means for the message; pure, the only place that does.
 *
 *   sent         -> sent
 *   refused      -> failed with Meta's whole error; `auth` is the channel's fault, not the message's: back to the
 *                   queue, the lane rests
 *   throttled    -> back to the queue, not before the pause; a rate limit delays, it never drops (promise 4)
 *   unreachable  -> back to the queue with backoff
 *   unknown      -> stays `sending` until a status with our callback data resolves it, or the reconcile window ends
 *                   (promise 5); then it is sent again, marked as a possible double
 *
 * A message that cannot leave within `maxAgeMs` of its acceptance fails.
 */
import type { WithheldKind } from '../consent/suppression.ts'
import { backoff } from '../scheduling/backoff.ts'
import { dayMs, hourMs } from '../time.ts'
import type { MetaError, Outcome } from './outcome.ts'

export type RetryPolicy = {
  maxAgeMs: number
  retryFirstMs: number
  retryMaxMs: number
  /** How long an attempt of unknown outcome waits for a status before it is sent again. */
  reconcileMs: number
  /** How long a lane rests when the channel's credentials are refused. */
  blockedMs: number
}

export const defaultRetryPolicy: RetryPolicy = {
  maxAgeMs: dayMs,
  retryFirstMs: 1_000,
  retryMaxMs: 5 * 60_000,
  reconcileMs: 30_000,
  blockedMs: 30_000,
}

/**
 * The claimed message's facts for the decision. `retries` counts earlier attempts that ended without a final outcome.
 */
export type Item = { acceptedAt: number; attempt: number; throttles: number; retries: number }

export type Decision =
  | { kind: 'sent'; wamid: string; recipientId?: string }
  | { kind: 'failed'; error: Failure }
  /** Back to the queue; `laneRestUntil` also rests the whole lane. */
  | {
      kind: 'again'
      dueAt: number
      counts: 'retry' | 'throttle' | 'blocked'
      error?: MetaError
      laneRestUntil?: number
    }
  | { kind: 'reconcile'; until: number; reason: string }

/** Meta's error, or one of the gateway's own by its key. */
export type Failure = MetaError | { key: FailureKey; message: string }
export type FailureKey =
  | 'INVALID_MEDIA_URL'
  | 'MEDIA_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'UNDELIVERABLE'
  | 'EXPIRED'
  | 'WINDOW_CLOSED'
  | 'NUMBER_CHANGED'
  | 'ACCOUNT_CHANGED'
  | 'BOT_DELETED'
  | WithheldKind

/** `random` in [0, 1) spreads the retries. */
export function decide(item: Item, outcome: Outcome, policy: RetryPolicy, now: number, random: number): Decision {
  switch (outcome.kind) {
    case 'sent':
      return outcome
    case 'unknown':
      return { kind: 'reconcile', until: now + policy.reconcileMs, reason: outcome.reason }
    case 'refused':
      if (outcome.class !== 'auth') return { kind: 'failed', error: outcome.error }
      return orFailed(item, policy, {
        kind: 'again',
        counts: 'blocked',
        dueAt: now + policy.blockedMs,
        laneRestUntil: now + policy.blockedMs,
        error: outcome.error,
      })
    case 'throttled':
      return throttledAgain(item, outcome, policy, now)
    case 'unreachable': {
      const dueAt = now + backoff(item.retries, policy.retryFirstMs, policy.retryMaxMs, random)
      return orFailed(item, policy, { kind: 'again', counts: 'retry', dueAt, error: outcome.error }, outcome.reason)
    }
  }
}

/** A pair rests 4^n seconds (Meta's advice for 131056); a number's throughput limit rests the lane for a moment. */
function throttledAgain(
  item: Item,
  outcome: Outcome & { kind: 'throttled' },
  policy: RetryPolicy,
  now: number,
): Decision {
  const pauseMs = outcome.retryAfterMs ?? Math.min(4 ** item.throttles * 1_000, policy.retryMaxMs)
  const dueAt = now + pauseMs
  const rest = outcome.scope === 'number' ? { laneRestUntil: dueAt } : {}
  return { kind: 'again', counts: 'throttle', dueAt, error: outcome.error, ...rest }
}

function orFailed(item: Item, policy: RetryPolicy, again: Decision & { kind: 'again' }, reason = ''): Decision {
  if (again.dueAt <= item.acceptedAt + policy.maxAgeMs) return again
  const message = `Not delivered within ${Math.round(policy.maxAgeMs / hourMs)} hours. ${reason}`.trim()
  return { kind: 'failed', error: again.error ?? { key: 'UNDELIVERABLE', message } }
}
