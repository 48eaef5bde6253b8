/**
 * Meta's webhook: the handshake, and the deliveries as raw bytes, because the signature covers the bytes. One address
 * serves every bot. Meta gets its 200 only after all of it is committed (promise 7); anything else makes Meta send it
 * again.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { refuseStrangeQuery } from '../kit/body.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseUnauthenticated } from '../kit/errors.ts'
import { isSignature, type MetaDirect, metaPath as path, received } from './meta-direct.ts'

const config = { access: 'meta' } as const
const tags = ['Meta']
/** Meta's own bound (cloud-api.md, section 4.2). */
export const metaBodyBytes = 3 * 1024 * 1024

const handshake = Type.Object({
  'hub.mode': Type.Optional(Type.String({ description: 'subscribe' })),
  'hub.verify_token': Type.Optional(Type.String({ description: 'The verify token of a bot.' })),
  'hub.challenge': Type.Optional(Type.String({ description: 'Returned as it is.' })),
})

/**
 * In a scope of its own: its parser takes any content type as bytes. `early`: what was read and taken in before
 * (meta-direct.ts).
 */
export async function registerMetaWebhook(
  app: App,
  deps: HttpDeps,
  early: MetaDirect['early'] = () => undefined,
): Promise<void> {
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
      preParsing: (request, _reply, payload, done) => done(null, again(early(request.raw)) ?? payload),
      schema: { tags, summary: 'Receive signed webhooks from Meta' },
    },
    async (request, reply) => {
      const signature = request.headers['x-hub-signature-256']
      const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const takeIn = () =>
        deps.ingestWebhook(raw, typeof signature === 'string' ? signature : undefined, request.traceparent)
      const result = await (early(request.raw)?.outcome ?? takeIn())
      if (result.kind === 'ingested') return reply.type('text/plain; charset=utf-8').send(received)
      deps.metrics.webhookRejected(result.kind)
      if (result.kind === 'busy') return refuse(request, reply, 'OVERLOADED')
      return result.kind === 'bad_signature'
        ? refuseUnauthenticated(reply, undefined)
        : refuse(request, reply, 'MALFORMED_JSON')
    },
  )
}

/** A body that has been read, for a parser that reads. */
function again(read: ReturnType<MetaDirect['early']>): Readable | undefined {
  return read && Readable.from([read.body], { objectMode: false })
}

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
