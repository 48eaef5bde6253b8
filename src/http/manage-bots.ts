/**
 * Bots, for the operator: create, list, change, delete. Credentials go in and never come out; whether they are set is shown.
 * The signing secret of a bot's webhooks is told twice in its life: when the bot is made and when it is renewed.
 */
import { randomBytes } from 'node:crypto'
import { Type } from 'typebox'
import type { Bot } from '../model/bot.ts'
import { newWebhookSecret } from '../webhooks/sign.ts'
import { botOf } from './auth.ts'
import { isBotWebhook, setBotWebhook } from './bot-webhook.ts'
import type { App, HttpDeps } from './deps.ts'
import { checkUrl, urlSchema } from './endpoint-view.ts'
import { refuse, refuseInvalid } from './errors.ts'
import { pageOf, pageQuery, paginate } from './page.ts'
import { botParams, instant, iso, nothing, oneOf } from './schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Bots']
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
  graphVersion: Type.String({ pattern: '^v[0-9]{1,3}\\.[0-9]$', description: 'v25.0', examples: ['v25.0'] }),
  phoneNumberId: metaId,
  wabaId: metaId,
  accessToken: secret,
  appSecret: secret,
  verifyToken: secret,
}

const manners = {
  messagesPerSecond: Type.Integer({
    minimum: 1,
    maximum: 1000,
    description: '80; 20 for a coexistence number; 1000 when Meta has raised it.',
  }),
  locale: oneOf(['es', 'en', 'pt']),
  mediaProbe: Type.Boolean({ description: 'Look at media addresses before sending.' }),
  sessionEvents: Type.Boolean({ description: 'Tell the events of session messages too, not only of notifications.' }),
}

const name = Type.String({ minLength: 1, maxLength: 100 })

const newBot = Type.Object(
  {
    id: optional(Type.String({ pattern: '^[A-Za-z0-9+_.:-]{1,64}$', description: '1-64 letters, digits, + _ . : -' })),
    name,
    channel: Type.Object(
      { ...channel, graphUrl: optional(channel.graphUrl), graphVersion: optional(channel.graphVersion) },
      strict,
    ),
    ...Type.Partial(Type.Object(manners)).properties,
    webhookUrl: optional(Type.Union([urlSchema, Type.Null()])),
  },
  strict,
)

const botChange = Type.Object(
  {
    name: optional(name),
    channel: optional(Type.Partial(Type.Object(channel), strict)),
    ...Type.Partial(Type.Object(manners)).properties,
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
    hasAccessToken: Type.Boolean(),
    hasAppSecret: Type.Boolean(),
    hasVerifyToken: Type.Boolean(),
  }),
  ...manners,
  webhookUrl: Type.Union([Type.String(), Type.Null()]),
  createdAt: instant,
  updatedAt: instant,
}
const view = Type.Object(viewFields)
const webhookSecret = Type.String({
  description: 'Signs what the endpoints receive. Shown only here: keep it.',
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
})
const created = Type.Object({ ...viewFields, webhookSecret })

export function registerManageBots(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/bots'
  const one = `${path}/:botId`
  const describe = (summary: string) => ({ tags, summary, params: botParams })

  app.post(
    path,
    { config, schema: { tags, summary: 'Create a bot', body: newBot, response: { 201: created } } },
    async (request, reply) => {
      const { webhookUrl = null, ...settings } = request.body
      const bot = makeBot(deps, settings)
      if (await isTaken(deps, bot)) return refuse(request, reply, 'CONFLICT')
      const violations = webhookUrl === null ? [] : checkUrl(deps, webhookUrl, 'webhookUrl')
      if (violations.length > 0) return refuseInvalid(request, reply, violations)
      await deps.store.putBot(bot)
      await setBotWebhook(deps, bot.id, webhookUrl)
      return reply.code(201).send({ ...(await botView(deps, bot)), webhookSecret: bot.webhookSecret })
    },
  )
  app.get(
    path,
    { config, schema: { tags, summary: 'List bots', querystring: pageQuery, response: { 200: pageOf(view) } } },
    async (request) => {
      const { results, ...page } = paginate(await deps.store.bots(), request.query)
      return { ...page, results: await Promise.all(results.map((bot) => botView(deps, bot))) }
    },
  )
  app.get(one, { config, schema: { ...describe('Read a bot'), response: { 200: view } } }, (request) =>
    botView(deps, botOf(request)),
  )
  app.patch(
    one,
    { config, schema: { ...describe('Change a bot'), body: botChange, response: { 200: view } } },
    async (request, reply) => {
      const { webhookUrl, ...change } = request.body
      const bot = changed(deps, botOf(request), change)
      if (await isTaken(deps, bot, bot.id)) return refuse(request, reply, 'CONFLICT')
      const violations = webhookUrl == null ? [] : checkUrl(deps, webhookUrl, 'webhookUrl')
      if (violations.length > 0) return refuseInvalid(request, reply, violations)
      await deps.store.putBot(bot)
      if (webhookUrl !== undefined) await setBotWebhook(deps, bot.id, webhookUrl)
      deps.botChanged(bot.id)
      deps.wakeBot(bot.id)
      return botView(deps, bot)
    },
  )
  app.delete(one, { config, schema: { ...describe('Delete a bot'), response: nothing } }, async (request, reply) => {
    await deps.store.deleteBot(request.params.botId)
    deps.botChanged(request.params.botId)
    return reply.code(204).send(null)
  })
  app.post(
    `${one}/webhook-secret`,
    {
      config,
      schema: { ...describe("Renew the webhooks' secret"), response: { 200: Type.Object({ webhookSecret }) } },
    },
    async (request) => {
      const bot = {
        ...botOf(request),
        webhookSecret: newWebhookSecret(deps.random ?? randomBytes),
        updatedAt: deps.clock(),
      }
      await deps.store.putBot(bot)
      deps.botChanged(bot.id)
      return { webhookSecret: bot.webhookSecret }
    },
  )
}

type Manners = Pick<Bot, 'messagesPerSecond' | 'locale' | 'mediaProbe' | 'sessionEvents'>
type NewBot = Partial<Manners> & {
  id?: string
  name: string
  channel: Partial<Bot['channel']> & Omit<Bot['channel'], 'graphUrl' | 'graphVersion'>
}
type BotChange = Partial<Manners> & { name?: string; channel?: Partial<Bot['channel']> }

const defaultManners: Manners = { messagesPerSecond: 80, locale: 'es', mediaProbe: true, sessionEvents: false }
const defaultGraph = { graphUrl: 'https://graph.facebook.com', graphVersion: 'v25.0' }

function makeBot(deps: HttpDeps, { id, channel: given, ...settings }: NewBot): Bot {
  const now = deps.clock()
  return {
    id: id ?? deps.newId('bot'),
    ...defaultManners,
    ...settings,
    channel: { ...defaultGraph, ...given },
    webhookSecret: newWebhookSecret(deps.random ?? randomBytes),
    createdAt: now,
    updatedAt: now,
  }
}

function changed(deps: HttpDeps, bot: Bot, { channel: given, ...settings }: BotChange): Bot {
  return { ...bot, ...settings, channel: { ...bot.channel, ...given }, updatedAt: deps.clock() }
}

/** Meta's webhook is routed by phone number, so one number is one bot. */
async function isTaken(deps: HttpDeps, { id, channel }: Bot, self?: string): Promise<boolean> {
  const others = (await deps.store.bots()).filter((other) => other.id !== self)
  return others.some((other) => other.id === id || other.channel.phoneNumberId === channel.phoneNumberId)
}

async function botView(deps: HttpDeps, bot: Bot) {
  const { accessToken, appSecret, verifyToken, ...open } = bot.channel
  const webhook = (await deps.store.endpoints(bot.id)).find(isBotWebhook)
  return {
    id: bot.id,
    name: bot.name,
    channel: {
      ...open,
      hasAccessToken: accessToken !== '',
      hasAppSecret: appSecret !== '',
      hasVerifyToken: verifyToken !== '',
    },
    messagesPerSecond: bot.messagesPerSecond,
    locale: bot.locale,
    mediaProbe: bot.mediaProbe,
    sessionEvents: bot.sessionEvents,
    webhookUrl: webhook?.url ?? null,
    createdAt: iso(bot.createdAt),
    updatedAt: iso(bot.updatedAt),
  }
}
