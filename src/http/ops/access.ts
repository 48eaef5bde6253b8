/**
 * Operator endpoints: metrics, the API's document and its page, and details of a failed readiness check. Open unless a
 * token is set (RECADO_OPS_TOKEN), and moved to a port of their own when one is set (RECADO_OPS_PORT).
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Ops } from '../kit/deps.ts'
import { refuse, refuseUnauthenticated } from '../kit/errors.ts'
import { routeOf } from '../kit/route.ts'

const routes = /^\/(?:metrics|openapi\.json|docs)(?:\/|$)/
const healthRoutes = new Set(['/healthz', '/readyz'])

/** Register before the routes. */
export function registerOps(app: FastifyInstance, ops: Ops | undefined): void {
  if (ops === undefined) return
  app.addHook('onRequest', (request, reply, done) => {
    const url = routeOf(request).url ?? ''
    const isTheirs = routes.test(url)
    const isMisplaced = ops.hasPort && (ops.isThere(request.raw) ? !isTheirs && !healthRoutes.has(url) : isTheirs)
    if (isMisplaced) return void refuse(request, reply, 'ROUTE_NOT_FOUND')
    if (isTheirs && !hasToken(ops, request)) return void refuseUnauthenticated(reply, 'Bearer')
    done()
  })
}

/** Whether the caller may see more than ready or not. */
export function isForOps(ops: Ops | undefined, request: FastifyRequest): boolean {
  return ops === undefined || ((!ops.hasPort || ops.isThere(request.raw)) && hasToken(ops, request))
}

function hasToken({ token }: Ops, { headers }: FastifyRequest): boolean {
  if (token === undefined) return true
  const given = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The second port, with the same routes behind it. */
export function createOpsPort() {
  const theirs = new WeakSet<IncomingMessage>()
  return {
    isThere: (raw: IncomingMessage) => theirs.has(raw),
    async listen(
      http: FastifyInstance,
      at: { host: string; port: number; backlog: number },
    ): Promise<{ close(): Promise<void> }> {
      const server = http.makeServer((raw, answer) => {
        theirs.add(raw)
        http.routing(raw, answer)
      })
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(at, resolve)
      })
      return {
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve())
            server.closeAllConnections()
          }),
      }
    },
  }
}
