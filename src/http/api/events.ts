/**
 * The whole of an event too large to post: GET /events/{eventId}/{signature}, the address that its webhook
 * carries. It needs no other credential and stays the same for as long as the event is kept.
 */
import { Type } from 'typebox'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse } from '../kit/errors.ts'

const params = Type.Object({
  eventId: Type.String({ maxLength: 64, description: 'Id of the event.' }),
  signature: Type.String({ maxLength: 128, description: 'Unguessable part of the address.' }),
})

export function registerEvents(app: App, deps: HttpDeps): void {
  app.get(
    '/events/:eventId/:signature',
    {
      config: { access: 'public' },
      schema: { tags: ['Webhooks'], summary: 'Download an event that was too large to post', params },
    },
    async (request, reply) => {
      const { eventId, signature } = request.params
      const isOurs = deps.events.isSigned(eventId, signature)
      const body = isOurs ? await deps.store.eventBody(eventId) : undefined
      if (body === undefined) return refuse(request, reply, 'NOT_FOUND')
      return reply.type('application/json; charset=utf-8').header('cache-control', 'private, immutable').send(body)
    },
  )
}
