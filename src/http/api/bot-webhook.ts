/**
 * Registration of a bot's webhooks in the compatible API's own forms: the bot webhook (jelou-api.md, 12.1) and the
 * event subscriptions (12.2). The management API shows both; endpoints that it created are not visible here. Reading
 * and deleting the bot webhook are Recado's additions.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import type { Subscription, WishesInput } from '../../model/bot/subscription.ts'
import { eventTypes, notificationEvents } from '../../model/events/event.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { type AuthInput, authSchema, checkAuth, checkUrl, urlSchema, wishesSchema } from '../kit/endpoint-view.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { botParams, done, oneOf } from '../kit/schemas.ts'

const config = { access: 'client' } as const
const tags = ['Webhooks']
const optional = Type.Optional

const webhookAnswer = Type.Object({
  message: Type.Array(Type.Object({ webhookUrl: Type.Union([Type.String(), Type.Null()]) })),
  status: Type.Literal('success'),
})

const botWebhook = Type.Object({ webhookUrl: urlSchema, auth: optional(authSchema), ...wishesSchema })

/** Stands for the five documented events, as it did before there were others. */
const all = 'all'

/** The five documented events and Recado's own; `message` belongs to the bot webhook. */
const subscribable = [...eventTypes.filter((type) => type !== 'message'), all] as const

const subscriptions = Type.Object({
  webhooks: Type.Array(
    Type.Object({
      url: urlSchema,
      events: Type.Array(oneOf(subscribable, { examples: [...notificationEvents] }), { minItems: 1, maxItems: 50 }),
      auth: optional(authSchema),
      maxAttempts: wishesSchema.maxAttempts,
      batch: wishesSchema.batch,
    }),
    { minItems: 1, maxItems: 50 },
  ),
})

withNames({ BotWebhookAnswer: webhookAnswer, BotWebhook: botWebhook, EventSubscriptions: subscriptions })

export function registerBotWebhook(app: App, deps: HttpDeps): void {
  const path = '/v1/bots/:botId/webhook'
  const describe = (summary: string) => ({ tags, summary, params: botParams, response: { 200: webhookAnswer } })

  app.post(
    path,
    { config, schema: { ...describe('Register the bot webhook'), body: botWebhook } },
    async (request, reply) => {
      const { webhookUrl, auth, ...wishes } = request.body
      const checked = checkSubscriptions(deps, [{ url: webhookUrl, events: ['message'], auth, ...wishes }], {
        url: () => 'webhookUrl',
        auth: () => 'auth',
      })
      if (!checked.ok) return refuseInvalid(request, reply, checked.violations)
      await register(deps, request.params.botId, checked.value)
      return { message: [{ webhookUrl }], status: 'success' as const }
    },
  )
  app.get(path, { config, schema: describe('Read the bot webhook') }, async (request) => {
    const endpoint = (await deps.store.endpoints(request.params.botId)).find(isBotWebhook)
    return { message: [{ webhookUrl: endpoint?.url ?? null }], status: 'success' as const }
  })
  app.delete(path, { config, schema: describe('Remove the bot webhook') }, async (request) => {
    await deps.store.removeBotWebhook(request.params.botId)
    deps.botChanged(request.params.botId)
    return { message: [{ webhookUrl: null }], status: 'success' as const }
  })
}

export function registerEventWebhooks(app: App, deps: HttpDeps): void {
  const path = '/v1/bots/:botId/events/webhook'
  const describe = (summary: string) => ({ tags, summary, params: botParams })
  const read = withParts(Type.Object({ ...done.properties, data: Type.Record(Type.String(), Type.String()) }), done)
  const list = Type.Array(Type.Object({ url: Type.String(), events: Type.Array(Type.String()) }))
  const created = withParts(Type.Object({ ...done.properties, data: list }), done)

  app.get(
    path,
    { config, schema: { ...describe('Read event subscriptions'), response: { 200: read } } },
    async (request) => ({
      message: ['Webhooks retrieved succesfully!'],
      statusMessage: 'success' as const,
      status: 1 as const,
      data: urlsByEvent(await deps.store.endpoints(request.params.botId)),
    }),
  )
  app.post(
    path,
    { config, schema: { ...describe('Subscribe to events'), body: subscriptions, response: { 200: created } } },
    (request, reply) => subscribeToEvents(deps, request, reply, request.params.botId, request.body.webhooks),
  )
}

/** Endpoints that the operator created are not shown: their addresses do not concern clients. */
export function isBotWebhook(endpoint: Endpoint): boolean {
  return endpoint.door === 'registration' && endpoint.events.includes('message')
}

async function subscribeToEvents(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  botId: string,
  webhooks: PostedWebhook[],
): Promise<void> {
  const checked = checkSubscriptions(deps, webhooks, {
    url: (index) => `webhooks.${index}.url`,
    auth: (index) => `webhooks.${index}.auth`,
  })
  if (!checked.ok) return refuseInvalid(request, reply, checked.violations)
  await register(deps, botId, checked.value)
  const data = webhooks.map(({ url, events }) => ({ url, events }))
  return reply.send({ message: ['Webhooks created successfully!'], statusMessage: 'success', status: 1, data })
}

type PostedWebhook = { url: string; events: string[]; auth?: AuthInput } & WishesInput

function checkSubscriptions(
  deps: HttpDeps,
  webhooks: PostedWebhook[],
  paths: { url: (index: number) => string; auth: (index: number) => string },
) {
  const violations = webhooks.flatMap(({ url }, index) => checkUrl(deps, url, paths.url(index)))
  const value: Subscription[] = []
  webhooks.forEach(({ url, events: named, auth, ...wishes }, index) => {
    const checked = checkAuth(auth, paths.auth(index))
    const events = [...new Set(named.flatMap((event) => (event === all ? notificationEvents : event)))]
    if (checked.ok) value.push({ url, events, ...(checked.value && { auth: checked.value }), wishes })
    else violations.push(...checked.violations)
  })
  return violations.length > 0 ? { ok: false as const, violations } : { ok: true as const, value }
}

/** All in one transaction, against the current registrations: of two concurrent calls both take effect. */
async function register(deps: HttpDeps, botId: string, subscriptions: Subscription[]): Promise<void> {
  const changed = await deps.store.registerWebhooks(botId, subscriptions, deps.clock())
  for (const endpoint of changed) deps.wakeEndpoint(endpoint.id)
  deps.botChanged(botId)
}

function urlsByEvent(endpoints: Endpoint[]): Record<string, string> {
  const registered = endpoints.filter(({ door }) => door === 'registration')
  const pairs = registered.flatMap(({ url, events }) => events.map((event) => [event, url] as const))
  return Object.fromEntries(pairs.filter(([event]) => event !== 'message'))
}
