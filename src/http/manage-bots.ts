/**
 * Bots, for the operator: create, list, change, delete. The signing secret of a bot's webhooks is told twice in its life: when
 * the bot is made and when it is renewed.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Bot } from '../model/bot.ts'
import { newWebhookSecret } from '../webhooks/sign.ts'
import { botOf } from './auth.ts'
import { botChangeSchema, botSchema, botView, createdBotSchema, newBotSchema, webhookSecretSchema } from './bot-view.ts'
import { isBotWebhook, setBotWebhook } from './bot-webhook.ts'
import type { App, HttpDeps } from './deps.ts'
import { checkUrl } from './endpoint-view.ts'
import { refuse, refuseInvalid } from './errors.ts'
import { pageOf, pageQuery, paginate } from './page.ts'
import { botParams, nothing } from './schemas.ts'

const path = '/manage/v1/bots'
const config = { access: 'admin' } as const
const tags = ['Bots']
const one = { tags, params: botParams }
const renewed = Type.Object({ webhookSecret: webhookSecretSchema })

const routes = {
  create: {
    config,
    schema: { tags, summary: 'Create a bot', body: newBotSchema, response: { 201: createdBotSchema } },
  },
  list: {
    config,
    schema: { tags, summary: 'List bots', querystring: pageQuery, response: { 200: pageOf(botSchema) } },
  },
  read: { config, schema: { ...one, summary: 'Read a bot', response: { 200: botSchema } } },
  change: { config, schema: { ...one, summary: 'Change a bot', body: botChangeSchema, response: { 200: botSchema } } },
  remove: { config, schema: { ...one, summary: 'Delete a bot', response: nothing } },
  renew: {
    config: { ...config, isDestructive: true as const },
    schema: { ...one, summary: "Renew the webhooks' secret", response: { 200: renewed } },
  },
}

export function registerManageBots(app: App, deps: HttpDeps): void {
  app.post(path, routes.create, (request, reply) => createBot(deps, request, reply, request.body))
  app.get(path, routes.list, async (request) => {
    const { results, ...page } = paginate(await deps.store.bots(), request.query)
    return { ...page, results: await Promise.all(results.map((bot) => view(deps, bot))) }
  })
  app.get(`${path}/:botId`, routes.read, (request) => view(deps, botOf(request)))
  app.patch(`${path}/:botId`, routes.change, (request, reply) => changeBot(deps, request, reply, request.body))
  app.delete(`${path}/:botId`, routes.remove, async (request, reply) => {
    await deps.store.deleteBot(request.params.botId)
    deps.botChanged(request.params.botId)
    return reply.code(204).send(null)
  })
  app.post(`${path}/:botId/webhook-secret`, routes.renew, async (request) => {
    const bot = { ...botOf(request), webhookSecret: newSecret(deps), updatedAt: deps.clock() }
    await deps.store.putBot(bot)
    deps.botChanged(bot.id)
    return { webhookSecret: bot.webhookSecret }
  })
}

async function createBot(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { webhookUrl = null, ...settings }: Static<typeof newBotSchema>,
): Promise<void> {
  const bot = makeBot(deps, settings)
  if (await isTaken(deps, bot)) return refuse(request, reply, 'CONFLICT')
  const violations = webhookUrl === null ? [] : checkUrl(deps, webhookUrl, 'webhookUrl')
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  await deps.store.putBot(bot)
  await setBotWebhook(deps, bot.id, webhookUrl)
  return reply.code(201).send({ ...(await view(deps, bot)), webhookSecret: bot.webhookSecret })
}

async function changeBot(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { webhookUrl, ...change }: Static<typeof botChangeSchema>,
): Promise<void> {
  const bot = changed(deps, botOf(request), change)
  if (await isTaken(deps, bot, bot.id)) return refuse(request, reply, 'CONFLICT')
  const violations = webhookUrl == null ? [] : checkUrl(deps, webhookUrl, 'webhookUrl')
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  await deps.store.putBot(bot)
  if (webhookUrl !== undefined) await setBotWebhook(deps, bot.id, webhookUrl)
  deps.botChanged(bot.id)
  deps.wakeBot(bot.id)
  return reply.send(await view(deps, bot))
}

type Manners = Pick<Bot, 'messagesPerSecond' | 'locale' | 'mediaProbe' | 'sessionEvents'>
const defaultManners: Manners = { messagesPerSecond: 80, locale: 'es', mediaProbe: true, sessionEvents: 'failures' }
const defaultGraph = { graphUrl: 'https://graph.facebook.com', graphVersion: 'v25.0' }

function makeBot(
  deps: HttpDeps,
  { id, channel: given, ...settings }: Omit<Static<typeof newBotSchema>, 'webhookUrl'>,
): Bot {
  const now = deps.clock()
  return {
    id: id ?? deps.newId('bot'),
    ...defaultManners,
    ...settings,
    channel: { ...defaultGraph, ...given },
    webhookSecret: newSecret(deps),
    createdAt: now,
    updatedAt: now,
  }
}

function changed(
  deps: HttpDeps,
  bot: Bot,
  { channel: given, ...settings }: Omit<Static<typeof botChangeSchema>, 'webhookUrl'>,
): Bot {
  return { ...bot, ...settings, channel: { ...bot.channel, ...given }, updatedAt: deps.clock() }
}

/** Meta's webhook is routed by phone number, so one number is one bot. */
async function isTaken(deps: HttpDeps, { id, channel }: Bot, self?: string): Promise<boolean> {
  const others = (await deps.store.bots()).filter((other) => other.id !== self)
  return others.some((other) => other.id === id || other.channel.phoneNumberId === channel.phoneNumberId)
}

function newSecret({ random = randomBytes }: HttpDeps): string {
  return newWebhookSecret(random)
}

async function view(deps: HttpDeps, bot: Bot) {
  return botView(bot, (await deps.store.endpoints(bot.id)).find(isBotWebhook))
}
