/**
 * What takes something away does so only when every word of the call is understood: a DELETE, and each other route that says
 * `isDestructive`, refuses query parameters and fields that it does not know. `?lang=es` (meant: `language`) would else take all of them.
 * Set up by server.
 */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Violation } from '../model/violation.ts'
import { refuseInvalid } from './errors.ts'

/** onRoute: only the routes that need it pay for it. */
export function refuseUnknownWords(route: RouteOptions): void {
  if (route.method !== 'DELETE' && route.config?.isDestructive !== true) return
  const before = route.preHandler === undefined ? [] : [route.preHandler].flat()
  route.preHandler = [judgeWords, ...before]
}

/** What is wrong with known fields was told before. */
async function judgeWords(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { schema } = request.routeOptions
  const violations = unknownIn(request.query, schema?.querystring)
  // A body that has a schema is for that to judge.
  if (schema?.body === undefined) violations.push(...unknownIn(request.body, undefined))
  if (violations.length > 0) await refuseInvalid(request, reply, violations)
}

function unknownIn(given: unknown, schema: unknown): Violation[] {
  if (given === undefined || given === null) return []
  if (typeof given !== 'object' || Array.isArray(given)) return [{ path: 'body', rule: 'unknown_field' }]
  const known = (schema as { properties?: object } | undefined)?.properties ?? {}
  return Object.keys(given).flatMap((path) => (Object.hasOwn(known, path) ? [] : [{ path, rule: 'unknown_field' }]))
}
