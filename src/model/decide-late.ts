/**
 * What a failure means that Meta tells only after it had taken the message. A temporary error told late is repeated like one in the answer
 * (promise 4): Meta's word that it failed makes a repetition no double. Bounded in number and age, since each repetition is a message that
 * Meta counts. Pure; called by the store when a status says `failed`.
 */
import { backoff } from './backoff.ts'
import { failureName } from './failure-kinds.ts'
import type { State } from './lifecycle.ts'
import type { MetaError } from './outcome.ts'

/** `tries`: how often it was told late before. `isCanceled`: nobody wants it to go again; its campaign was, or it had ended before. */
export type LateItem = {
  state: State
  acceptedAt: number
  expiresAt?: number
  tries: number
  isCanceled: boolean
}

export type LateDecision =
  | { kind: 'failed' }
  /** It has arrived: a passing trouble does not undo that. */
  | { kind: 'void' }
  /** `restsPair`: the pause is the pair's, and holds for its next messages too. */
  | { kind: 'again'; counts: 'retry' | 'throttle'; dueAt: number; restsPair: boolean }

/** With the pauses below some six hours. */
export const mostLateTries = 8
export const lateAgeMs = 24 * 3_600_000
const mostPauseMs = 3_600_000
const pairLimitCode = 131_056

/** `random` in [0, 1) spreads the repetitions. */
export function decideLate(item: LateItem, error: MetaError | undefined, now: number, random: number): LateDecision {
  const name = failureName(error)
  if (name !== 'TEMPORARY' && name !== 'PACE') return { kind: 'failed' }
  if (item.state === 'delivered' || item.state === 'read') return { kind: 'void' }
  if (item.state !== 'sent' || item.isCanceled || item.tries >= mostLateTries) return { kind: 'failed' }
  const counts = name === 'PACE' ? 'throttle' : 'retry'
  // Meta's advice for a pair is 4^n seconds; trouble of its own is asked about sooner.
  const firstMs = counts === 'throttle' ? 4_000 * 2 ** item.tries : 2_000 * 2 ** item.tries
  const dueAt = now + backoff(item.tries, firstMs, mostPauseMs, random)
  const endsAt = Math.min(item.acceptedAt + lateAgeMs, item.expiresAt ?? Number.POSITIVE_INFINITY)
  if (dueAt > endsAt) return { kind: 'failed' }
  return { kind: 'again', counts, dueAt, restsPair: error?.code === pairLimitCode }
}
