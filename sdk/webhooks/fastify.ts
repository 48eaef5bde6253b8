/**
 * A receiver as a plugin of Fastify: it reads bodies as they came, in a scope of its own, so that the other routes of
 * the server parse theirs as before.
 */
import { type ReceiverOptions, receive, usualMaxBytes } from './receive.ts'

/** The parts of Fastify's instance, request and reply that are used. */
type FastifyScope = {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    type: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Uint8Array, done: (error: null, body: Uint8Array) => void) => void,
  ): unknown
  post(
    path: string,
    options: { bodyLimit: number },
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  ): unknown
}
type FastifyRequest = { headers: Readonly<Record<string, string | string[] | undefined>>; body: unknown }
type FastifyReply = {
  code(status: number): FastifyReply
  headers(headers: Record<string, string>): FastifyReply
  send(body: string): unknown
}

/** `app.register(fastifyWebhooks({ path: '/webhook', … }))`. */
export function fastifyWebhooks(options: ReceiverOptions & { path: string }): (scope: FastifyScope) => Promise<void> {
  return async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    const bodyLimit = options.maxBytes ?? usualMaxBytes
    scope.post(options.path, { bodyLimit }, async ({ headers, body }, reply) => {
      const bytes = body instanceof Uint8Array ? body : new Uint8Array()
      const { status, headers: answered, body: text } = await receive(bytes, headers, options)
      return reply.code(status).headers(answered).send(text)
    })
  }
}
