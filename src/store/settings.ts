/**
 * Bots, endpoints and clients. Secrets are sealed on the way in and opened on the way out (promise 12); what the hot paths
 * ask for at every message is answered from memory, renewed after each write.
 */
import type { Bot, Client, Endpoint, EndpointAuth } from '../model/bot.ts'
import type { Seal } from './seal.ts'
import type { StoredSecret } from './store.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

export type Settings = { bots: Map<string, Bot>; endpoints: Map<string, Endpoint> }

/** Everything that is kept in memory. */
export function* loadSettings(seal: Seal): Transaction<Settings> {
  const bots = yield* rows<BotRow>('select * from bots order by created_at, id')
  const endpoints = yield* rows<EndpointRow>('select * from endpoints order by created_at, id')
  return {
    bots: new Map(bots.map((found) => [found.id, botOf(seal, found)])),
    endpoints: new Map(endpoints.map((found) => [found.id, endpointOf(seal, found)])),
  }
}

// ── bots ────────────────────────────────────────────────────

type BotRow = { id: string; settings: string; secrets: string; created_at: number; updated_at: number }
type BotSecrets = { accessToken: string; appSecret: string; verifyToken: string; webhookSecret: string }

function botOf(seal: Seal, found: BotRow): Bot {
  const settings = JSON.parse(found.settings) as Omit<Bot, 'webhookSecret'>
  const { webhookSecret, ...channelSecrets } = JSON.parse(seal.open(found.secrets)) as BotSecrets
  return { ...settings, channel: { ...settings.channel, ...channelSecrets }, webhookSecret }
}

export function* putBot(seal: Seal, bot: Bot): Transaction<void> {
  const { webhookSecret, channel, ...settings } = bot
  const { accessToken, appSecret, verifyToken, ...openChannel } = channel
  const secrets: BotSecrets = { accessToken, appSecret, verifyToken, webhookSecret }
  yield* rows(
    `insert into bots (id, phone_number_id, waba_id, settings, secrets, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (id) do update set phone_number_id = $2, waba_id = $3, settings = $4, secrets = $5, updated_at = $7`,
    bot.id,
    channel.phoneNumberId,
    channel.wabaId,
    JSON.stringify({ ...settings, channel: openChannel }),
    seal.seal(JSON.stringify(secrets)),
    bot.createdAt,
    bot.updatedAt,
  )
}

export function* deleteBot(id: string): Transaction<boolean> {
  const deleted = yield* row('delete from bots where id = $1 returning id', id)
  const endpoints = yield* rows<{ id: string }>('select id from endpoints where bot_id = $1', id)
  for (const endpoint of endpoints) yield* deleteEndpoint(endpoint.id)
  yield* rows('delete from templates where bot_id = $1', id)
  yield* rows('delete from skills where bot_id = $1', id)
  return deleted !== undefined
}

// ── endpoints ───────────────────────────────────────────────

type EndpointRow = {
  id: string
  bot_id: string
  url: string
  events: string
  auth: string | null
  created_at: number
  disabled_at: number | null
  disabled_reason: 'gone' | 'failing' | null
  resumed_at: number | null
  wishes: string | null
}

function endpointOf(seal: Seal, found: EndpointRow): Endpoint {
  return {
    id: found.id,
    botId: found.bot_id,
    url: found.url,
    events: JSON.parse(found.events) as string[],
    auth: found.auth === null ? undefined : (JSON.parse(seal.open(found.auth)) as EndpointAuth),
    createdAt: found.created_at,
    disabledAt: found.disabled_at ?? undefined,
    ...(found.disabled_reason && { disabledReason: found.disabled_reason }),
    ...(found.resumed_at && { resumedAt: found.resumed_at }),
    ...parse<Wishes>(found.wishes),
  }
}

type Wishes = Pick<Endpoint, 'isOnlyManual' | 'maxAttempts'>

function wishesOf({ isOnlyManual, maxAttempts }: Endpoint): Wishes | undefined {
  if (!isOnlyManual && maxAttempts === undefined) return undefined
  return { ...(isOnlyManual ? { isOnlyManual } : {}), ...(maxAttempts === undefined ? {} : { maxAttempts }) }
}

export function* putEndpoint(seal: Seal, endpoint: Endpoint): Transaction<void> {
  yield* rows(
    `insert into endpoints (id, bot_id, url, events, auth, created_at, disabled_at, wishes)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (id) do update set url = $3, events = $4, auth = $5, disabled_at = $7, wishes = $8`,
    endpoint.id,
    endpoint.botId,
    endpoint.url,
    JSON.stringify(endpoint.events),
    endpoint.auth && seal.seal(JSON.stringify(endpoint.auth)),
    endpoint.createdAt,
    endpoint.disabledAt,
    json(wishesOf(endpoint)),
  )
}

/** What waited for it has nowhere to go any more. */
export function* deleteEndpoint(id: string): Transaction<boolean> {
  const deleted = yield* row('delete from endpoints where id = $1 returning id', id)
  yield* rows(
    `update deliveries set state = 'given_up', due_at = null where endpoint_id = $1 and state = 'waiting'`,
    id,
  )
  return deleted !== undefined
}

// ── clients ─────────────────────────────────────────────────

type ClientRow = { id: string; name: string; bots: string; created_at: number; updated_at: number }

export function* clients(): Transaction<Client[]> {
  const found = yield* rows<ClientRow>('select * from clients order by created_at, id')
  return found.map((client) => ({
    id: client.id,
    name: client.name,
    bots: JSON.parse(client.bots) as Client['bots'],
    createdAt: client.created_at,
    updatedAt: client.updated_at,
  }))
}

export function* putClient(client: Client): Transaction<void> {
  yield* rows(
    `insert into clients (id, name, bots, created_at, updated_at) values ($1, $2, $3, $4, $5)
     on conflict (id) do update set name = $2, bots = $3, updated_at = $5`,
    client.id,
    client.name,
    JSON.stringify(client.bots),
    client.createdAt,
    client.updatedAt,
  )
}

export function* deleteClient(id: string): Transaction<boolean> {
  yield* rows('delete from client_secrets where client_id = $1', id)
  const deleted = yield* row('delete from clients where id = $1 returning id', id)
  return deleted !== undefined
}

type SecretRow = { client_id: string; secret_hash: string; created_at: number; expires_at: number | null }

export function* clientSecrets(clientId: string): Transaction<StoredSecret[]> {
  const found = yield* rows<SecretRow>(
    'select * from client_secrets where client_id = $1 order by created_at',
    clientId,
  )
  return found.map((secret) => ({
    clientId: secret.client_id,
    secretHash: secret.secret_hash,
    createdAt: secret.created_at,
    expiresAt: secret.expires_at ?? undefined,
  }))
}

export function* addClientSecret(secret: StoredSecret): Transaction<void> {
  yield* rows(
    `insert into client_secrets (client_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4)
     on conflict (client_id, secret_hash) do update set expires_at = $4`,
    secret.clientId,
    secret.secretHash,
    secret.createdAt,
    secret.expiresAt,
  )
}

export function* expireClientSecrets(clientId: string, exceptHash: string, endAt: number): Transaction<void> {
  yield* rows(
    `update client_secrets set expires_at = $3
     where client_id = $1 and secret_hash <> $2 and (expires_at is null or expires_at > $3)`,
    clientId,
    exceptHash,
    endAt,
  )
}
