/** Deliveries as the webhooks flow claims them, and its decisions about them. Types only. */
import type { EventType } from '../../model/events/event.ts'

/** One event to be delivered to one endpoint. */
export type Delivery = {
  seq: number
  endpointId: string
  botId: string
  /** The line it waited in: a person's id, or another subject (model/events/kinds.ts). */
  userId: string
  eventId: string
  /** The message that the event is about, for the log. */
  messageId?: string
  type: EventType
  /** Deliveries sent in the same call, when messages are gathered. */
  followers?: number[]
  /** The JSON to send, exactly these bytes. */
  body: string
  createdAt: number
  /** From 1. */
  attempt: number
  /** From then on it ends as `expired` instead of being delivered. Missing: the schedule limits it. */
  expiresAt?: number
  /** Its event no longer exists: there is nothing to post, and it ends as `expired`. */
  isLost?: true
  /** The trace of its event. */
  traceparent?: string
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
}

export type DeliveryDecision =
  | { kind: 'delivered' }
  | { kind: 'again'; dueAt: number }
  | { kind: 'given_up' }
  /** It expired before it could be delivered. No request was made, so it says nothing of the endpoint's health. */
  | { kind: 'expired' }
  /** The endpoint wants nothing more (410): it is switched off, and waiting deliveries stay. */
  | { kind: 'endpoint_gone' }

export type DeliveryClaim = { deliveries: Delivery[]; nextDueAt?: number }
