/**
 * States of an outbound message and the one rule about them: they only move forward (promise 6), however late,
 * duplicated or reordered Meta's statuses arrive.
 *
 *   queued -> sending -> sent -> delivered -> read
 *   any of these -> failed          Meta refuses, sometimes long after it had accepted
 *   queued -> expired               queued -> canceled
 *   scheduled -> queued             scheduled -> canceled, failed
 *
 * `failed`, `expired` and `canceled` are final, and `failed` ranks above `read`: so the state after a set of statuses
 * is the same in whatever order they came (cloud-api.md, section 0 fact 3). `played` (voice notes) counts as read.
 */

export const states = [
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'expired',
  'canceled',
] as const
export type State = (typeof states)[number]

/** A status as Meta reports it. */
export type Status = 'sent' | 'delivered' | 'read' | 'failed'

const rank: Record<State, number> = {
  scheduled: 0,
  queued: 0,
  sending: 1,
  sent: 2,
  delivered: 3,
  read: 4,
  failed: 5,
  expired: 5,
  canceled: 5,
}

/** The state after `status` was reported; unchanged when it would go backwards. */
export function advance(current: State, status: Status): State {
  if (isEnd(current)) return current
  return rank[status] > rank[current] ? status : current
}

/** The state is final. */
export function isEnd(state: State): boolean {
  return rank[state] === 5
}

/** The API's names for the states of a notification (jelou-api.md, section 9). */
export const sentStatuses = ['CREATED', 'DELIVERED_CHANNEL', 'DELIVERED_USER', 'READ', 'REPLY', 'FAILED'] as const
export type SentStatus = (typeof sentStatuses)[number]

export function sentStatus(state: State, replied: boolean): SentStatus {
  if (state === 'scheduled' || state === 'queued' || state === 'sending') return 'CREATED'
  if (isEnd(state)) return 'FAILED'
  if (replied) return 'REPLY'
  const reached = { sent: 'DELIVERED_CHANNEL', delivered: 'DELIVERED_USER', read: 'READ' } as const
  return reached[state as 'sent' | 'delivered' | 'read']
}

/** When a message was accepted, left, arrived and was read. */
export type Instants = { acceptedAt: number; sentAt?: number; deliveredAt?: number; readAt?: number }

/**
 * The instants after a status: none precedes the one that it follows, though Meta's are truncated to whole seconds and
 * arrive in any order. A `read` implies the delivery, which Meta omits when a message is read at once.
 */
export function instantsAfter(known: Instants, state: State, at: number): Instants {
  const hasArrived = state === 'delivered' || state === 'read'
  const sentAt = known.sentAt ?? Math.max(at, known.acceptedAt)
  const deliveredAt = known.deliveredAt ?? (hasArrived ? Math.max(at, sentAt) : undefined)
  const readAt = known.readAt ?? (state === 'read' ? Math.max(at, deliveredAt ?? sentAt) : undefined)
  return { acceptedAt: known.acceptedAt, sentAt, deliveredAt, readAt }
}
