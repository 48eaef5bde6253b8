/** Deliveries as the webhooks flow claims them, and its decisions about them. Types only. */
import type { DueDelivery } from '../events/wakeup.ts'

/** One event to be delivered to one endpoint. */
export type Delivery = DueDelivery & {
  /** Deliveries sent in the same call, when messages are gathered. */
  followers?: number[]
  /** Its event no longer exists: there is nothing to post, and it ends as `expired`. */
  isLost?: true
}

export type DeliveryAttempt = {
  attempt: number
  startedAt: number
  durationMs: number
  /** HTTP status, missing without a response. */
  status?: number
  /** Why it was not delivered, in our words. */
  reason?: string
  /** First KB of the response; empty without one. */
  answer: string
  /** How many events the post had, if the endpoint takes batches. */
  batch?: number
}

/** How an attempt at a delivery ended. */
export type Ended = { delivery: Delivery; attempt: DeliveryAttempt; decision: DeliveryDecision }

export type DeliveryDecision =
  | { kind: 'delivered' }
  | { kind: 'again'; dueAt: number }
  | { kind: 'given_up' }
  /** It expired before it could be delivered. No request was made, so it says nothing of the endpoint's health. */
  | { kind: 'expired' }
  /** The endpoint wants nothing more (410): it is switched off, and waiting deliveries stay. */
  | { kind: 'endpoint_gone' }

export type DeliveryClaim = { deliveries: Delivery[]; nextDueAt?: number }
