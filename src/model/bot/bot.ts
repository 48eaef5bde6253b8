/**
 * A bot: one WhatsApp phone number with its credentials, webhook, rate and settings. Secrets are in clear here and only
 * here (the store seals them, HTTP never renders them).
 */
import type { ConsentSettings } from '../consent/suppression.ts'
import type { Locale } from '../errors/texts.ts'
import type { MarketingEndpoint } from '../message/marketing-endpoint.ts'
import type { WindowRule } from '../user/user.ts'
import type { MarketingPace } from './marketing-pace.ts'

/**
 * Selects the events of session messages, besides all of those of notifications: all, none, or failed and expired only.
 */
export type SessionEvents = boolean | 'failures'

export type Channel = {
  /** e.g. https://graph.facebook.com, without version. */
  graphUrl: string
  /** e.g. v26.0 */
  graphVersion: string
  phoneNumberId: string
  wabaId: string
  /** The number's digits, by which some webhooks name it; the digits in its own webhooks take precedence. */
  displayNumber?: string
  /** Meta's app, for uploads of sample files; looked up by the token when absent. */
  appId?: string
  accessToken: string
  appSecret: string
  verifyToken: string
}

export type Bot = ConsentSettings & {
  id: string
  name: string
  channel: Channel
  /** Messages per second that Meta allows this number: 80, or 20 for a coexistence number, or 1000. */
  messagesPerSecond: number
  locale: Locale
  /** Probe media addresses before sending. */
  mediaProbe: boolean
  sessionEvents: SessionEvents
  /** How long a person's message waits for the next, to share one webhook call, in ms; 0 to 60,000. Absent: 0. */
  gatherMs?: number
  /** How session messages outside the 24-hour window are handled. Absent: `known`. */
  window?: WindowRule
  /** Maximum number of unsent messages. Absent or null: as configured. */
  maxQueued?: number | null
  /** Of its account at Meta, ISO 4217; absent or null: that of the rate cards, if they are all of one. */
  currency?: string | null
  /** Bots of the same one share Meta's limit of people; absent or null: those of one account do. */
  portfolio?: string | null
  /** How much of what Meta allows marketing takes while the number's quality is low. Absent or null: 50 and 10 %. */
  marketingPace?: MarketingPace | null
  /** How marketing templates go. Absent: `off`, as all others. */
  marketingEndpoint?: MarketingEndpoint
  /** Adds Meta's raw item to bubbles and status events. Absent: false. */
  rawItems?: boolean
  /** Marks each message of a person as read when it comes in. Absent: false. */
  autoRead?: boolean
  /** Shows typing as well, which marks as read too. Absent: false. */
  autoTyping?: boolean
  /** How long people answer, and not the bot, after the business wrote from its phone app. Absent: 0, not at all. */
  ownerPauseMinutes?: number
  /** Meta says that the number is shared with the phone app: found by asking, and gone with the number. */
  isShared?: boolean
  /** Meta says that the phone app left the number, for minutes as a rule; absent again when it is back. */
  offboardedAt?: number | null
  /**
   * When the bot got its present number; absent: it never had another. Earlier messages from people open no window of
   * this one.
   */
  numberSince?: number
  /** Signs what the bot's endpoints receive (`whsec_` and base64). */
  webhookSecret: string
  /** The previous secret, which also signs until `until`. */
  formerWebhookSecret?: { secret: string; until: number }
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

/**
 * The API by which an endpoint was created, and which alone may change or delete it: the management API's endpoints,
 * or a registration, which is the compatible API's, of any client, and the bot's `webhookUrl`. `panel`: the bot's
 * external support panel, of which there is one, with a body and a secret of its own.
 */
export type Door = 'management' | 'registration' | 'panel'

/** Of a support panel: signs what it receives and what it sends. The former one is good for a time, for the latter. */
export type Signing = { secret: string; former?: { secret: string; until: number } }

/** A webhook target of a bot: address, events, and authentication besides the signatures. */
export type Endpoint = {
  id: string
  botId: string
  url: string
  /** Event types it receives; a registration with `message` is the bot webhook. */
  events: string[]
  /** Absent: `management`. */
  door?: Door
  auth?: EndpointAuth
  /** Of a panel alone. */
  signing?: Signing
  /** Receives `message` events only of people in `manual`. */
  isOnlyManual?: boolean
  /** Attempts at one event before it is given up. Absent: as many as fit in three days. */
  maxAttempts?: number
  /** Takes several events in one post. */
  isBatch?: boolean
  createdAt: number
  /** Set when the endpoint was disabled: by its own 410 (`gone`), because it failed for days, or by somebody. */
  disabledAt?: number
  disabledReason?: 'gone' | 'failing' | 'paused'
  /** When it was last enabled again: waiting events have three days from then. */
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
  /** Refuses unknown fields instead of reporting them. Absent: false. */
  strict?: boolean
  /** Origins whose pages may use it from a browser. Absent: none. */
  origins?: string[]
  createdAt: number
  updatedAt: number
  /** Grows with every change; the store sets it. */
  revision?: number
}

/** The bots that something concerns. */
export type BotIds = 'all' | readonly string[]
