/**
 * A bot: one WhatsApp phone number with its credentials, webhook, pace and manners. Shape shared by store, channel and http;
 * secrets are in clear here and only here (the store seals them, http never renders them).
 */
import type { WindowRule } from './user.ts'

export type Locale = 'es' | 'en' | 'pt'

/** Which events of session messages are told, besides all of those of notifications: all, none, or that one failed or expired. */
export type SessionEvents = boolean | 'failures'

export type Channel = {
  /** e.g. https://graph.facebook.com, without version. */
  graphUrl: string
  /** e.g. v25.0 */
  graphVersion: string
  phoneNumberId: string
  wabaId: string
  /** The number's digits, by which some webhooks name it; what its own webhooks say of it counts first. */
  displayNumber?: string
  /** Meta's app, for uploads of sample files; found by the token when absent. */
  appId?: string
  accessToken: string
  appSecret: string
  verifyToken: string
}

export type Bot = {
  id: string
  name: string
  channel: Channel
  /** Messages per second at which Meta lets this number send. 80, or 20 for a coexistence number, or 1000. */
  messagesPerSecond: number
  locale: Locale
  /** Look at media addresses before sending. */
  mediaProbe: boolean
  sessionEvents: SessionEvents
  /** How long a person's message waits for the next, to go to the webhook together, ms; 0 to 60,000. Absent: 0. */
  gatherMs?: number
  /** What is done about session messages to somebody whose 24-hour window is closed. Absent: `known`. */
  window?: WindowRule
  /** How many messages may wait to be sent. Absent or null: as many as the configuration says. */
  maxQueued?: number | null
  /** Meta's own item beside what is read of it: in bubbles and in the events of statuses. Absent: false. */
  rawItems?: boolean
  /** When it got the number that it has now; absent: it never had another. What people wrote before opens no window of this one. */
  numberSince?: number
  /** Signs what the bot's endpoints receive (`whsec_` and base64). */
  webhookSecret: string
  /** The one before: signs as well until then. */
  formerWebhookSecret?: { secret: string; until: number }
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

/**
 * By which door an endpoint was made, and so by which alone it is moved or removed: the management API's endpoints; or a registration, which
 * is the compatible API's, of whichever client, and the bot's `webhookUrl`.
 */
export type Door = 'management' | 'registration'

/** A webhook target of a bot: address, which events, how to authenticate to it besides the signatures. */
export type Endpoint = {
  id: string
  botId: string
  url: string
  /** Event types it gets; one with `message` that was registered is the bot webhook. */
  events: string[]
  /** Absent: `management`. */
  door?: Door
  auth?: EndpointAuth
  /** Of `message` events only those of people in `manual`. */
  isOnlyManual?: boolean
  /** Attempts at one event, after which it is given up. Absent: as long as three days. */
  maxAttempts?: number
  createdAt: number
  /** Set when the endpoint was switched off: by its own 410 (`gone`), or because it failed for days. */
  disabledAt?: number
  disabledReason?: 'gone' | 'failing'
  /** When it was last switched on again: what waited has its three days from then. */
  resumedAt?: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

export type EndpointAuth =
  | { type: 'bearer'; token: string }
  | { type: 'basic'; username: string; password: string }
  | { type: 'api_key'; header: string; value: string }

export type Client = {
  id: string
  name: string
  /** `all`, or the ids of the bots it may use. */
  bots: 'all' | string[]
  /** Has every field that nothing knows refused, instead of told. Absent: false. */
  strict?: boolean
  /** Of pages that may call for it from a browser. Absent: none. */
  origins?: string[]
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

/** Bots that something is about. */
export type BotIds = 'all' | readonly string[]
