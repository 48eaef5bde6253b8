/**
 * States of an outbound message and the one rule about them: they only move forward (promise 6), however late,
 * doubled or shuffled Meta's statuses arrive.
 *
 *   queued -> sending -> sent -> delivered -> read
 *   queued | sending -> failed      sent -> failed (Meta's late refusal)
 *   queued -> expired               queued -> canceled
 *
 * `failed`, `expired` and `canceled` are ends. A `delivered` or `read` that comes after a `failed` is a fact about a phone
 * and wins over nothing: the end stays. `played` (voice notes) counts as read.
 */

export const states = ['queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'expired', 'canceled'] as const
export type State = (typeof states)[number]

/** A status as Meta reports it. */
export type Status = 'sent' | 'delivered' | 'read' | 'failed'

const rank: Record<State, number> = {
  queued: 0,
  sending: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  failed: 5,
  expired: 5,
  canceled: 5,
}

/** The state after `status` was reported; the same state when it would go backwards. */
export function advance(current: State, status: Status): State {
  if (isEnd(current)) return current
  if (status === 'failed') return current === 'delivered' || current === 'read' ? current : 'failed'
  return rank[status] > rank[current] ? status : current
}

/** No state follows. */
export function isEnd(state: State): boolean {
  return rank[state] === 5
}

/** The API's names for the states of a notification (jelou-api.md, section 9). */
export function sentStatus(state: State, replied: boolean): string {
  if (state === 'queued' || state === 'sending') return 'CREATED'
  if (isEnd(state)) return 'FAILED'
  if (replied) return 'REPLY'
  return { sent: 'DELIVERED_CHANNEL', delivered: 'DELIVERED_USER', read: 'READ' }[
    state as 'sent' | 'delivered' | 'read'
  ]
}
