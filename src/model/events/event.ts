/**
 * Events for a bot's endpoints. An event is stored in the transaction of the state change that it reports (promise 9)
 * and keeps its id over all attempts and replays. The JSON that receivers see is rendered here, once, when the event is
 * stored.
 */
import type { MetaError } from '../outcome/outcome.ts'

export const eventTypes = [
  /** A person wrote: the documented bot-webhook envelope. */
  'message',
  /** Notification events of the compatible API. */
  'delivered_channel',
  'delivered_user',
  'read',
  'failed',
  'reply',
  /** Recado's own, sent to endpoints that subscribe to them. */
  'expired',
  'canceled',
  /** The business wrote on its own phone: part of the conversation, but no reply. */
  'message_echo',
  /** Messages from before the bot joined, conversation by conversation. */
  'history',
  /** A status that is not a state of a message: of a payment, a call, a group, or with an unknown word. */
  'status',
  'template_status',
  'template_quality',
  'template_category',
  /** Meta will change a template's category: both categories and the time of the change. */
  'template_category_warning',
  'account',
  'channel_blocked',
  /** A webhook of the bot was disabled, since it failed for days or answered 410. Sent to the other endpoints. */
  'endpoint_disabled',
  /** A campaign started, stopped or ended: `status` says which. */
  'campaign',
  /** A skill handled a person's message; the bot webhook did not get it. */
  'skill_message',
  /** A skill failed to do its part. */
  'skill_failed',
] as const
export type EventType = (typeof eventTypes)[number]

/** The events that `POST /v1/bots/{botId}/events/webhook` documents. */
export const notificationEvents = ['delivered_channel', 'delivered_user', 'failed', 'read', 'reply'] as const

/** A message's data when an event about it is emitted. Instants in ms. */
export type EventSubject = {
  eventId: string
  botId: string
  userId: string
  messageId: string
  kind: 'session' | 'notification'
  sentStatus: string
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
export function notificationEvent(type: EventType, at: number, s: EventSubject): Record<string, unknown> {
  const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString())
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
