/**
 * Decides what a failure means that Meta reports only after it had accepted the message. A temporary error reported
 * late is retried like one in the response (promise 4): Meta's word that the message failed rules out a duplicate.
 * Bounded in number and age, since each retry is a message that Meta counts. Pure.
 */

import type { State } from '../message/lifecycle.ts'
import { backoff } from '../scheduling/backoff.ts'
import { dayMs, hourMs } from '../time.ts'
import { failureName } from './failure-kinds.ts'
import type { MetaError } from './outcome.ts'

/**
 * `tries`: earlier late failures. `isCanceled`: the message must not be sent again; its campaign was canceled or had
 * ended.
 */
export type LateItem = {
  state: State
  acceptedAt: number
  expiresAt?: number
  tries: number
  isCanceled: boolean
}

export type LateDecision =
  | { kind: 'failed' }
  /** It has arrived: a temporary error does not undo that. */
  | { kind: 'void' }
  /** `restsPair`: the pause applies to the pair, and thus to its next messages too. */
  | { kind: 'again'; counts: 'retry' | 'throttle'; dueAt: number; restsPair: boolean }

/** With the pauses below, some six hours. */
export const maxLateTries = 8
export const lateAgeMs = dayMs
const maxPauseMs = hourMs
const pairLimitCode = 131_056

/** `random` in [0, 1) spreads the retries. */
export function decideLate(item: LateItem, error: MetaError | undefined, now: number, random: number): LateDecision {
  const name = failureName(error)
  if (name !== 'TEMPORARY' && name !== 'PACE') return { kind: 'failed' }
  if (item.state === 'delivered' || item.state === 'read') return { kind: 'void' }
  if (item.state !== 'sent' || item.isCanceled || item.tries >= maxLateTries) return { kind: 'failed' }
  const counts = name === 'PACE' ? 'throttle' : 'retry'
  // Meta's advice for a pair is 4^n seconds; Meta's own temporary trouble is retried sooner.
  const firstMs = counts === 'throttle' ? 4_000 * 2 ** item.tries : 2_000 * 2 ** item.tries
  const dueAt = now + backoff(item.tries, firstMs, maxPauseMs, random)
  const endsAt = Math.min(item.acceptedAt + lateAgeMs, item.expiresAt ?? Number.POSITIVE_INFINITY)
  if (dueAt > endsAt) return { kind: 'failed' }
  return { kind: 'again', counts, dueAt, restsPair: error?.code === pairLimitCode }
}
