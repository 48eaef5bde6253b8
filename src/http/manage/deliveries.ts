/**
 * Deliveries of events to endpoints, for the operator: a list by endpoint, bot, state, kind and time; one with its
 * attempts; and once more, one of them or all that a filter chooses.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import { withNames } from '../../model/request/named.ts'
import type { DeliveryFilter } from '../../store/lists/delivery-list.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot } from '../kit/auth.ts'
import { botsMeant, cursorOf, cursorPageOf, cursorQuery, nextOf } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { eventType, oneOf } from '../kit/schemas.ts'
import {
  deliveryId,
  deliverySchema,
  deliveryStates,
  deliveryView,
  seqOfDelivery,
  wholeDeliverySchema,
  wholeDeliveryView,
} from './delivery-view.ts'
import { replay, replayedSchema } from './replay.ts'

const optional = Type.Optional

const filter = {
  botId: optional(Type.String({ maxLength: 64 })),
  endpointId: optional(Type.String({ maxLength: 64 })),
  type: optional(eventType),
}
const state = oneOf(deliveryStates)
const query = Type.Object({
  ...filter,
  state: optional(state),
  text: optional(Type.String({ minLength: 1, maxLength: 200, description: "In the event's body." })),
  status: optional(Type.String({ pattern: '^[1-5][0-9]{2}$', description: 'HTTP status of the last answer.' })),
  ...cursorQuery,
})
type Query = Static<typeof query>

const ended = deliveryStates.filter((state) => state !== 'waiting')
const chosen = Type.Object(
  {
    ...filter,
    state: oneOf(ended, { description: 'How the last delivery of the event to the endpoint ended.' }),
    from: cursorQuery.from,
    to: cursorQuery.to,
  },
  {
    additionalProperties: false,
    description: 'As in the list; `botId` or `endpointId` is needed.',
  },
)
type ChosenSet = Static<typeof chosen>

withNames({ DeliveryFilter: chosen })

const config = { access: 'admin' } as const
const tags = ['Deliveries']
const params = Type.Object({ deliveryId })
const path = '/manage/v1/deliveries'
const routes = {
  list: {
    config,
    schema: { tags, summary: 'List deliveries', querystring: query, response: { 200: cursorPageOf(deliverySchema) } },
  },
  read: {
    config,
    schema: { tags, params, summary: 'Read a delivery with its attempts', response: { 200: wholeDeliverySchema } },
  },
  resend: {
    config,
    schema: {
      tags,
      params,
      summary: 'Send the event of a delivery again',
      response: { 200: wholeDeliverySchema },
    },
  },
  resendSome: {
    config,
    schema: {
      tags,
      summary: 'Send the events of the deliveries that match a filter again',
      body: chosen,
      response: { 200: replayedSchema },
    },
  },
}

export function registerManageDeliveries(app: App, deps: HttpDeps): void {
  app.get(path, routes.list, (request, reply) => list(deps, request, reply, request.query))
  app.get(`${path}/:deliveryId`, routes.read, async (request, reply) => {
    const endpoint = await endpointOf(deps, request, reply, request.params.deliveryId)
    return endpoint === undefined ? reply : answer(deps, request, reply, seqOfDelivery(request.params.deliveryId))
  })
  app.post(`${path}/:deliveryId/resend`, routes.resend, async (request, reply) => {
    const endpoint = await endpointOf(deps, request, reply, request.params.deliveryId)
    if (endpoint === undefined) return reply
    const seq = seqOfDelivery(request.params.deliveryId)
    const waiting = await deps.store.resendDelivery({ seq, endpointId: endpoint.id, now: deps.clock() })
    if (waiting === undefined) return refuse(request, reply, 'NOT_FOUND')
    deps.wakeEndpoint(endpoint.id)
    return answer(deps, request, reply, waiting)
  })
  app.post(`${path}/resend`, routes.resendSome, (request, reply) => resendSome(deps, request, reply, request.body))
}

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const endpoints = new Map((await endpointsMeant(deps, botIds, asked.endpointId)).map((one) => [one.id, one]))
  const { state, type, text } = asked
  const filter: DeliveryFilter = {
    ...{ botIds, endpointIds: new Set(endpoints.keys()), state, type, text, ...range.value },
    ...(asked.status !== undefined && { status: Number(asked.status) }),
  }
  const { rows, next } = await deps.store.listDeliveries(filter, cursorOf(asked))
  const results = rows.map((row) => deliveryView(row, endpoints.get(row.endpointId)))
  return reply.send({ _metadata: nextOf(next), results })
}

async function endpointsMeant({ store }: HttpDeps, botIds: readonly string[], endpointId: string | undefined) {
  const all = (await Promise.all(botIds.map((botId) => store.endpoints(botId)))).flat()
  return endpointId === undefined ? all : all.filter(({ id }) => id === endpointId)
}

/** The endpoint of a delivery, within the caller's scope. Undefined: refused. */
async function endpointOf(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
): Promise<Endpoint | undefined> {
  const found = await deps.store.deliveryDetails(seqOfDelivery(id))
  const endpoint = found && (await deps.store.endpoint(found.endpointId))
  if (endpoint === undefined) {
    refuse(request, reply, 'NOT_FOUND')
    return undefined
  }
  if (!(await admitToBot(deps, request, reply, endpoint.botId))) return undefined
  notifyAbout(request, { id: endpoint.id })
  return endpoint
}

async function answer({ store }: HttpDeps, request: FastifyRequest, reply: FastifyReply, seq: number) {
  const found = await store.deliveryDetails(seq)
  if (found === undefined) return refuse(request, reply, 'NOT_FOUND')
  return reply.send(wholeDeliveryView(found, await store.endpoint(found.endpointId)))
}

/** One replay for each endpoint, under way at once. */
async function resendSome(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: ChosenSet) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  if (asked.botId === undefined && asked.endpointId === undefined)
    return refuseInvalid(request, reply, [{ path: 'botId', rule: 'required' }])
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const now = deps.clock()
  const { fromAt = 0, toAt = now + 1 } = range.value
  const { state, type } = asked
  const endpoints = await endpointsMeant(deps, botIds, asked.endpointId)
  if (asked.endpointId !== undefined) notifyAbout(request, { id: asked.endpointId })
  const replays = endpoints.map(({ id: endpointId }) =>
    replay(deps, { endpointId, fromAt, toAt, chosen: { state, ...(type && { type }) }, now }),
  )
  const done = await Promise.all(replays)
  const replayed = done.reduce((sum, one) => sum + one.replayed, 0)
  return reply.send({ replayed, isComplete: done.every(({ isComplete }) => isComplete) })
}
