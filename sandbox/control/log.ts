/** The control API's log: every Graph API request, every webhook posted, and the redelivery of webhooks. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { shownDelivery } from '../webhooks/log.ts'
import { isJson } from '../wire.ts'
import type { World } from '../world.ts'
import { type Page, pageOf, wrong } from './answers.ts'

type RequestQuery = {
  Querystring: Page & { path?: string; method?: string; phoneNumberId?: string; status?: string }
}
type WebhookQuery = {
  Querystring: Page & { phoneNumberId?: string; field?: string; status?: string; text?: string }
}
type ById = { Params: { id: string } }

export function registerLogRoutes(app: FastifyInstance, world: World): void {
  app.get<RequestQuery>('/requests', ({ query }) => {
    const { path, method, phoneNumberId, status } = query
    return world.requests.select({ ...pageOf(query), path, method, phoneNumberId, status: numberOf(status) })
  })
  app.get<WebhookQuery>('/webhooks', ({ query }) => {
    const { phoneNumberId, field, text, status } = query
    const filter = { ...pageOf(query), phoneNumberId, field, text, status: numberOf(status) }
    return world.webhooks.select(filter).map(shownDelivery)
  })
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

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text)
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
