/**
 * The trace of a request: the caller's `traceparent`, and where spans are made one of the server's under it. What is
 * asked all the time by monitoring leaves none.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { readTraceparent, type Span, type Tracing } from '../../model/trace.ts'
import { routeOf } from './route.ts'

const unseen = /^\/(?:healthz|readyz|metrics)$/

export function registerTraces(app: FastifyInstance, tracing: Tracing | undefined): void {
  if (tracing === undefined) {
    app.addHook('onRequest', (request, _reply, done) => {
      request.traceparent = readTraceparent(request.headers.traceparent)
      done()
    })
    return
  }
  const spans = new WeakMap<FastifyRequest, Span>()
  app.addHook('onRequest', (request, _reply, done) => {
    const { url: route = 'none' } = routeOf(request)
    const parent = readTraceparent(request.headers.traceparent)
    if (unseen.test(route)) return done()
    const attributes = { 'http.request.method': request.method, 'http.route': route }
    const span = tracing.begin(`${request.method} ${route}`, { kind: 'server', parent, attributes })
    spans.set(request, span)
    request.traceparent = span.traceparent
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    spans.get(request)?.end(endOf(request, reply))
    done()
  })
}

function endOf({ messageId, id }: FastifyRequest, { statusCode }: FastifyReply): Parameters<Span['end']>[0] {
  const attributes = {
    'http.response.status_code': statusCode,
    'recado.request': id,
    ...(messageId !== undefined && { 'recado.message': messageId }),
  }
  return { attributes, error: statusCode >= 500 ? `answered ${statusCode}` : undefined }
}
