/**
 * The body of an event about an outbound message: the notification record of the compatible API, with the event's own
 * id, kind and time beside it. Rendered once, when the event is stored.
 */

import type { SentStatus } from '../message/lifecycle.ts'
import type { MetaError } from '../outcome/outcome.ts'
import { isoOf } from '../time.ts'
import type { EventBody, MessageEvent } from './schemas.ts'

/** A message's data when an event about it is emitted. Instants in ms. */
export type EventSubject = {
  eventId: string
  botId: string
  userId: string
  messageId: string
  kind: 'session' | 'notification'
  sentStatus: SentStatus
  elementName?: string
  campaignId?: string
  possibleDouble: boolean
  createdAt: number
  sentAt?: number
  deliveredAt?: number
  readAt?: number
  error?: MetaError | { key: string; message: string }
}

/**
 * The body of a notification event: the notification record of the compatible API (jelou-api.md, section 9), with the
 * event's own id, kind and time beside it.
 */
export function notificationEvent(type: MessageEvent, at: number, s: EventSubject): EventBody<MessageEvent> {
  const iso = (ms: number | undefined) => (ms === undefined ? null : isoOf(ms))
  return {
    eventId: s.eventId,
    event: type,
    timestamp: at,
    botId: s.botId,
    userId: s.userId,
    messageId: s.messageId,
    id: s.messageId,
    kind: s.kind,
    destination: s.userId,
    sentStatus: s.sentStatus,
    wasRead: s.readAt !== undefined,
    elementName: s.elementName ?? null,
    campaignId: s.campaignId ?? null,
    createdAt: iso(s.createdAt),
    deliveryChannelAt: iso(s.sentAt),
    deliveryUserAt: iso(s.deliveredAt),
    readAt: iso(s.readAt),
    error: s.error ?? null,
    ...(s.possibleDouble ? { possibleDouble: true } : {}),
  }
}
