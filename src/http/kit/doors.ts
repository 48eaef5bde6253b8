/**
 * Browser checks before anything else of a request: its host name must be known (no DNS rebinding), and a change must
 * not come from a page of another origin, whatever credentials the browser adds. Pages listed by a client (its
 * `origins`) may call the compatible API with the client's own credentials, by CORS. Also the headers of every
 * response.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hostnameOf, hostOfListening, isListed, isLoopbackName, noHosts } from '../../model/network/hosts.ts'
import type { DoorNames, HttpDeps } from './deps.ts'
import { refuse } from './errors.ts'
import { routeOf } from './route.ts'

type DoorDeps = Pick<HttpDeps, 'names'> & { store: Pick<HttpDeps['store'], 'clients' | 'settingsVersion'> }

/** Defaults of every response: not cached, framed, sniffed, executed, or read by pages of other origins. */
export const plainHeaders = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const

const listeningHere: DoorNames = { host: '127.0.0.1', hosts: noHosts }
const changesNothing = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Register before the hooks that ask for credentials. */
export function registerDoors(app: FastifyInstance, { names }: Pick<DoorDeps, 'names'>): void {
  const isOurName = createNameCheck(names)
  const isOurOrigin = createOriginCheck(names)
  app.decorateRequest('isForeign', false)
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(plainHeaders)
    if (!isOurName(request)) return void refuse(request, reply, 'UNKNOWN_HOST')
    request.isForeign = isForeign(request, isOurOrigin)
    const mayBeLetIn = routeOf(request).config?.access === 'client' && isCors(request)
    const isRefused = request.isForeign && !changesNothing.has(request.method) && !mayBeLetIn
    if (isRefused) return void refuse(request, reply, 'CROSS_SITE')
    done()
  })
}

/**
 * Runs once the client is known: its own pages may read the response; changes from other pages are refused here at the
 * latest.
 */
export function admitOrigin(request: FastifyRequest, reply: FastifyReply): boolean {
  if (!request.isForeign) return true
  const { origin } = request.headers
  if (origin !== undefined && request.client?.origins?.includes(origin)) {
    reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': reported, vary: 'origin' })
    return true
  }
  if (changesNothing.has(request.method)) return true
  refuse(request, reply, 'CROSS_SITE')
  return false
}

/** What is asked of a request under a name. */
type Named = { headers: { host?: string | undefined }; raw: { socket: { localAddress?: string | undefined } } }

/**
 * Accepts loopback, the listening address, the public address, the list; when listening on all addresses, the one that
 * was reached.
 */
export function createNameCheck({ host, publicUrl, hosts }: DoorNames = listeningHere): (request: Named) => boolean {
  const listening = hostOfListening(host)
  const own = new Set([listening, publicUrl && hostnameOf(new URL(publicUrl).host)])
  return ({ headers, raw }) => {
    // Only HTTP/1.0 omits it, which no browser speaks.
    if (headers.host === undefined) return true
    const name = hostnameOf(headers.host)
    if (name === undefined) return false
    if (isLoopbackName(name) || own.has(name) || isListed(hosts, name)) return true
    return listening === undefined && isAddress(name, raw.socket.localAddress)
  }
}

function isAddress(name: string, address = ''): boolean {
  const plain = address.replace(/^::ffff:(?=\d)/, '')
  return name === (plain.includes(':') ? `[${plain}]` : plain)
}

/** The page was served under the name that it calls, or under the public one. */
function createOriginCheck({
  publicUrl,
}: DoorNames = listeningHere): (origin: string, host: string | undefined) => boolean {
  const world = publicUrl === undefined ? undefined : new URL(publicUrl)
  return (origin, host) => {
    if (origin === world?.origin) return true
    const page = /^https?:\/\/([^/]+)$/.exec(origin)?.[1]
    return page !== undefined && page === host?.toLowerCase() && page !== world?.host
  }
}

function isForeign({ headers }: FastifyRequest, isOurs: ReturnType<typeof createOriginCheck>): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true
  return headers.origin !== undefined && !isOurs(headers.origin, headers.host)
}

/**
 * From a script that may read the response: a form, or a request that cannot, carries only what the browser remembers.
 */
function isCors({ headers }: FastifyRequest): boolean {
  const mode = headers['sec-fetch-mode']
  return headers.origin !== undefined && (mode === undefined || mode === 'cors')
}

// ── preflight ───────────────────────────────────────────────

/** Headers that a page may send and read; never with credentials of the browser. */
const asked =
  'authorization, x-api-key, content-type, accept-language, idempotency-key, if-match, ' +
  'if-none-match, if-modified-since, x-request-id'
const reported =
  'etag, retry-after, x-request-id, idempotency-replayed, recado-ignored, recado-notice, recado-window, ' +
  'content-disposition, content-range, accept-ranges, link, location, x-total-count'
const allowed = {
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': asked,
  'access-control-max-age': '600',
} as const

/**
 * A preflight has no credentials: it is answered for the pages of any client, and the request itself for its own
 * client's. Register before the routes.
 */
export function registerPreflights(app: FastifyInstance, deps: DoorDeps): void {
  const isNamed = createOriginList(deps)
  const known = new Set<string>()
  const options = { config: { access: 'public' }, schema: { hide: true } } as const
  app.addHook('onRoute', ({ url, config }) => {
    if (config?.access !== 'client' || known.has(url)) return
    known.add(url)
    app.options(url, options, async ({ headers: { origin } }, reply) => {
      reply.header('vary', 'origin')
      if (origin !== undefined && (await isNamed(origin)))
        reply.headers({ ...allowed, 'access-control-allow-origin': origin })
      return reply.code(204).send()
    })
  })
}

const freshMs = 10_000

/** All clients' origins, read again when the settings changed or after a while. */
function createOriginList({ store }: DoorDeps): (origin: string) => Promise<boolean> {
  let retained: { version: number; until: number; origins: Set<string> } | undefined
  return async (origin) => {
    const version = store.settingsVersion()
    if (retained?.version !== version || performance.now() > retained.until) {
      const origins = new Set((await store.clients()).flatMap((client) => client.origins ?? []))
      retained = { version, until: performance.now() + freshMs, origins }
    }
    return retained.origins.has(origin)
  }
}
