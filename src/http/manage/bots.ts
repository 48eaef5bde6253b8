/**
 * Bots, for the operator: create, list, change, delete. The signing secret of a bot's webhooks is shown twice in its
 * life: when the bot is created and when the secret is rotated.
 */
import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { isInScope } from '../../model/access/roles.ts'
import type { Bot } from '../../model/bot/bot.ts'
import { defaultGraphVersion } from '../../model/bot/graph-version.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { isLoopbackName } from '../../model/network/hosts.ts'
import { withName } from '../../model/request/named.ts'
import { dayMs } from '../../model/time.ts'
import type { BotChange } from '../../store/settings/credentials.ts'
import { newWebhookSecret } from '../../webhooks/sign.ts'
import { isBotWebhook } from '../api/bot-webhook.ts'
import { notifyAbout } from '../kit/audit.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { checkUrl } from '../kit/endpoint-view.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { pageOf, pageQuery, paginate } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, nothing } from '../kit/schemas.ts'
import { botChangeSchema, botSchema, botView, createdBotSchema, newBotSchema, webhookSecretSchema } from './bot-view.ts'
import { deletedBotSchema, deletedBotView } from './deleted-bot-view.ts'

const path = '/manage/v1/bots'
const config = { access: 'admin' } as const
const tags = ['Bots']
const one = { tags, params: botParams }
const editing = { ...one, headers: ifMatchHeaders }
/** Of a rotation. */
export const overlapSchema = Type.Union([
  Type.Object(
    {
      overlapSeconds: Type.Optional(
        Type.Integer({
          minimum: 0,
          maximum: 30 * 86_400,
          description:
            'How long the former secret still signs as well, in a second signature of `webhook-signature`; ' +
            'a day by default.',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  Type.Null(),
])
const renewed = Type.Object({ webhookSecret: webhookSecretSchema })

withName('WebhookSecret', renewed)

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
  change: {
    config,
    schema: { ...editing, summary: 'Change a bot', body: botChangeSchema, response: { 200: botSchema } },
  },
  remove: { config, schema: { ...editing, summary: 'Delete a bot', response: nothing } },
  deleted: {
    config,
    schema: {
      tags,
      summary: 'List deleted bots and the progress of their deletion',
      querystring: pageQuery,
      response: { 200: pageOf(deletedBotSchema) },
    },
  },
  renew: {
    config: { ...config, isDestructive: true as const, hasOptionalBody: true as const },
    schema: { ...one, summary: 'Rotate the webhook secret', body: overlapSchema, response: { 200: renewed } },
  },
}

export function registerManageBots(app: App, deps: HttpDeps): void {
  app.post(path, routes.create, (request, reply) => createBot(deps, request, reply, request.body))
  app.get(path, routes.list, async (request) => {
    const own = (await deps.store.bots()).filter(({ id }) => isInScope(request.scope ?? [], id))
    const { results, ...page } = paginate(own, request.query)
    return { ...page, results: await Promise.all(results.map((bot) => view(deps, bot))) }
  })
  app.get('/manage/v1/deleted-bots', routes.deleted, async (request) => {
    const { results, ...page } = paginate(await deps.store.deletedBots(), request.query)
    return { ...page, results: results.map(deletedBotView) }
  })
  app.get(`${path}/:botId`, routes.read, (request, reply) => answer(deps, reply, botOf(request)))
  app.patch(`${path}/:botId`, routes.change, (request, reply) => changeBot(deps, request, reply, request.body))
  app.delete(`${path}/:botId`, routes.remove, async (request, reply) => {
    const id = request.params.botId
    const removed = await deps.store.deleteBot({ id, now: deps.clock(), expected: expectedOf(request) })
    if (removed === true) deps.botChanged(id)
    return answerRemoved(request, reply, removed)
  })
  app.post(`${path}/:botId/webhook-secret`, routes.renew, async (request, reply) => {
    const { id } = botOf(request)
    const webhookSecret = newSecret(deps)
    const now = deps.clock()
    const overlap = request.body?.overlapSeconds
    const formerUntil = now + (overlap === undefined ? dayMs : overlap * 1_000)
    const changed = await deps.store.changeBot({ id, change: { webhookSecret, formerUntil }, now })
    if (changed.kind !== 'changed') return refuseChange(request, reply, changed, 'BOT_NOT_FOUND')
    deps.botChanged(id)
    return { webhookSecret }
  })
}

async function createBot(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { webhookUrl = null, ...settings }: Static<typeof newBotSchema>,
): Promise<void> {
  const violations = [
    ...(webhookUrl === null ? [] : checkUrl(deps, webhookUrl, 'webhookUrl')),
    ...checkGraphUrl(deps, settings.channel.graphUrl),
  ]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const bot = makeBot(deps, settings)
  notifyAbout(request, { id: bot.id, botId: bot.id })
  const added = await deps.store.addBot(bot, webhookUrl ?? undefined)
  if (added !== 'added') return refuse(request, reply, refusals[added])
  deps.botChanged(bot.id)
  const made = (await deps.store.bot(bot.id)) ?? bot
  tagged(reply, made)
  return reply.code(201).send({ ...(await view(deps, made)), webhookSecret: bot.webhookSecret })
}

const refusals = { taken: 'CONFLICT', reserved: 'BOT_ID_RESERVED', leaving: 'BOT_LEAVING' } as const

async function changeBot(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  change: BotChange,
): Promise<void> {
  const { id } = botOf(request)
  const violations = [
    ...(change.webhookUrl == null ? [] : checkUrl(deps, change.webhookUrl, 'webhookUrl')),
    ...checkGraphUrl(deps, change.channel?.graphUrl),
  ]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const changed = await deps.store.changeBot({ id, change, expected: expectedOf(request), now: deps.clock() })
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed, 'BOT_NOT_FOUND')
  deps.botChanged(id)
  deps.wakeBot(id)
  return reply.send(await answer(deps, reply, changed.value))
}

/**
 * The access token goes there, so https is required, unless it stays on this machine or where the operator allows it
 * (RECADO_ALLOW_PRIVATE).
 */
function checkGraphUrl(deps: HttpDeps, graphUrl: string | undefined): Violation[] {
  if (graphUrl === undefined) return []
  const url = URL.canParse(graphUrl) ? new URL(graphUrl) : undefined
  const isSafe = url?.protocol === 'https:' || isLoopbackName(url?.hostname ?? '') || deps.checkWebhookUrl(graphUrl).ok
  return url && isSafe ? [] : [{ path: 'channel.graphUrl', rule: 'url' }]
}

type BotDefaults = Pick<Bot, 'messagesPerSecond' | 'locale' | 'mediaProbe' | 'sessionEvents'>
const botDefaults: BotDefaults = { messagesPerSecond: 80, locale: 'es', mediaProbe: true, sessionEvents: 'failures' }
const defaultGraph = { graphUrl: 'https://graph.facebook.com', graphVersion: defaultGraphVersion }

function makeBot(
  deps: HttpDeps,
  { id, channel: given, ...settings }: Omit<Static<typeof newBotSchema>, 'webhookUrl'>,
): Bot {
  const now = deps.clock()
  return {
    id: id ?? deps.newId('bot'),
    ...botDefaults,
    ...settings,
    channel: { ...defaultGraph, ...given },
    webhookSecret: newSecret(deps),
    createdAt: now,
    updatedAt: now,
  }
}

function newSecret({ random = randomBytes }: HttpDeps): string {
  return newWebhookSecret(random)
}

async function view(deps: HttpDeps, bot: Bot) {
  return botView(bot, (await deps.store.endpoints(bot.id)).find(isBotWebhook))
}

async function answer(deps: HttpDeps, reply: FastifyReply, bot: Bot) {
  tagged(reply, bot)
  return view(deps, bot)
}
