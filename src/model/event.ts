/**
 * Facts that a bot's endpoints hear of. An event is stored in the transaction of the state that it tells (promise 9) and keeps
 * its id over all attempts and replays. The JSON that receivers see is rendered here, once, when the event is stored.
 */
import type { MetaError } from './outcome.ts'

export const eventTypes = [
  /** A person wrote: the documented bot-webhook envelope. */
  'message',
  /** Notification events of the compatible API. */
  'delivered_channel',
  'delivered_user',
  'read',
  'failed',
  'reply',
  /** Recado's own: told to endpoints that ask for them. */
  'expired',
  'canceled',
  /** The business wrote on its own phone: part of the conversation, nobody's answer. */
  'message_echo',
  /** What was said before the bot came, conversation by conversation. */
  'history',
  /** A status that is no state of a message: of a payment, a call, a group, or with a word that we do not know. */
  'status',
  'template_status',
  'template_quality',
  'template_category',
  /** Meta will change a template's category: both categories and the time at which it happens. */
  'template_category_warning',
  'account',
  'channel_blocked',
  /** A webhook of the bot was switched off, since it failed for days or said 410. Told to the others. */
  'endpoint_disabled',
  /** A campaign began, rests, ended: its `status` says which. */
  'campaign',
  /** A skill took what a person wrote; the bot webhook did not get it. */
  'skill_message',
  /** A skill could not do its part. */
  'skill_failed',
] as const
export type EventType = (typeof eventTypes)[number]

/** The events that `POST /v1/bots/{botId}/events/webhook` documents. */
export const notificationEvents = ['delivered_channel', 'delivered_user', 'failed', 'read', 'reply'] as const

/** What the gateway knows of a message when it tells an event of it. Instants in ms. */
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
 * The body of a notification event: the notification record of the compatible API (jelou-api.md, section 9),
 * with the event's own id, kind and time beside it.
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
