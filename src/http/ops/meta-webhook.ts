/**
 * Meta's webhook: the handshake, and the deliveries as raw bytes, because the signature covers the bytes. One address
 * serves every bot. Meta gets its 200 only after all of it is committed (promise 7); anything else makes Meta send it
 * again.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { refuseStrangeQuery } from '../kit/body.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseUnauthenticated } from '../kit/errors.ts'

const path = '/meta/webhook'
const config = { access: 'meta' } as const
const tags = ['Meta']
/** Meta's own bound (cloud-api.md, section 4.2). */
export const metaBodyBytes = 3 * 1024 * 1024

const handshake = Type.Object({
  'hub.mode': Type.Optional(Type.String({ description: 'subscribe' })),
  'hub.verify_token': Type.Optional(Type.String({ description: 'The verify token of a bot.' })),
  'hub.challenge': Type.Optional(Type.String({ description: 'Returned as it is.' })),
})

/** In a scope of its own: its parser takes any content type as bytes. */
export async function registerMetaWebhook(app: App, deps: HttpDeps): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: metaBodyBytes }, (_request, body, done) =>
    done(null, body),
  )

  app.get(
    path,
    {
      config,
      preValidation: refuseStrangeQuery,
      schema: { tags, summary: "Answer the handshake of Meta's webhook", querystring: handshake },
    },
    async (request, reply) => {
      const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge = '' } = request.query
      const isKnown = token !== undefined && deps.isVerifyToken(token)
      if (mode !== 'subscribe' || !isKnown) return refuse(request, reply, 'WEBHOOK_NOT_VERIFIED')
      return reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff').send(challenge)
    },
  )
  app.post(
    path,
    {
      config,
      bodyLimit: metaBodyBytes,
      onRequest: refuseUnsigned(deps),
      schema: { tags, summary: 'Receive signed webhooks from Meta' },
    },
    async (request, reply) => {
      const signature = request.headers['x-hub-signature-256']
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const result = await deps.ingestWebhook(
        raw,
        typeof signature === 'string' ? signature : undefined,
        request.traceparent,
      )
      if (result.kind === 'ingested') return reply.type('text/plain; charset=utf-8').send('EVENT_RECEIVED')
      deps.metrics.webhookRejected(result.kind)
      if (result.kind === 'busy') return refuse(request, reply, 'OVERLOADED')
      return result.kind === 'bad_signature'
        ? refuseUnauthenticated(reply, undefined)
        : refuse(request, reply, 'MALFORMED_JSON')
    },
  )
}

const isSignature = /^sha256=[0-9a-f]{64}$/i

/** An unsigned body is not read: it may be 3 MB, from anyone. */
function refuseUnsigned({ metrics }: Pick<HttpDeps, 'metrics'>) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const signature = request.headers['x-hub-signature-256']
    if (typeof signature === 'string' && isSignature.test(signature)) {
      done()
      return
    }
    metrics.webhookRejected('bad_signature')
    refuseUnauthenticated(reply, undefined)
  }
}
