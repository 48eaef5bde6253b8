/** The route of a request, with its options and the name of its operation. */
import type { FastifyRequest } from 'fastify'
import { operationName } from '../../model/access/operations.ts'

/** Fastify describes it anew each time that it is asked: a dozen objects for a request that passes all hooks. */
export function routeOf(request: FastifyRequest): FastifyRequest['routeOptions'] {
  request.route ??= request.routeOptions
  return request.route
}

/** By the route's own configuration, since each request asks for it, some of them twice. */
const names = new WeakMap<object, string>()

/** As the table of operations has it (`model/access/operations.ts`): `POST /v1/bots/{botId}/messages`. */
export function operationNameOf(request: FastifyRequest): string {
  const { config, url = '' } = routeOf(request)
  const name = names.get(config) ?? operationName(request.method, url)
  names.set(config, name)
  return name
}
