/**
 * Decides what the response of a skill's webhook means for its run; pure. Any 2xx is an answer. 410 and a forbidden
 * address end it at once; everything else is retried for an hour, because a person waits. After that the bot webhook
 * receives the message instead.
 */
import type { RequestResult } from '../egress/request.ts'

export type WebhookVerdict =
  | { kind: 'answered' }
  | { kind: 'again'; dueAt: number }
  | { kind: 'failed'; reason: 'skill_unreachable' | 'skill_gone' }

const second = 1_000
const minute = 60 * second

/** Waits after the first, second, … attempt; the last one repeats. */
const waitsMs = [second, 5 * second, 15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute] as const
const lastWaitMs = 10 * minute
const jitter = 0.1
export const horizonMs = 60 * minute
/** A run whose first attempt comes late, after a stop, still gets these. */
export const minAttempts = 3

/** `attempt` counts from 1 and is the one that got `result`; `random` is in [0, 1). */
export function evaluate(
  { attempt, createdAt, result }: { attempt: number; createdAt: number; result: RequestResult },
  now: number,
  random: number,
): WebhookVerdict {
  if (result.kind === 'answer' && result.status >= 200 && result.status < 300) return { kind: 'answered' }
  if (result.kind === 'answer' && result.status === 410) return { kind: 'failed', reason: 'skill_gone' }
  if (result.kind === 'failed' && result.private) return { kind: 'failed', reason: 'skill_unreachable' }
  const waitMs = Math.round((waitsMs[attempt - 1] ?? lastWaitMs) * (1 - jitter + 2 * jitter * random))
  const endAt = createdAt + horizonMs
  if (now < endAt) return { kind: 'again', dueAt: Math.min(endAt, now + waitMs) }
  if (attempt < minAttempts) return { kind: 'again', dueAt: now + waitMs }
  return { kind: 'failed', reason: 'skill_unreachable' }
}
