/**
 * Who calls, decided before the body is read: client by basic authentication, then its bot (404, 403), or the operator by bearer.
 * A verified header is remembered by its hash, so that a request costs one hash instead of a look into the store; the memory is
 * bounded, ends with the secret, and is emptied when a client changes here (elsewhere: within `rememberedMs`).
 */
import { createHash, hash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Bot, Client } from '../model/bot.ts'
import type { HttpDeps } from './deps.ts'
import { refuse, refuseUnauthenticated } from './errors.ts'

const mostRemembered = 10_000
const rememberedMs = 30_000

export type Auth = ReturnType<typeof makeAuth>

export function makeAuth(deps: Pick<HttpDeps, 'config' | 'store' | 'clock' | 'sealClientSecret'>) {
  const remembered = new Map<string, { client: Client; until: number }>()
  const adminDigest = deps.config.adminToken === undefined ? undefined : digest(deps.config.adminToken)

  async function clientOf(header: string | undefined): Promise<Client | undefined> {
    if (header === undefined || header.length > 1_000) return undefined
    const key = hash('sha256', header, 'base64')
    const now = deps.clock()
    const known = remembered.get(key)
    if (known !== undefined && known.until > now) return known.client
    const verified = await verify(deps, header, now)
    if (verified === undefined) return undefined
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(key, { client: verified.client, until: Math.min(now + rememberedMs, verified.expiresAt) })
    return verified.client
  }

  return {
    /** onRequest: lets the request in with its client, bot or neither, or has already refused it. */
    async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      const { access } = request.routeOptions.config
      if (access === 'client') await admitClient(request, reply)
      if (access === 'admin') await admitAdmin(request, reply)
    },
    /** A client or its secrets changed. */
    forget(): void {
      remembered.clear()
    },
  }

  async function admitClient(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const client = await clientOf(request.headers.authorization)
    if (client === undefined) return refuseUnauthenticated(reply, 'Basic')
    request.client = client
    await admitToBotOfPath(request, reply)
  }

  async function admitAdmin(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const isAdmin = token !== undefined && adminDigest !== undefined && timingSafeEqual(digest(token), adminDigest)
    if (!isAdmin) return refuseUnauthenticated(reply, 'Bearer')
    await admitToBotOfPath(request, reply)
  }

  async function admitToBotOfPath(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { botId } = request.params as { botId?: string }
    if (botId !== undefined) await admitToBot(deps, request, reply, botId)
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
