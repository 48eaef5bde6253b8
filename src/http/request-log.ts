/**
 * One line and one observation per request, never with a body or a credential: 5xx and what was slow are told to those who run
 * the house, refusals too with the paths of the fields that were refused, never their values, the rest at debug.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { HttpDeps } from './deps.ts'

const slowMs = 1_000

/** onResponse. */
export function makeRequestLog({ log, metrics }: Pick<HttpDeps, 'log' | 'metrics'>) {
  return (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const { statusCode, elapsedTime } = reply
    const route = request.routeOptions.url ?? 'none'
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

/** Who is told to come again is counted; why is said once, where it begins, and not with every request that meets it. */
function levelOf(statusCode: number, elapsedTime: number): 'error' | 'info' | 'debug' {
  if (statusCode === 503 || statusCode === 429) return 'debug'
  if (statusCode >= 500) return 'error'
  return statusCode >= 400 || elapsedTime > slowMs ? 'info' : 'debug'
}

/** Ids of requests: the caller's own where it sent a harmless one, else a tag of this process and a number. */
export function makeRequestIds(
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
