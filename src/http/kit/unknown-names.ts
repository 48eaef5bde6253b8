/**
 * No name is ignored silently: every name in the body, the form or the query of a request that its route's schemas do
 * not know is either refused, with the name that is meant, or reported in `Recado-Ignored`, counted and logged.
 * Destructive calls, sign-in, and clients that ask for it refuse all unknown names: `?lang=es` (meant: `language`)
 * would otherwise select every language.
 */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Violation } from '../../model/errors/violation.ts'
import {
  type Elsewhere,
  type Strays,
  straysIn,
  topNames,
  type WordSchema,
  type Words,
  wordsOf,
} from '../../model/request/words.ts'
import type { HttpDeps } from './deps.ts'
import { isMisspelled, namesForLog, refuseInvalid } from './errors.ts'
import { routeOf } from './route.ts'

/** The names that a route knows, computed once. */
type Known = {
  query: Words | undefined
  body: Words | undefined
  queryElsewhere: Elsewhere
  bodyElsewhere: Elsewhere
  refusesUnknown: boolean
  takesBody: boolean
  /** Sign-in: there is no known caller, so names are not logged. */
  isPublic: boolean
}

/** Names of Meta's own send request that change what a person gets, and that this API does not support. */
const metaNames = ['context', 'preview_url', 'recipient', 'biz_opaque_callback_data', 'recipient_identity_key_hash']

export type RouteWords = ReturnType<typeof createWords>

export function createWords(deps: Pick<HttpDeps, 'log' | 'metrics'>) {
  const knowledge = createKnowledge()
  const report = createNotifier(deps.log, deps.metrics)
  return {
    /** onRoute. */
    learn: knowledge.learn,
    /** preValidation, so that a schema's refusal of a missing field also names the misspelt one. */
    look(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      const { access } = routeOf(request).config
      if (access === 'client' || access === 'admin' || access === 'panel' || isSignIn(routeOf(request))) {
        const { refused, unknown } = evaluate(request, request.body, knowledge.of(routeOf(request)))
        request.misspelled = refused
        report(request, reply, unknown)
      }
      done()
    },
    /** preHandler. Sends report all violations of the body at once, so their handlers call `isMisspelled`. */
    refuse(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      if (isMisspelled(request) && !isSending(routeOf(request).schema ?? {})) refuseInvalid(request, reply, [])
      else done()
    },
    /** A form, which its handler parses before calling `isMisspelled`. */
    lookAtForm(request: FastifyRequest, reply: FastifyReply, fields: Record<string, unknown>): void {
      const { refused, unknown } = evaluate(request, fields, knowledge.of(routeOf(request)))
      request.misspelled = refused
      report(request, reply, unknown)
    },
  }
}

/** The names that each route knows, and names of one route that are without effect on others of its kind. */
function createKnowledge() {
  const sending = new Map<string, string>(metaNames.map((name) => [name, 'Meta']))
  const lists = new Map<string, string>()
  const known = new WeakMap<object, Known>()

  function make({ config, schema = {}, method }: FastifyRequest['routeOptions']): Known {
    const body = bodySchema({ config, schema })
    return {
      query: wordsOf(schema.querystring as WordSchema | undefined) ?? nothingKnown,
      body: wordsOf(body),
      queryElsewhere: isList(schema.response) ? new Map([...lists, ...answerNames(schema.response)]) : new Map(),
      bodyElsewhere: isSending(schema) ? sending : new Map(),
      // Who follows `botid` would follow every bot.
      refusesUnknown: method === 'DELETE' || config.isDestructive === true || config.isStream === true,
      takesBody: body !== undefined,
      isPublic: config.access === 'public',
    }
  }

  return {
    /** Computed at the first request, when every route is registered. */
    of(route: FastifyRequest['routeOptions']): Known {
      const found = known.get(route.config) ?? make(route)
      known.set(route.config, found)
      return found
    },
    learn({ schema = {}, config, method, url }: RouteOptions): void {
      const where = `${String(method)} ${url.replaceAll(/:(\w+)/g, '{$1}')}`
      const add = (names: string[], to: Map<string, string>) => {
        for (const name of names) if (!to.has(name)) to.set(name, where)
      }
      if (isSending(schema)) add(topNames(wordsOf(bodySchema({ config, schema }))), sending)
      if (method === 'GET' && isList(schema.response))
        add(topNames(wordsOf(schema.querystring as WordSchema | undefined)), lists)
    },
  }
}

/** Names that are errors, and names without effect. */
function evaluate(request: FastifyRequest, body: unknown, at: Known): Strays {
  const named = request.params as Record<string, string>
  const isStrict = request.client?.strict === true || at.isPublic
  const inQuery = withoutRepeated(straysIn(at.query, request.query, at.queryElsewhere), named, request.query)
  const inBody = at.takesBody ? straysIn(at.body, body, at.bodyElsewhere) : inVain(body)
  const strays = [
    isStrict || at.refusesUnknown ? allRefused(inQuery) : inQuery,
    // Other names of a destructive call are left to its own parser.
    isStrict || (at.refusesUnknown && !at.takesBody) ? allRefused(inBody) : withoutRepeated(inBody, named, body),
  ]
  return { refused: strays.flatMap((one) => one.refused), unknown: strays.flatMap((one) => one.unknown) }
}

/** A public route that takes a body. */
function isSignIn({ config, schema }: FastifyRequest['routeOptions']): boolean {
  return config.access === 'public' && schema?.body !== undefined
}

/** A query without fields. */
const nothingKnown = wordsOf({ properties: {} })

type Schemas = { body?: unknown; headers?: unknown; response?: unknown; querystring?: unknown }

/**
 * The names of the body: from the schema that validates it, unless the route says that this is wider than what it
 * reads.
 */
function bodySchema({ config, schema }: { config?: { words?: WordSchema } | undefined; schema: Schemas }) {
  const body = schema.body as (WordSchema & { content?: Record<string, { schema: WordSchema }> }) | undefined
  return config?.words ?? body?.content?.['application/json']?.schema ?? body
}

/** A route that takes an idempotency key sends something. */
function isSending({ headers }: Schemas): boolean {
  return (headers as WordSchema | undefined)?.properties?.['idempotency-key'] !== undefined
}

function isList(response: unknown): boolean {
  return itemsOf(response) !== undefined
}

function itemsOf(response: unknown): WordSchema | undefined {
  const { properties = {} } = (response as Record<string, WordSchema> | undefined)?.[200] ?? {}
  return properties.results?.items ?? (properties.pagination ? properties.data?.items : undefined)
}

/** `?sentStatus=`: a field of the response that is no filter. */
function answerNames(response: unknown): [string, string][] {
  return topNames(wordsOf(itemsOf(response))).map((name) => [name, 'results'])
}

/** The body of a route that takes none; the empty one that some programs send is ignored. */
function inVain(body: unknown): Strays {
  if (body === undefined || body === null) return { refused: [], unknown: [] }
  const isFields = typeof body === 'object' && !Array.isArray(body)
  return { refused: [], unknown: isFields ? Object.keys(body).slice(0, 100) : ['body'] }
}

function allRefused({ refused, unknown }: Strays): Strays {
  return { refused: [...refused, ...unknown.map((path): Violation => ({ path, rule: 'unknown_field' }))], unknown: [] }
}

/** A name that repeats a path parameter is ignored when the value agrees, and an error when it differs. */
function withoutRepeated(strays: Strays, params: Record<string, string>, given: unknown): Strays {
  if (strays.refused.length === 0 && strays.unknown.length === 0) return strays
  const values = (given ?? {}) as Record<string, unknown>
  const isRepeated = (path: string) => Object.hasOwn(params, path)
  const paths = [...strays.unknown, ...strays.refused.map(({ path }) => path)]
  const wrong = paths
    .filter((path) => isRepeated(path) && String(values[path]) !== params[path])
    .map((path): Violation => ({ path, rule: 'mismatch', args: { expected: params[path] ?? '' } }))
  return {
    refused: [...strays.refused.filter(({ path }) => !isRepeated(path)), ...wrong],
    unknown: strays.unknown.filter((path) => !isRepeated(path)),
  }
}

const maxNamed = 20
const maxRemembered = 1_000

/**
 * In the response and the counter each time; in the log at `info` once for each client, route and set of names, and
 * with every request at `debug`.
 */
function createNotifier(log: HttpDeps['log'], metrics: HttpDeps['metrics']) {
  const reported = new Set<string>()
  return (request: FastifyRequest, reply: FastifyReply, paths: readonly string[]): void => {
    if (paths.length === 0) return
    const names = namesForLog(paths, maxNamed)
    request.ignoredFields = names
    const { url: route = 'none' } = routeOf(request)
    reply.header('recado-ignored', names.join(', '))
    metrics.ignored(route, paths.length)
    const key = [request.client?.id, route, ...names].join(' ')
    if (reported.has(key) || reported.size >= maxRemembered) return
    reported.add(key)
    log.info({ reqId: request.id, route, clientId: request.client?.id, fields: names }, 'fields ignored')
  }
}
