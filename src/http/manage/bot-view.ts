/** A bot as the operator writes and reads it: credentials are write-only; the response shows whether they are set. */
import { Type } from 'typebox'
import type { Bot, Endpoint } from '../../model/bot/bot.ts'
import { longestOwnerPause } from '../../model/bot/shared-number.ts'
import {
  maxCapDays,
  maxCapMessages,
  maxConsentAnswerLength,
  maxConsentWordLength,
  maxConsentWords,
} from '../../model/consent/suppression.ts'
import { longestGatherMs } from '../../model/events/gather.ts'
import { marketingEndpoints } from '../../model/message/marketing-endpoint.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import { pathIdPattern } from '../../model/request/path-id.ts'
import { defaultWindowRule, windowRules } from '../../model/user/user.ts'
import { urlSchema } from '../kit/endpoint-view.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const strict = { additionalProperties: false }
const secret = Type.String({ minLength: 1, maxLength: 4_000, writeOnly: true })
const metaId = Type.String({ pattern: '^[0-9]{1,32}$', description: 'digits', examples: ['100000000000001'] })

const channel = {
  graphUrl: Type.String({
    pattern: '^https?://[^\\s/?#@]+$',
    description: 'scheme and host of the Graph API, without path',
    examples: ['https://graph.facebook.com'],
  }),
  graphVersion: Type.String({ pattern: '^v[0-9]{1,3}\\.[0-9]$', description: 'v26.0', examples: ['v26.0'] }),
  phoneNumberId: metaId,
  wabaId: metaId,
  displayNumber: Type.String({
    pattern: '^[1-9][0-9]{4,19}$',
    description: 'digits with country code; learned from webhooks when absent',
    examples: ['593990000001'],
  }),
  appId: Type.String({
    pattern: '^[0-9]{1,32}$',
    description: "digits of Meta's app, for sample files; looked up when absent",
    examples: ['400000000000001'],
  }),
  accessToken: secret,
  appSecret: secret,
  verifyToken: secret,
}

const words = (about: string) =>
  Type.Union(
    [
      Type.Array(Type.String({ minLength: 1, maxLength: maxConsentWordLength, pattern: '\\S' }), {
        maxItems: maxConsentWords,
      }),
      Type.Null(),
    ],
    { description: `${about}; null: those of the guide; []: none.` },
  )
const said = (about: string) =>
  Type.Union([Type.String({ minLength: 1, maxLength: maxConsentAnswerLength, pattern: '\\S' }), Type.Null()], {
    description: `${about}, the text to answer; null: none.`,
  })
const cap = withName(
  'MarketingCap',
  Type.Object(
    {
      messages: Type.Integer({ minimum: 1, maximum: maxCapMessages }),
      days: Type.Integer({ minimum: 1, maximum: maxCapDays }),
    },
    strict,
  ),
)

const percent = Type.Integer({ minimum: 0, maximum: 100 })
const pace = withName('MarketingPace', Type.Object({ yellow: percent, red: percent }, strict))

const defaults = {
  messagesPerSecond: Type.Integer({
    minimum: 1,
    maximum: 1000,
    description: '80; 20 for a coexistence number; 1000 when Meta has raised it.',
  }),
  locale: oneOf(['es', 'en', 'pt']),
  mediaProbe: Type.Boolean({ description: 'Probe media addresses before sending.' }),
  sessionEvents: Type.Union([Type.Boolean(), Type.Literal('failures')], {
    description:
      'Events of session messages, besides those of notifications: ' +
      '"failures" (those that failed or expired), true (all) or false (none).',
  }),
  gatherMs: Type.Integer({
    minimum: 0,
    maximum: longestGatherMs,
    description: "Ms that a person's message waits for the next one, so that several reach the webhook in one call.",
  }),
  maxQueued: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000_000 }), Type.Null()], {
    description: 'Queued messages above which requests are refused with 429; null: RECADO_QUEUE_MAX_PER_BOT.',
  }),
  currency: Type.Union([Type.String({ pattern: '^[A-Z]{3}$' }), Type.Null()], {
    description: "Of Meta's bill; null: of the rate cards, if all are of one.",
    examples: ['USD'],
  }),
  rawItems: Type.Boolean({
    description: "Meta's raw item too, as `raw`.",
  }),
  autoRead: Type.Boolean({ description: 'Mark messages of people as read when they come in.' }),
  autoTyping: Type.Boolean({ description: 'Show typing then, which marks them as read too.' }),
  ownerPauseMinutes: Type.Integer({
    minimum: 0,
    maximum: longestOwnerPause,
    description: 'Minutes in which people answer after the business wrote from its phone app; 0: the bot goes on.',
  }),
  stopWords: words('Answers that stop marketing templates to the person'),
  resumeWords: words('Answers by which the person gets them again'),
  stopAnswer: said('To a stop word'),
  resumeAnswer: said('To a resume word'),
  marketingCap: Type.Union([cap, Type.Null()], { description: 'Of marketing templates to one person; null: none.' }),
  portfolio: Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()], {
    description: "Its bots share Meta's limit; null: the account's do.",
  }),
  marketingPace: Type.Union([pace, Type.Null()], {
    description: 'Percent of pace and limit at a low quality; null: 50 and 10.',
  }),
  marketingEndpoint: oneOf(marketingEndpoints, {
    description: 'Marketing templates by `/marketing_messages`.',
  }),
  window: oneOf(windowRules, {
    description:
      'Session messages after the 24 hours: `off` sends them, `warn` with a warning, `enforce` refuses them; ' +
      '`known`, the default, refuses them for people who have written before, and warns for others.',
  }),
}

withNames({ SessionEvents: defaults.sessionEvents, GatherMs: defaults.gatherMs, WindowRule: defaults.window })
const botSettings = Type.Partial(Type.Object(defaults))

const name = Type.String({ minLength: 1, maxLength: 100 })

const channelChange = withName('ChannelChange', Type.Partial(Type.Object(channel), strict))

export const newBotSchema = Type.Object(
  {
    id: optional(
      Type.String({
        pattern: pathIdPattern('A-Za-z0-9+_.:-', 64),
        description: '1-64 letters, digits, + _ . : -, and not . or ..',
      }),
    ),
    name,
    channel: withParts(
      Type.Object(
        {
          ...channel,
          graphUrl: optional(channel.graphUrl),
          graphVersion: optional(channel.graphVersion),
          appId: optional(channel.appId),
          displayNumber: optional(channel.displayNumber),
        },
        strict,
      ),
      channelChange,
    ),
    ...botSettings.properties,
    webhookUrl: optional(Type.Union([urlSchema, Type.Null()])),
  },
  strict,
)

export const botChangeSchema = Type.Object(
  {
    name: optional(name),
    channel: optional(channelChange),
    ...botSettings.properties,
    webhookUrl: optional(Type.Union([urlSchema, Type.Null()])),
  },
  strict,
)

const viewFields = {
  id: Type.String(),
  name: Type.String(),
  channel: Type.Object({
    graphUrl: Type.String(),
    graphVersion: Type.String(),
    phoneNumberId: Type.String(),
    wabaId: Type.String(),
    displayNumber: optional(Type.String()),
    appId: Type.Union([Type.String(), Type.Null()]),
    hasAccessToken: Type.Boolean(),
    hasAppSecret: Type.Boolean(),
    hasVerifyToken: Type.Boolean(),
  }),
  ...defaults,
  isShared: Type.Boolean({ description: 'With the phone app, by Meta: then at most 20 messages a second.' }),
  webhookUrl: Type.Union([Type.String(), Type.Null()]),
  createdAt: instant,
  updatedAt: instant,
}
export const botSchema = Type.Object(viewFields)
export const webhookSecretSchema = Type.String({
  description: 'Signs the webhooks. Shown only here.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
})
export const createdBotSchema = Type.Object({ ...viewFields, webhookSecret: webhookSecretSchema })

withParts(botSchema, botSettings)
withParts(createdBotSchema, botSchema)
withParts(newBotSchema, botSettings)
withParts(botChangeSchema, botSettings)
withNames({
  BotSettings: botSettings,
  NewBot: newBotSchema,
  BotChange: botChangeSchema,
  Bot: botSchema,
  CreatedBot: createdBotSchema,
})

/** `webhook`: the bot's endpoint for messages, if it has one. */
export function botView(bot: Bot, webhook: Endpoint | undefined) {
  const { accessToken, appSecret, verifyToken, ...open } = bot.channel
  return {
    id: bot.id,
    name: bot.name,
    channel: {
      ...open,
      appId: open.appId ?? null,
      hasAccessToken: accessToken !== '',
      hasAppSecret: appSecret !== '',
      hasVerifyToken: verifyToken !== '',
    },
    messagesPerSecond: bot.messagesPerSecond,
    locale: bot.locale,
    mediaProbe: bot.mediaProbe,
    sessionEvents: bot.sessionEvents,
    gatherMs: bot.gatherMs ?? 0,
    maxQueued: bot.maxQueued ?? null,
    currency: bot.currency ?? null,
    rawItems: bot.rawItems ?? false,
    autoRead: bot.autoRead ?? false,
    autoTyping: bot.autoTyping ?? false,
    ownerPauseMinutes: bot.ownerPauseMinutes ?? 0,
    stopWords: bot.stopWords ?? null,
    resumeWords: bot.resumeWords ?? null,
    stopAnswer: bot.stopAnswer ?? null,
    resumeAnswer: bot.resumeAnswer ?? null,
    marketingCap: bot.marketingCap ?? null,
    portfolio: bot.portfolio ?? null,
    marketingPace: bot.marketingPace ?? null,
    marketingEndpoint: bot.marketingEndpoint ?? 'off',
    window: bot.window ?? defaultWindowRule,
    isShared: bot.isShared ?? false,
    webhookUrl: webhook?.url ?? null,
    createdAt: iso(bot.createdAt),
    updatedAt: iso(bot.updatedAt),
  }
}
