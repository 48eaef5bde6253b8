/**
 * A fresh address of a file (jelou-api.md, 18.4): POST /v1/external/assets/refresh. For addresses that this gateway
 * gave out, whether or not they have ended, of files that are still stored; a revoked file has no address any more.
 * The fresh one ends by itself, and works for its time whatever becomes of the lasting one, unless that is revoked.
 *
 * Unverified: bodies of refusals. An address of another host is a violation of `resourceUrl`; a file of a bot that the
 * caller may not use is answered as one that does not exist.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { isInScope } from '../../model/access/roles.ts'
import { withNames } from '../../model/request/named.ts'
import { notifyAbout } from '../kit/audit.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'

const body = Type.Object({
  resourceUrl: Type.String({
    minLength: 1,
    maxLength: 2_000,
    description: '`mediaUrl` of an event or of the history.',
    examples: ['https://recado.example.com/media/med_01k0j3v4e5f6g7h8j9kamnbpcq/c2lnbmF0dXJl'],
  }),
  ttl: Type.Integer({ minimum: 900, maximum: 3_600, description: 'Seconds.', examples: [900] }),
})
const refreshed = Type.Object({ signedUrl: Type.String({ description: 'Needs no credentials.' }) })

withNames({ MediaRefresh: body, MediaRefreshed: refreshed })

const route = {
  config: { access: 'client' } as const,
  schema: { tags: ['Media'], summary: "Refresh a file's address", body, response: { 200: refreshed } },
}

export function registerMediaRefresh(app: App, deps: HttpDeps): void {
  app.post('/v1/external/assets/refresh', route, (request, reply) => refresh(deps, request, reply, request.body))
}

async function refresh(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { resourceUrl, ttl }: Static<typeof body>,
): Promise<void> {
  const named = deps.media.named(resourceUrl)
  if (named === undefined) return refuseInvalid(request, reply, [{ path: 'resourceUrl', rule: 'own_media' }])
  const file = await deps.store.mediaFile(named.id)
  if (file === undefined || !isInScope(request.scope ?? [], file.botId)) return refuse(request, reply, 'NOT_FOUND')
  notifyAbout(request, { botId: file.botId })
  const isThere = file.state === 'waiting' || file.state === 'kept'
  if (!isThere || file.isLinkRevoked) return refuse(request, reply, 'MEDIA_GONE')
  return reply.send({ signedUrl: deps.media.addressUntil(file.id, deps.clock() + ttl * 1_000) })
}
