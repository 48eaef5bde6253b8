/**
 * One line and one observation per request, never with a body or a credential: server errors at error level; slow
 * requests and refusals, with the paths of the refused fields and never their values, at info; the rest at debug.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpDeps } from './deps.ts'
import { routeOf } from './route.ts'

const slowMs = 1_000

/** onResponse. */
export function createRequestLog({ log, metrics }: Pick<HttpDeps, 'log' | 'metrics'>) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { statusCode } = reply
    const { isStream } = routeOf(request).config
    const elapsedTime = isStream ? 0 : reply.elapsedTime
    const route = routeOf(request).url ?? 'none'
    metrics.request(request.method, route, statusCode, elapsedTime)
    log[levelOf(statusCode, elapsedTime)](
      {
        reqId: request.id,
        method: request.method,
        route,
        status: statusCode,
        durationMs: Math.round(elapsedTime),
        clientId: request.client?.id,
        botId: request.bot?.id,
        messageId: request.messageId,
        fields: request.refusedFields,
        ignored: request.ignoredFields,
      },
      'request',
    )
    done()
  }
}

/** Retryable refusals are counted; their cause is logged once, where it begins, and not with every request. */
function levelOf(statusCode: number, elapsedTime: number): 'error' | 'info' | 'debug' {
  if (statusCode === 503 || statusCode === 429) return 'debug'
  if (statusCode >= 500) return 'error'
  return statusCode >= 400 || elapsedTime > slowMs ? 'info' : 'debug'
}

/** Ids of requests: the caller's own if harmless, otherwise a tag of this process and a number. */
export function createRequestIds(
  tag: string,
): (request: { headers: Record<string, string | string[] | undefined> }) => string {
  let count = 0
  return ({ headers }) => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && /^[\w.:-]{1,100}$/.test(given)) return given
    count += 1
    return `req_${tag}${count.toString(36)}`
  }
}
