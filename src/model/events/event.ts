/**
 * The types of events for a bot's endpoints. An event is stored in the transaction of the state change that it reports
 * (promise 9) and keeps its id over all attempts and replays. Its body is in `schemas.ts`.
 */

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
  /** A person wants no marketing messages any more, or wants them again: `state` says which. */
  'consent',
  /** Another responder of the number, or its person, wrote in a conversation that the other one holds. */
  'standby',
  /** Another responder of the number holds a conversation from now on, or no longer: `heldBy` says who. */
  'handover',
  /** A conversation went to the external support panel, or back to the bot: `change` says which. */
  'conversation',
] as const
export type EventType = (typeof eventTypes)[number]

/** The events that `POST /v1/bots/{botId}/events/webhook` documents. */
export const notificationEvents = ['delivered_channel', 'delivered_user', 'failed', 'read', 'reply'] as const
