/**
 * One line and one observation per request, never with a body or a credential: server errors at error level; slow
 * requests and refusals, with the paths of the refused fields and never their values, at info; the rest at debug.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpDeps } from './deps.ts'
import { routeOf } from './route.ts'

const slowMs = 1_000

/** A request that was answered. */
export type Answered = { id: string; method: string; route: string; status: number; elapsedMs: number }

/** `more`: what its line says besides. */
export function createRequestNote({ log, metrics }: Pick<HttpDeps, 'log' | 'metrics'>) {
  return ({ id: reqId, method, route, status, elapsedMs }: Answered, more: object = {}): void => {
    metrics.request(method, route, status, elapsedMs)
    const durationMs = Math.round(elapsedMs)
    log[levelOf(status, elapsedMs)]({ reqId, method, route, status, durationMs, ...more }, 'request')
  }
}

/** onResponse. */
export function createRequestLog(deps: Pick<HttpDeps, 'log' | 'metrics'>) {
  const note = createRequestNote(deps)
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { url: route = 'none', config } = routeOf(request)
    const { statusCode: status } = reply
    const { id, method, messageId, refusedFields: fields, ignoredFields: ignored } = request
    note(
      { id, method, route, status, elapsedMs: config.isStream ? 0 : reply.elapsedTime },
      { clientId: request.client?.id, botId: request.bot?.id, messageId, fields, ignored },
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
