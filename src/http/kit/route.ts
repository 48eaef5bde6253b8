/** The route of a request, with its options. */
import type { FastifyRequest } from 'fastify'

/** Fastify describes it anew each time that it is asked: a dozen objects for a request that passes all hooks. */
export function routeOf(request: FastifyRequest): FastifyRequest['routeOptions'] {
  request.route ??= request.routeOptions
  return request.route
}
