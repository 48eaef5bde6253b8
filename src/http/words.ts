/**
 * Nothing is ignored in silence: every name in the body, the form or the query of a request that its route's schemas do not know is either
 * refused, with the name that is meant, or told in `Recado-Ignored`, counted and logged. What takes something away, signing in, and a client
 * that asked for it, have all of them refused: `?lang=es` (meant: `language`) would else take every language. Set up by server.
 */
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import type { Violation } from '../model/violation.ts'
import {
  type Elsewhere,
  type Strays,
  straysIn,
  topNames,
  type WordSchema,
  type Words,
  wordsOf,
} from '../model/words.ts'
import type { HttpDeps } from './deps.ts'
import { isMisspelled, namesForLog, refuseInvalid } from './errors.ts'

/** What a route knows, made once. */
type Known = {
  query: Words | undefined
  body: Words | undefined
  queryElsewhere: Elsewhere
  bodyElsewhere: Elsewhere
  isDestructive: boolean
  takesBody: boolean
  /** Signing in: nobody is known yet, so nobody's words are logged. */
  isPublic: boolean
}

/** Names of Meta's own send request that change what a person gets, and that this API has no place for. */
const metaNames = ['context', 'preview_url', 'recipient', 'biz_opaque_callback_data', 'recipient_identity_key_hash']

export type RouteWords = ReturnType<typeof makeWords>

export function makeWords(deps: Pick<HttpDeps, 'log' | 'metrics'>) {
  const knowledge = makeKnowledge()
  const tell = makeTelling(deps.log, deps.metrics)
  return {
    /** onRoute. */
    learn: knowledge.learn,
    /** preValidation: a schema that refuses what is missing names what was misspelt as well. */
    look(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      const { access } = request.routeOptions.config
      if (access === 'client' || access === 'admin' || isSignIn(request.routeOptions)) {
        const { refused, unknown } = judge(request, request.body, knowledge.of(request.routeOptions))
        request.misspelled = refused
        tell(request, reply, unknown)
      }
      done()
    },
    /** preHandler. What sends has more to say of its body, and says it all at once: its handler asks `isMisspelled`. */
    refuse(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
      if (isMisspelled(request) && !isSending(request.routeOptions.schema ?? {})) refuseInvalid(request, reply, [])
      else done()
    },
    /** A form, which its handler reads, and then asks `isMisspelled`. */
    lookAtForm(request: FastifyRequest, reply: FastifyReply, fields: Record<string, unknown>): void {
      const { refused, unknown } = judge(request, fields, knowledge.of(request.routeOptions))
      request.misspelled = refused
      tell(request, reply, unknown)
    },
  }
}

/** What each route knows, and what one route of a kind knows that the others of that kind have no use for. */
function makeKnowledge() {
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
      isDestructive: method === 'DELETE' || config.isDestructive === true,
      takesBody: body !== undefined,
      isPublic: config.access === 'public',
    }
  }

  return {
    /** Made at the first request, when every route is there. */
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

/** What is wrong with it, and the names that it has in vain. */
function judge(request: FastifyRequest, body: unknown, at: Known): Strays {
  const named = request.params as Record<string, string>
  const isStrict = request.client?.strict === true || at.isPublic
  const inQuery = withoutRepeated(straysIn(at.query, request.query, at.queryElsewhere), named, request.query)
  const inBody = at.takesBody ? straysIn(at.body, body, at.bodyElsewhere) : inVain(body)
  const strays = [
    isStrict || at.isDestructive ? allRefused(inQuery) : inQuery,
    // What a destructive call takes besides is for its own parser to judge.
    isStrict || (at.isDestructive && !at.takesBody) ? allRefused(inBody) : withoutRepeated(inBody, named, body),
  ]
  return { refused: strays.flatMap((one) => one.refused), unknown: strays.flatMap((one) => one.unknown) }
}

/** What anybody may ask with a body. */
function isSignIn({ config, schema }: FastifyRequest['routeOptions']): boolean {
  return config.access === 'public' && schema?.body !== undefined
}

/** A query of no fields. */
const nothingKnown = wordsOf({ properties: {} })

type Schemas = { body?: unknown; headers?: unknown; response?: unknown; querystring?: unknown }

/** What the body is told by: the schema that it is checked by, unless the route says that this is wider than what it reads. */
function bodySchema({ config, schema }: { config?: { words?: WordSchema } | undefined; schema: Schemas }) {
  const body = schema.body as (WordSchema & { content?: Record<string, { schema: WordSchema }> }) | undefined
  return config?.words ?? body?.content?.['application/json']?.schema ?? body
}

/** Whoever may repeat it under one key sends something. */
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

/** `?sentStatus=`: an answer shows it, and nothing can be asked by it. */
function answerNames(response: unknown): [string, string][] {
  return topNames(wordsOf(itemsOf(response))).map((name) => [name, 'results'])
}

/** The body of a route that takes none; the empty one that some programs send says nothing. */
function inVain(body: unknown): Strays {
  if (body === undefined || body === null) return { refused: [], unknown: [] }
  const isFields = typeof body === 'object' && !Array.isArray(body)
  return { refused: [], unknown: isFields ? Object.keys(body).slice(0, 100) : ['body'] }
}

function allRefused({ refused, unknown }: Strays): Strays {
  return { refused: [...refused, ...unknown.map((path): Violation => ({ path, rule: 'unknown_field' }))], unknown: [] }
}

/** What repeats the path is no stray when it says the same, and a mistake when it says something else. */
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

const mostNamed = 20
const mostRemembered = 1_000

/** In the answer and the count each time; in the log at `info` once for each client, route and set of names, and with every request at `debug`. */
function makeTelling(log: HttpDeps['log'], metrics: HttpDeps['metrics']) {
  const told = new Set<string>()
  return (request: FastifyRequest, reply: FastifyReply, paths: readonly string[]): void => {
    if (paths.length === 0) return
    const names = namesForLog(paths, mostNamed)
    request.ignoredFields = names
    const { url: route = 'none' } = request.routeOptions
    reply.header('recado-ignored', names.join(', '))
    metrics.ignored(route, paths.length)
    const key = [request.client?.id, route, ...names].join(' ')
    if (told.has(key) || told.size >= mostRemembered) return
    told.add(key)
    log.info({ reqId: request.id, route, clientId: request.client?.id, fields: names }, 'fields without effect')
  }
}
