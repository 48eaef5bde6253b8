/**
 * Authentication, before the body is read: a client by basic authentication, then its bot (404, 403), or the operator
 * by bearer. An API key or a session may do either, as far as its roles permit the operation
 * (`model/access/operations.ts`): 403 where none does. A verified header is cached by its hash, so that a request costs
 * one hash instead of a query; the cache is bounded, and entries end with the secret and with the settings version they
 * were verified under: after any process changes a client or a bot, every process verifies again as soon as it learns
 * of it, one heartbeat later at most.
 */
import { createHash, hash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createPrincipals, type Principal } from '../../access/principal.ts'
import { isToken, visiblePrefix } from '../../access/tokens.ts'
import type { Operation } from '../../model/access/operation.ts'
import { operationOf } from '../../model/access/operations.ts'
import { type BotScope, isInScope, scopeOf } from '../../model/access/roles.ts'
import type { Bot, Client } from '../../model/bot/bot.ts'
import { notifyAbout } from './audit.ts'
import { createSignIn } from './credentials.ts'
import type { HttpDeps } from './deps.ts'
import { admitOrigin } from './doors.ts'
import { refuse, refuseUnauthenticated } from './errors.ts'
import { operationNameOf, routeOf } from './route.ts'
import { cookieOf, isProven } from './session-cookie.ts'

const maxRemembered = 10_000
const rememberedMs = 30_000

type AuthDeps = Pick<HttpDeps, 'config' | 'store' | 'clock' | 'access' | 'log' | 'metrics'>

export type Auth = ReturnType<typeof createAuth>

export function createAuth(deps: AuthDeps) {
  const clients = createClients(deps)
  const isAdmin = createAdminCheck(deps.config)
  const { seal, sessionIdleMs } = deps.access
  const principals = createPrincipals({ ...deps, hashes: seal.hashes, sessionIdleMs })

  const ofKey = async (header: string): Promise<Caller | undefined> => {
    const token = bearerOf(header)
    const principal = token === undefined ? undefined : await principals.ofKey(token)
    return principal && { principal }
  }
  const signIn = {
    client: createSignIn<Caller>(deps, {
      challenge: 'Basic',
      nameOf: (header) => parseBasic(header)?.id ?? nameOfKey(header),
      async evaluate(header) {
        const client = await clients.find(header)
        return client ? { client } : ofKey(header)
      },
    }),
    admin: createSignIn<Caller>(deps, {
      challenge: 'Bearer',
      nameOf: nameOfKey,
      evaluate: (header) => (isAdmin(header) ? { isOperator: true } : ofKey(header)),
    }),
  }

  /** Credentials named by the request take precedence over those that a browser adds. Undefined: refused. */
  async function callerOf(
    request: FastifyRequest,
    reply: FastifyReply,
    access: 'client' | 'admin',
  ): Promise<Caller | undefined> {
    const { authorization } = request.headers
    if (authorization !== undefined) {
      const client = access === 'client' ? clients.remembered(authorization) : undefined
      return client ? { client } : signIn[access](request, reply)
    }
    const session = cookieOf(request, deps.access.isSecure())
    const principal = session === undefined ? undefined : await principals.ofSession(session)
    if (principal !== undefined) return { principal }
    refuseUnauthenticated(reply, access === 'client' ? 'Basic' : 'Bearer')
    return undefined
  }

  return {
    /**
     * What the credentials of an admitted request permit by now, for an answer that lasts. That is no use of them: a
     * session without any other ends in its time.
     */
    async scopeNow(request: FastifyRequest): Promise<BotScope | undefined> {
      const { authorization } = request.headers
      if (authorization !== undefined && isAdmin(authorization)) return 'all'
      const key = authorization === undefined ? undefined : bearerOf(authorization)
      const session = authorization === undefined ? cookieOf(request, deps.access.isSecure()) : undefined
      const principal =
        (key !== undefined && (await principals.ofKey(key, 'look'))) ||
        (session !== undefined && (await principals.ofSession(session, 'look')))
      const operation = operationOf(operationNameOf(request))
      return principal ? permitted(principal, operation) : undefined
    },
    /** onRequest: admits the request with its caller and bot, or refuses it. */
    async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { access } = routeOf(request).config
      if (access !== 'client' && access !== 'admin') return
      readApiKeyHeader(request)
      const caller = await callerOf(request, reply, access)
      if (caller === undefined) return
      request.client = caller.client
      request.principal = caller.principal
      request.scope = caller.isOperator ? 'all' : caller.client?.bots
      if (!admitTo(request, reply, access)) return
      if (access === 'client' && !admitOrigin(request, reply)) return
      await admitToBotOfPath(deps, request, reply)
    },
  }
}

/**
 * The header of the compatible API's newer pages (jelou-api.md, 18.2) has the same key as a bearer. `Authorization`
 * takes precedence.
 */
function readApiKeyHeader({ headers }: FastifyRequest): void {
  const key = headers['x-api-key']
  if (headers.authorization === undefined && typeof key === 'string') headers.authorization = `Bearer ${key}`
}

/** Exactly one is set. */
type Caller = { client?: Client; principal?: Principal; isOperator?: true }

/** The bearer's name in failure counts and the log: for an API key its non-secret part. */
function nameOfKey(header: string): string | undefined {
  const token = bearerOf(header)
  if (token === undefined) return undefined
  return isToken('key', token) ? visiblePrefix(token) : 'operator'
}

/** Sets what the caller may do here, or refuses. Clients and the management token may use all routes of their kind. */
function admitTo(request: FastifyRequest, reply: FastifyReply, access: 'client' | 'admin'): boolean {
  const { principal } = request
  if (principal?.kind === 'user' && !isProven(request)) {
    refuse(request, reply, 'CSRF_REFUSED')
    return false
  }
  const operation = operationOf(operationNameOf(request))
  const isOwn = operation?.permission === 'self'
  const scope = principal ? permitted(principal, operation) : isOwn ? [] : (request.scope ?? [])
  const isHeld = scope === 'all' || (scope.length > 0 && operation?.reach !== 'all')
  if ((principal || isOwn) && !isHeld) {
    refuse(request, reply, 'FORBIDDEN_ROLE')
    return false
  }
  request.scope = scope
  if (principal && access === 'client') request.client = asClient(principal, scope)
  return true
}

/** The bots for which the roles permit it. */
function permitted({ kind, grants }: Principal, operation: Operation | undefined): BotScope {
  if (operation === undefined) return []
  const { permission } = operation
  if (permission === 'any') return 'all'
  if (permission === 'self') return kind === 'user' ? 'all' : []
  return scopeOf(grants, permission)
}

/** The caller as the compatible API sees it: the id contains a colon, so no client can have it. */
function asClient({ kind, id, name }: Principal, scope: BotScope): Client {
  const bots = scope === 'all' ? scope : [...scope]
  return { id: `${kind}:${id}`, name, bots, createdAt: 0, updatedAt: 0 }
}

/** A path that names an endpoint alone means the endpoint's bot. */
async function admitToBotOfPath(deps: AuthDeps, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { botId, endpointId } = request.params as { botId?: string; endpointId?: string }
  if (botId !== undefined) {
    await admitToBot(deps, request, reply, botId)
    return
  }
  if (endpointId === undefined || request.scope === 'all') return
  const endpoint = await deps.store.endpoint(endpointId)
  if (endpoint) await admitToBot(deps, request, reply, endpoint.botId)
}

/** Clients by their header, verified once and then cached. */
function createClients(deps: AuthDeps) {
  const remembered = new Map<string, { client: Client; until: number; version: number }>()
  return {
    remembered(header: string | undefined): Client | undefined {
      const known = header === undefined ? undefined : remembered.get(hash('sha256', header, 'base64'))
      const isValid = known && known.until > deps.clock() && known.version === deps.store.settingsVersion()
      return isValid ? known.client : undefined
    },
    async find(header: string): Promise<Client | undefined> {
      const now = deps.clock()
      // Read before the query, so that a change during the query counts as another version.
      const version = deps.store.settingsVersion()
      const verified = await verify(deps, header, now)
      if (verified === undefined) return undefined
      if (remembered.size >= maxRemembered) remembered.clear()
      const until = Math.min(now + rememberedMs, verified.expiresAt)
      remembered.set(hash('sha256', header, 'base64'), { client: verified.client, until, version })
      return verified.client
    },
  }
}

/** The token, and the previous one while callers change over. Without a token no caller is the operator. */
function createAdminCheck({
  adminToken,
  formerAdminToken,
}: HttpDeps['config']): (header: string | undefined) => boolean {
  const expected = [adminToken, formerAdminToken].flatMap((token) => (token === undefined ? [] : [digest(token)]))
  return (header) => {
    const token = bearerOf(header)
    if (token === undefined) return false
    const given = digest(token)
    // Each in constant time, and all of them: which one matched is not revealed.
    return expected.filter((one) => timingSafeEqual(given, one)).length > 0
  }
}

function bearerOf(header: string | undefined): string | undefined {
  return header !== undefined && header.length <= 1_000 ? /^Bearer +(\S+)$/i.exec(header)?.[1] : undefined
}

/** Finds the bot and checks the caller's scope. Sets `request.bot`, or refuses. */
export async function admitToBot(
  deps: Pick<HttpDeps, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  botId: string,
): Promise<boolean> {
  const bot = await deps.store.bot(botId)
  if (bot !== undefined && isInScope(request.scope ?? [], botId)) {
    request.bot = bot
    notifyAbout(request, { botId })
    return true
  }
  refuse(request, reply, bot === undefined ? 'BOT_NOT_FOUND' : 'FORBIDDEN_BOT')
  return false
}

/** The bot that the route was admitted to. */
export function botOf(request: FastifyRequest): Bot {
  if (request.bot === undefined) throw new Error(`${routeOf(request).url} has no bot`)
  return request.bot
}

export function clientOf(request: FastifyRequest): Client {
  if (request.client === undefined) throw new Error(`${routeOf(request).url} has no client`)
  return request.client
}

/** Every valid secret of the client is tried, each in constant time; an unknown client costs the same hashes. */
async function verify(
  deps: Pick<HttpDeps, 'store' | 'access' | 'log'>,
  header: string,
  now: number,
): Promise<{ client: Client; expiresAt: number } | undefined> {
  const credentials = parseBasic(header)
  if (credentials === undefined) return undefined
  const forms = deps.access.seal.hashes('clients', credentials.secret)
  const client = await deps.store.client(credentials.id)
  if (client === undefined) return undefined
  for (const { secretHash, expiresAt = Number.POSITIVE_INFINITY } of await deps.store.clientSecrets(client.id)) {
    // All forms are tried: which one matched is not revealed.
    const isRight = forms.filter((form) => isSame(form, secretHash)).length > 0
    if (!isRight || expiresAt <= now) continue
    // Stored under a former master: the plain secret is known at this moment, and is hashed again under the current
    // one.
    if (forms[0] !== secretHash) await freshen(deps, secretHash, forms)
    return { client, expiresAt }
  }
  return undefined
}

function parseBasic(header: string): { id: string; secret: string } | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(header)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  return colon < 1 ? undefined : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

function isSame(form: string, stored: string): boolean {
  const [a, b] = [Buffer.from(form), Buffer.from(stored)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** A failure here does not fail the request. */
async function freshen({ store, log }: Pick<HttpDeps, 'store' | 'log'>, form: string, forms: readonly string[]) {
  await store
    .freshenSecret(form, forms)
    .catch((err: unknown) => log.warn({ err }, "a client's secret could not be hashed under the present master key"))
}

/** Equal lengths for the constant-time comparison. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
