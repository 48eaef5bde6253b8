/**
 * Who calls, decided before the body is read: client by basic authentication, then its bot (404, 403), or the operator by bearer.
 * A verified header is remembered by its hash, so that a request costs one hash instead of a look into the store; the memory is
 * bounded, ends with the secret, and with the version of the settings under which it was verified: whichever process changed a client or
 * a bot, every process asks again as soon as it hears of it, at the latest a beat later.
 */
import { createHash, hash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bot, Client } from '../model/bot.ts'
import type { HttpDeps } from './deps.ts'
import { admitOrigin } from './doors.ts'
import { refuse, refuseUnauthenticated } from './errors.ts'

const mostRemembered = 10_000
const rememberedMs = 30_000

type AuthDeps = Pick<HttpDeps, 'config' | 'store' | 'clock' | 'sealClientSecret'>

export type Auth = ReturnType<typeof makeAuth>

export function makeAuth(deps: AuthDeps) {
  const clients = makeClients(deps)
  const isAdmin = makeAdminCheck(deps.config.adminToken)

  async function admitToBotOfPath(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { botId } = request.params as { botId?: string }
    if (botId !== undefined) await admitToBot(deps, request, reply, botId)
  }

  return {
    /** onRequest: lets the request in with its client and bot, or refuses it. */
    async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { access } = request.routeOptions.config
      const { authorization } = request.headers
      if (access === 'client') {
        request.client = await clients.find(authorization)
        if (request.client === undefined) return refuseUnauthenticated(reply, 'Basic')
        if (!admitOrigin(request, reply)) return
        await admitToBotOfPath(request, reply)
      }
      if (access === 'admin') {
        if (!isAdmin(authorization)) return refuseUnauthenticated(reply, 'Bearer')
        await admitToBotOfPath(request, reply)
      }
    },
  }
}

/** Clients by their header, verified once and then remembered. */
function makeClients(deps: AuthDeps) {
  const remembered = new Map<string, { client: Client; until: number; version: number }>()
  return {
    async find(header: string | undefined): Promise<Client | undefined> {
      if (header === undefined || header.length > 1_000) return undefined
      const key = hash('sha256', header, 'base64')
      const now = deps.clock()
      const known = remembered.get(key)
      // Asked before the look: what changes while it looks is another version.
      const version = deps.store.settingsVersion()
      if (known !== undefined && known.until > now && known.version === version) return known.client
      const verified = await verify(deps, header, now)
      if (verified === undefined) return undefined
      if (remembered.size >= mostRemembered) remembered.clear()
      const until = Math.min(now + rememberedMs, verified.expiresAt)
      remembered.set(key, { client: verified.client, until, version })
      return verified.client
    },
  }
}

/** Without a token nobody is the operator. */
function makeAdminCheck(adminToken: string | undefined): (header: string | undefined) => boolean {
  if (adminToken === undefined) return () => false
  const expected = digest(adminToken)
  return (header) => {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
    return token !== undefined && timingSafeEqual(digest(token), expected)
  }
}

/** Finds the bot and holds it against the client's scope (no client = the operator). Sets `request.bot`, or refuses. */
export async function admitToBot(
  deps: Pick<HttpDeps, 'store'>,
  request: FastifyRequest,
  reply: FastifyReply,
  botId: string,
): Promise<boolean> {
  const bot = await deps.store.bot(botId)
  const scope = request.client?.bots ?? 'all'
  if (bot !== undefined && (scope === 'all' || scope.includes(botId))) {
    request.bot = bot
    return true
  }
  refuse(request, reply, bot === undefined ? 'BOT_NOT_FOUND' : 'FORBIDDEN_BOT')
  return false
}

/** The bot that the route was admitted to. */
export function botOf(request: FastifyRequest): Bot {
  if (request.bot === undefined) throw new Error(`${request.routeOptions.url} has no bot`)
  return request.bot
}

export function clientOf(request: FastifyRequest): Client {
  if (request.client === undefined) throw new Error(`${request.routeOptions.url} has no client`)
  return request.client
}

/** Every living secret of the client is tried, each in constant time; an unknown client costs the same hash. */
async function verify(
  deps: Pick<HttpDeps, 'store' | 'sealClientSecret'>,
  header: string,
  now: number,
): Promise<{ client: Client; expiresAt: number } | undefined> {
  const credentials = parseBasic(header)
  if (credentials === undefined) return undefined
  const sealed = Buffer.from(deps.sealClientSecret(credentials.secret))
  const client = await deps.store.client(credentials.id)
  if (client === undefined) return undefined
  for (const { secretHash, expiresAt = Number.POSITIVE_INFINITY } of await deps.store.clientSecrets(client.id)) {
    const stored = Buffer.from(secretHash)
    const equal = stored.length === sealed.length && timingSafeEqual(stored, sealed)
    if (equal && expiresAt > now) return { client, expiresAt }
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

/** Equal lengths for the constant-time comparison. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
