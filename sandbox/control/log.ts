/** The control API's log: every Graph API request, every webhook posted, and the redelivery of webhooks. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { passesWebhook, shownDelivery } from '../webhooks/log.ts'
import { isJson } from '../wire.ts'
import type { World } from '../world.ts'
import { wrong } from './answers.ts'
import { found, type ListQuery, listingOf, wholeNumber } from './list-query.ts'
import { passesRequest } from './request-log.ts'

const requestFilters = ['path', 'method', 'phoneNumberId', 'status']
const webhookFilters = ['phoneNumberId', 'field', 'status', 'text']

type Listed = { Querystring: ListQuery }
type ById = { Params: { id: string } }

export function registerLogRoutes(app: FastifyInstance, world: World): void {
  app.get<Listed>('/requests', (request, reply) => listRequests(world, request.query, reply))
  app.get<Listed>('/webhooks', (request, reply) => listWebhooks(world, request.query, reply))
  app.post<ById>('/webhooks/:id/redeliver', (request, reply) => redeliver(world, Number(request.params.id), reply))
  app.post('/webhooks/redeliver', (request, reply) => redeliverRange(world, request.body, reply))
  app.get('/stats', () => ({
    ...world.counts,
    webhooks: world.queue.counts(),
    pending: world.pending(),
    history: world.history.size(),
    people: world.people.all().length,
    log: { requests: world.requests.size(), webhooks: world.webhooks.size() },
  }))
}

async function listRequests({ requests }: World, query: ListQuery, reply: FastifyReply) {
  const filter = logFilterOf(query, requestFilters)
  if (typeof filter === 'string') return wrong(reply, filter)
  return found(reply, {
    waitMs: filter.waitMs,
    find: () => requests.select(filter),
    passes: (request) => passesRequest(request, filter),
    onChange: requests.onChange,
  })
}

async function listWebhooks({ webhooks }: World, query: ListQuery, reply: FastifyReply) {
  const filter = logFilterOf(query, webhookFilters)
  if (typeof filter === 'string') return wrong(reply, filter)
  const deliveries = await found(reply, {
    waitMs: filter.waitMs,
    find: () => webhooks.select(filter),
    passes: (delivery) => passesWebhook(delivery, filter),
    onChange: webhooks.onChange,
  })
  return deliveries.map(shownDelivery)
}

/** The filter of either log, or what is wrong with the query. A status of 0 stands for no answer. */
function logFilterOf(query: ListQuery, names: readonly string[]) {
  const listing = listingOf(query, names)
  if (typeof listing === 'string') return listing
  const { filters, ...page } = listing
  if (filters.status === undefined) return { ...page, ...filters, status: undefined }
  const status = wholeNumber('status', filters.status, [0, 599])
  return typeof status === 'string' ? status : { ...page, ...filters, status }
}

function redeliver(world: World, id: number, reply: FastifyReply) {
  const delivery = world.webhooks.get(id)
  if (delivery === undefined) return reply.code(404).send({ ok: false, error: 'there is no such webhook in the log' })
  return { ok: true, id: world.queue.post(delivery.updates) }
}

/** Redelivers the log entries with ids `from` to `to`, both inclusive, in order. */
function redeliverRange(world: World, body: unknown, reply: FastifyReply) {
  const { from, to } = isJson(body) ? body : {}
  if (!Number.isInteger(from) || !Number.isInteger(to) || Number(from) > Number(to))
    return wrong(reply, 'from and to must be ids of the log, from not after to')
  const chosen = world.webhooks
    .select({ since: Number(from) - 1, limit: Number.POSITIVE_INFINITY })
    .filter(({ id }) => id <= Number(to))
  return { ok: true, ids: chosen.map(({ updates }) => world.queue.post(updates)) }
}
