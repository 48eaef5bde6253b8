/**
 * Webhook endpoints of a bot, for the operator: any number, each with its own events and authentication, changed field
 * by field; replay of a range, and resumption of a disabled one.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import { withWishes } from '../../model/bot/subscription.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { eventTypes } from '../../model/events/event.ts'
import { present } from '../../model/request/check.ts'
import { withName, withNames } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import {
  authSchema,
  checkAuth,
  checkUrl,
  type EndpointFacts,
  endpointSchema,
  endpointView,
  urlSchema,
  wishesSchema,
} from '../kit/endpoint-view.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { pageOf, pageQuery, paginate } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, eventType, nothing } from '../kit/schemas.ts'
import { replay, replayedSchema } from './replay.ts'
import { registerManageSupportPanel } from './support-panel.ts'

const config = { access: 'admin' } as const
const tags = ['Endpoints']
const strict = { additionalProperties: false }

const events = withName(
  'EndpointEvents',
  Type.Array(eventType, {
    minItems: 1,
    maxItems: eventTypes.length,
    uniqueItems: true,
    description: '`message`: from people; the others: states and changes.',
  }),
)
const newEndpoint = Type.Object({ url: urlSchema, events, auth: Type.Optional(authSchema), ...wishesSchema }, strict)
const endpointChange = Type.Object(
  {
    url: Type.Optional({
      ...urlSchema,
      description: "Waiting events go there. The old one's credentials are not kept.",
    }),
    events: Type.Optional(events),
    auth: Type.Optional(Type.Union([authSchema, Type.Null()], { description: 'null: remove it.' })),
    door: Type.Optional(
      Type.Literal('management', {
        description: 'Takes over a registered endpoint: no registration changes it any more.',
      }),
    ),
    ...wishesSchema,
  },
  strict,
)

const instantMs = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'Instant, ms since 1970.' })
const range = Type.Object(
  {
    from: instantMs,
    to: instantMs,
    missing: Type.Optional(
      Type.Boolean({
        description:
          'Only events that the endpoint has not received: of the kinds that it subscribes ' +
          'to now, never delivered to it and not waiting for it.',
      }),
    ),
  },
  strict,
)
const tested = Type.Object({
  eventId: Type.String({ description: '`webhook-id` of the request.' }),
  isDelivered: Type.Boolean({ description: 'The receiver answered with a 2xx.' }),
  status: Type.Union([Type.Integer(), Type.Null()], { description: 'Null without a response.' }),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it was not delivered.' }),
  durationMs: Type.Integer(),
  answer: Type.String({ description: "First KB of the receiver's response." }),
})

withNames({
  NewEndpoint: newEndpoint,
  EndpointChange: endpointChange,
  ReplayRange: range,
  Replayed: replayedSchema,
  EndpointTest: tested,
})

const endpointId = Type.String({ description: 'Id of the endpoint.', examples: ['ep_01k0j3v4e5f6g7h8j9kamnbpcq'] })
const params = Type.Object({ endpointId })
const bothParams = Type.Object({ botId: botParams.properties.botId, endpointId })

const ofBot = '/manage/v1/bots/:botId/endpoints'
const ofEndpoint = '/manage/v1/endpoints/:endpointId'
const some = { tags, params: botParams }
const one = { tags, params }
const routes = {
  list: {
    config,
    schema: { ...some, summary: 'List endpoints', querystring: pageQuery, response: { 200: pageOf(endpointSchema) } },
  },
  create: {
    config,
    schema: { ...some, summary: 'Create an endpoint', body: newEndpoint, response: { 201: endpointSchema } },
  },
  read: { config, schema: { ...one, summary: 'Read an endpoint', response: { 200: endpointSchema } } },
  change: {
    config,
    schema: {
      ...one,
      summary: 'Change an endpoint',
      headers: ifMatchHeaders,
      body: endpointChange,
      response: { 200: endpointSchema },
    },
  },
  remove: {
    config,
    schema: {
      tags,
      params: bothParams,
      headers: ifMatchHeaders,
      summary: 'Delete an endpoint and its waiting events',
      response: nothing,
    },
  },
  replay: {
    config,
    schema: { ...one, summary: 'Replay a range of events', body: range, response: { 200: replayedSchema } },
  },
  test: {
    config,
    schema: {
      ...one,
      summary: 'Post a signed test event now',
      response: { 200: tested },
    },
  },
  pause: {
    config,
    schema: { ...one, summary: 'Pause an endpoint: its events wait', response: { 200: endpointSchema } },
  },
  resume: { config, schema: { ...one, summary: 'Enable an endpoint again', response: { 200: endpointSchema } } },
}

export function registerManageEndpoints(app: App, deps: HttpDeps): void {
  registerManageSupportPanel(app, deps)
  app.get(ofBot, routes.list, async (request) => {
    const { botId } = request.params
    const { results, ...page } = paginate(await deps.store.endpoints(botId), request.query)
    const facts = await factsOf(deps, botId)
    return { ...page, results: results.map((endpoint) => endpointView(endpoint, facts)) }
  })
  app.post(ofBot, routes.create, (request, reply) =>
    createEndpoint(deps, request, reply, { botId: request.params.botId, ...request.body }),
  )
  app.delete(`${ofBot}/:endpointId`, routes.remove, async (request, reply) => {
    const endpoint = await deps.store.endpoint(request.params.endpointId)
    if (endpoint?.botId !== request.params.botId) return refuse(request, reply, 'NOT_FOUND')
    const removed = await deps.store.deleteEndpoint(endpoint.id, expectedOf(request))
    deps.botChanged(endpoint.botId)
    return answerRemoved(request, reply, removed)
  })
  app.get(ofEndpoint, routes.read, async (request, reply) => {
    const endpoint = await deps.store.endpoint(request.params.endpointId)
    if (endpoint === undefined) return refuse(request, reply, 'NOT_FOUND')
    tagged(reply, endpoint)
    return endpointView(endpoint, await factsOf(deps, endpoint.botId, endpoint.id))
  })
  app.patch(ofEndpoint, routes.change, (request, reply) =>
    changeEndpoint(deps, request, reply, request.params.endpointId, request.body),
  )
  app.post(`${ofEndpoint}/replay`, routes.replay, async (request, reply) => {
    const { endpointId } = request.params
    if ((await deps.store.endpoint(endpointId)) === undefined) return refuse(request, reply, 'NOT_FOUND')
    const { from: fromAt, to: toAt, missing: isMissing = false } = request.body
    return replay(deps, { endpointId, fromAt, toAt, isMissing, now: deps.clock() })
  })
  app.post(`${ofEndpoint}/test`, routes.test, async (request, reply) => {
    const endpoint = await deps.store.endpoint(request.params.endpointId)
    const bot = endpoint && (await deps.store.bot(endpoint.botId))
    if (endpoint === undefined || bot === undefined) return refuse(request, reply, 'NOT_FOUND')
    const { status = null, reason = null, ...result } = await deps.sendTestEvent(endpoint, bot)
    return { ...result, status, reason }
  })
  for (const act of ['pause', 'resume'] as const)
    app.post(`${ofEndpoint}/${act}`, routes[act], (request, reply) =>
      turn(deps, request, reply, { endpointId: request.params.endpointId, act }),
    )
}

/** What waits, and what is being done; of one endpoint where only that one is asked for. */
async function factsOf({ store }: HttpDeps, botId: string, endpointId?: string): Promise<EndpointFacts> {
  const [tasks, health] = await Promise.all([store.endpointTasks({ botId }), store.endpointHealth(botId, endpointId)])
  return { tasks, health }
}

/** Off on request, or on again. */
async function turn(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { endpointId, act }: { endpointId: string; act: 'pause' | 'resume' },
): Promise<void> {
  const { store, clock } = deps
  await (act === 'pause' ? store.pauseEndpoint(endpointId, clock()) : store.resumeEndpoint(endpointId, clock()))
  const endpoint = await store.endpoint(endpointId)
  if (endpoint === undefined) return refuse(request, reply, 'NOT_FOUND')
  deps.botChanged(endpoint.botId)
  if (act === 'resume') deps.wakeEndpoint(endpointId)
  tagged(reply, endpoint)
  return reply.send(endpointView(endpoint, await factsOf(deps, endpoint.botId, endpoint.id)))
}

async function createEndpoint(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { botId, url, events, auth, ...wishes }: { botId: string } & Static<typeof newEndpoint>,
): Promise<void> {
  const checked = checkAuth(auth, 'auth')
  const violations = [...checkUrl(deps, url, 'url'), ...(checked.ok ? [] : checked.violations)]
  if (!checked.ok || violations.length > 0) return refuseInvalid(request, reply, violations)
  const given = checked.value && { auth: checked.value }
  const made: Endpoint = { id: deps.newId('ep'), botId, url, events, createdAt: deps.clock(), ...given }
  const endpoint = withWishes(made, wishes)
  notifyAbout(request, { id: endpoint.id })
  await deps.store.putEndpoint(endpoint)
  deps.botChanged(botId)
  tagged(reply, { revision: endpoint.createdAt })
  return reply.code(201).send(endpointView(endpoint))
}

async function changeEndpoint(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  { url, events, auth, door, ...wishes }: Static<typeof endpointChange>,
): Promise<void> {
  const checked = checkAuth(auth ?? undefined, 'auth')
  const violations = [
    ...(url === undefined ? [] : checkUrl(deps, url, 'url')),
    ...(checked.ok ? [] : checked.violations),
  ]
  if ((await deps.store.endpoint(id))?.door === 'panel') violations.push(...notOfPanels({ events, door, ...wishes }))
  if (!checked.ok || violations.length > 0) return refuseInvalid(request, reply, violations)
  const change = present({ url, events, door, auth: auth === null ? null : checked.value, wishes })
  const changed = await deps.store.changeEndpoint({ id, change, expected: expectedOf(request), now: deps.clock() })
  if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
  deps.botChanged(changed.value.botId)
  deps.wakeEndpoint(id)
  tagged(reply, changed.value)
  return reply.send(endpointView(changed.value, await factsOf(deps, changed.value.botId, changed.value.id)))
}

/** What a panel receives and how is its form's own. */
function notOfPanels(fields: Record<string, unknown>): Violation[] {
  const fixed = ['events', 'door', 'onlyManual', 'batch'].filter((path) => fields[path] !== undefined)
  return fixed.map((path) => ({ path, rule: 'panel_setting' }))
}
