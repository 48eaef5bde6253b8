/**
 * Events for the operator: a list by bot, kind, message, person and time, without contents; and one whole, with its
 * deliveries. Who may not read a bot's conversations sees none of its events.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames, withParts } from '../../model/request/named.ts'
import { readUserIdText } from '../../model/user/phone.ts'
import type { EventFilter, EventRecord } from '../../store/lists/event-list.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot } from '../kit/auth.ts'
import { botsMeant, cursorOf, cursorPageOf, cursorQuery, nextOf } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { eventType, instant, iso } from '../kit/schemas.ts'
import { deliverySchema, deliveryView } from './delivery-view.ts'

const optional = Type.Optional
const eventId = Type.String({
  pattern: '^evt_[0-9a-z]{26}$',
  description: 'Id of the event: `webhook-id` of its deliveries.',
  examples: ['evt_01k0j3v4e5f6g7h8j9kamnbpcq'],
})

const query = Type.Object({
  botId: optional(Type.String({ maxLength: 64 })),
  type: optional(eventType),
  messageId: optional(Type.String({ maxLength: 64 })),
  userId: optional(Type.String({ maxLength: 200, description: 'Needs `botId`.' })),
  ...cursorQuery,
})
type Query = Static<typeof query>

const viewFields = {
  id: eventId,
  botId: Type.String(),
  type: eventType,
  at: instant,
  userId: Type.Union([Type.String(), Type.Null()], { description: 'The person; null for events about none.' }),
  messageId: Type.Union([Type.String(), Type.Null()]),
}
const item = Type.Object(viewFields)
const whole = withParts(
  Type.Object({
    ...viewFields,
    body: Type.Unknown({ description: 'What endpoints receive, all of it.' }),
    isCut: Type.Boolean({ description: 'Too large to post: endpoints receive it with an address of the whole.' }),
    deliveries: Type.Array(deliverySchema),
  }),
  item,
)

withNames({ EventSummary: item, EventDetails: whole })

const config = { access: 'admin' } as const
const tags = ['Events']
const path = '/manage/v1/events'
const routes = {
  list: { config, schema: { tags, summary: 'List events', querystring: query, response: { 200: cursorPageOf(item) } } },
  read: {
    config,
    schema: {
      tags,
      params: Type.Object({ eventId }),
      summary: 'Read an event with its body and its deliveries',
      response: { 200: whole },
    },
  },
}

export function registerManageEvents(app: App, deps: HttpDeps): void {
  app.get(path, routes.list, (request, reply) => list(deps, request, reply, request.query))
  app.get(`${path}/:eventId`, routes.read, async (request, reply) => {
    const found = await deps.store.eventDetails(request.params.eventId)
    if (found === undefined) return refuse(request, reply, 'NOT_FOUND')
    if (!(await admitToBot(deps, request, reply, found.botId))) return reply
    notifyAbout(request, { id: found.id })
    const deliveries = found.deliveries.map(async (one) => deliveryView(one, await deps.store.endpoint(one.endpointId)))
    return {
      ...eventView(found),
      body: JSON.parse(found.whole ?? found.body) as unknown,
      isCut: found.whole !== undefined,
      deliveries: await Promise.all(deliveries),
    }
  })
}

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const { type, messageId, userId: named } = asked
  if (named !== undefined && asked.botId === undefined)
    return refuseInvalid(request, reply, [{ path: 'botId', rule: 'required' }])
  const userId = named && (await personOf(deps, asked.botId ?? '', named))
  const filter: EventFilter = { botIds, type, messageId, userId, ...range.value }
  const { rows, next } = await deps.store.listEvents(filter, cursorOf(asked))
  return reply.send({ _metadata: nextOf(next), results: rows.map(eventView) })
}

/** Any spelling of the number finds the person. */
async function personOf({ store, clock }: HttpDeps, botId: string, named: string): Promise<string> {
  const name = readUserIdText(named) ?? named
  return (await store.user(botId, name, clock()))?.id ?? name
}

/** Without what it says: who follows events reads that where it needs it. */
export function eventView({ id, botId, type, at, userId, messageId }: EventRecord): Static<typeof item> {
  return { id, botId, type, at: iso(at), userId: userId === '' ? null : userId, messageId: messageId ?? null }
}
