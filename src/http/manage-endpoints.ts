/**
 * Webhook endpoints of a bot, for the operator: any number, each with its own events and authentication; replay of a range and
 * resumption of one that was switched off.
 */
import { Type } from 'typebox'
import type { Endpoint } from '../model/bot.ts'
import { eventTypes } from '../model/event.ts'
import type { App, HttpDeps } from './deps.ts'
import { authSchema, checkAuth, checkUrl, endpointSchema, endpointView, urlSchema } from './endpoint-view.ts'
import { refuse, refuseInvalid } from './errors.ts'
import { pageOf, pageQuery, paginate } from './page.ts'
import { botParams, nothing, oneOf } from './schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Endpoints']
const strict = { additionalProperties: false }

const newEndpoint = Type.Object(
  {
    url: urlSchema,
    events: Type.Array(oneOf(eventTypes), {
      minItems: 1,
      maxItems: eventTypes.length,
      uniqueItems: true,
      description: '`message` is what people write; the others are states and changes.',
    }),
    auth: Type.Optional(authSchema),
  },
  strict,
)

const instantMs = Type.Integer({ minimum: 0, maximum: 8.64e15, description: 'Instant, milliseconds since 1970.' })
const range = Type.Object({ from: instantMs, to: instantMs }, strict)
const replayed = Type.Object({ replayed: Type.Integer({ description: 'Events put back on the way, ids unchanged.' }) })

const endpointId = Type.String({ examples: ['ep_01k0j3v4e5f6g7h8j9kamnbpcq'] })
const params = Type.Object({ endpointId })

export function registerManageEndpoints(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/bots/:botId/endpoints'

  app.get(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'List endpoints',
        params: botParams,
        querystring: pageQuery,
        response: { 200: pageOf(endpointSchema) },
      },
    },
    async (request) => {
      const { results, ...page } = paginate(await deps.store.endpoints(request.params.botId), request.query)
      return { ...page, results: results.map(endpointView) }
    },
  )
  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Create an endpoint',
        params: botParams,
        body: newEndpoint,
        response: { 201: endpointSchema },
      },
    },
    async (request, reply) => {
      const { url, events, auth } = request.body
      const checked = checkAuth(auth, 'auth')
      const violations = [...checkUrl(deps, url, 'url'), ...(checked.ok ? [] : checked.violations)]
      if (!checked.ok || violations.length > 0) return refuseInvalid(request, reply, violations)
      const { botId } = request.params
      const endpoint: Endpoint = { id: deps.newId('ep'), botId, url, events, createdAt: deps.clock() }
      if (checked.value !== undefined) endpoint.auth = checked.value
      await deps.store.putEndpoint(endpoint)
      deps.botChanged(botId)
      return reply.code(201).send(endpointView(endpoint))
    },
  )
  app.delete(
    `${path}/:endpointId`,
    {
      config,
      schema: {
        tags,
        summary: 'Delete an endpoint and what waits for it',
        params: Type.Object({ botId: botParams.properties.botId, endpointId }),
        response: nothing,
      },
    },
    async (request, reply) => {
      const endpoint = await deps.store.endpoint(request.params.endpointId)
      if (endpoint?.botId !== request.params.botId) return refuse(request, reply, 'NOT_FOUND')
      await deps.store.deleteEndpoint(endpoint.id)
      deps.botChanged(endpoint.botId)
      return reply.code(204).send(null)
    },
  )
  registerEndpointActions(app, deps)
}

function registerEndpointActions(app: App, deps: HttpDeps): void {
  const path = '/manage/v1/endpoints/:endpointId'

  app.post(
    `${path}/replay`,
    {
      config,
      schema: { tags, summary: 'Send a range of events again', params, body: range, response: { 200: replayed } },
    },
    async (request, reply) => {
      const endpoint = await deps.store.endpoint(request.params.endpointId)
      if (endpoint === undefined) return refuse(request, reply, 'NOT_FOUND')
      const { from: fromAt, to: toAt } = request.body
      const count = await deps.store.replay({ endpointId: endpoint.id, fromAt, toAt, now: deps.clock() })
      deps.wakeEndpoint(endpoint.id)
      return { replayed: count }
    },
  )
  app.post(
    `${path}/resume`,
    { config, schema: { tags, summary: 'Switch an endpoint on again', params, response: { 200: endpointSchema } } },
    async (request, reply) => {
      const known = await deps.store.endpoint(request.params.endpointId)
      if (known === undefined) return refuse(request, reply, 'NOT_FOUND')
      const { disabledAt: _, ...endpoint } = known
      await deps.store.putEndpoint(endpoint)
      deps.botChanged(endpoint.botId)
      deps.wakeEndpoint(endpoint.id)
      return endpointView(endpoint)
    },
  )
}
