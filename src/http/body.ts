/**
 * The body parser of every JSON route: Fastify's own (which refuses prototype poisoning), and a bound on nesting, so that code
 * that walks a body cannot be sent off the stack's end.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'

const deepest = 64

export function registerJsonParser(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request: FastifyRequest, text: string, done) => {
    // Callers are told to send a JSON content type with every request, also with those that have no body.
    if (text === '' && mayLackBody(request)) return done(null, undefined)
    parse(request, text, (error, body) => {
      if (error) done(error)
      else if (isDeeper(body, deepest)) done(new MalformedJson())
      else done(null, body)
    })
  })
}

function mayLackBody({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.schema?.body === undefined || routeOptions.config.hasOptionalBody === true
}

class MalformedJson extends Error {
  readonly code = 'RECADO_MALFORMED_JSON'
  readonly statusCode = 400
}

/** Recursion ends at the bound, so it is safe on any input. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) return value.some((item) => isDeeper(item, levels - 1))
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true
  return false
}
