/**
 * API clients and their secrets, of which only a keyed hash is stored. A change increments the settings version in its
 * transaction, so that every process reads the access rights again (http/kit/auth.ts): at once after a notification, at
 * the next heartbeat without one.
 */
import type { Client } from '../../model/bot/bot.ts'
import type { Quotas } from '../../model/quota.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type ClientChange = Partial<Pick<Client, 'name' | 'bots' | 'strict' | 'origins'>>

type ClientRow = {
  id: string
  name: string
  bots: string
  is_strict: number
  origins: string | null
  created_at: number
  updated_at: number
  revision: number
}

export function* clients(): Transaction<Client[]> {
  return (yield* query<ClientRow>('select * from clients order by created_at, id')).map(clientOf)
}

export function* client(id: string): Transaction<Client | undefined> {
  const found = yield* queryOne<ClientRow>('select * from clients where id = $1', id)
  return found && clientOf(found)
}

function clientOf(found: ClientRow): Client {
  return {
    id: found.id,
    name: found.name,
    bots: JSON.parse(found.bots) as Client['bots'],
    ...(Number(found.is_strict) === 1 && { strict: true }),
    ...(found.origins && { origins: JSON.parse(found.origins) as string[] }),
    createdAt: found.created_at,
    updatedAt: found.updated_at,
    revision: Number(found.revision),
  }
}

/** Adds a client with its first secret; false if the id is taken. */
export function* addClient(quotas: Quotas, added: Client, secretHash: string): Transaction<boolean> {
  if (yield* client(added.id)) return false
  yield* within(quotas, 'clients')
  yield* putClient({ ...added, bots: yield* livingScope(added.bots) })
  yield* addClientSecret({ clientId: added.id, secretHash, createdAt: added.createdAt })
  return true
}

/** Inserts or replaces the whole record. */
export function* putClient(client: Client): Transaction<void> {
  yield* query(
    `insert into clients (id, name, bots, created_at, updated_at, revision, is_strict, origins)
     values ($1, $2, $3, $4, $5, $4, $6, $7)
     on conflict (id) do update set name = $2, bots = $3, updated_at = $5, is_strict = $6, origins = $7,
       revision = clients.revision + 1`,
    client.id,
    client.name,
    JSON.stringify(client.bots),
    client.createdAt,
    client.updatedAt,
    client.strict === true ? 1 : 0,
    client.origins && client.origins.length > 0 ? JSON.stringify(client.origins) : undefined,
  )
}

export function* changeClient({ id, change, expected, now }: Changing<ClientChange>): Transaction<Changed<Client>> {
  const known = yield* client(id)
  if (!known) return { kind: 'missing' }
  if (!isExpected(expected, known.revision)) return { kind: 'stale' }
  const bots = yield* livingScope(change.bots ?? known.bots)
  yield* putClient({ ...known, ...change, bots, updatedAt: now })
  const changed = yield* client(id)
  return changed ? { kind: 'changed', value: changed } : { kind: 'missing' }
}

export function* deleteClient(id: string, expected?: Expected): Transaction<Removed> {
  const removed = yield* removeRow('clients', { id }, expected)
  if (removed !== 'stale') yield* query('delete from client_secrets where client_id = $1', id)
  return removed
}

/** Removes a deleted bot from all scopes, so that no client gains access to a later bot of the same id. */
export function* leaveScopes(botId: string, now: number): Transaction<void> {
  for (const one of yield* clients()) {
    if (one.bots === 'all' || !one.bots.includes(botId)) continue
    yield* putClient({ ...one, bots: one.bots.filter((id) => id !== botId), updatedAt: now })
  }
}

/** The scope without deleted bots: it was validated before one of its bots was deleted. */
function* livingScope(scope: Client['bots']): Transaction<Client['bots']> {
  if (scope === 'all') return scope
  const removed = new Set((yield* query<{ id: string }>('select id from deleted_bots')).map(({ id }) => id))
  return scope.filter((id) => !removed.has(id))
}

// ── secrets ─────────────────────────────────────────────────

type SecretRow = {
  client_id: string
  secret_hash: string
  created_at: number
  expires_at: number | null
  source: 'environment' | null
}

export function* clientSecrets(clientId: string): Transaction<StoredSecret[]> {
  const found = yield* query<SecretRow>(
    'select * from client_secrets where client_id = $1 order by created_at',
    clientId,
  )
  return found.map((secret) => ({
    clientId: secret.client_id,
    secretHash: secret.secret_hash,
    createdAt: secret.created_at,
    expiresAt: secret.expires_at ?? undefined,
    ...(secret.source && { source: secret.source }),
  }))
}

export function* addClientSecret({ clientId, secretHash, createdAt, expiresAt }: StoredSecret): Transaction<void> {
  yield* query(
    `insert into client_secrets (client_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4)
     on conflict (client_id, secret_hash) do update set expires_at = $4`,
    clientId,
    secretHash,
    createdAt,
    expiresAt,
  )
}

/** Ended by a rotation: secrets from the environment stay ended too, whatever the environment continues to say. */
export function* expireClientSecrets(clientId: string, exceptHash: string, endAt: number): Transaction<void> {
  yield* query(
    `update client_secrets set expires_at = case when expires_at is null or expires_at > $3 then $3 else expires_at end,
       source = null
     where client_id = $1 and secret_hash <> $2`,
    clientId,
    exceptHash,
    endAt,
  )
}

export type Renewal = { clientId: string; secretHash: string; overlapMs: number; now: number }

/** Adds a secret; the others expire after the overlap. Returns the client, if it exists. */
export function* renewClientSecret(
  quotas: Quotas,
  { clientId, secretHash, overlapMs, now }: Renewal,
): Transaction<Client | undefined> {
  const known = yield* client(clientId)
  if (!known) return undefined
  yield* within(quotas, 'secrets', clientId, now)
  yield* addClientSecret({ clientId, secretHash, createdAt: now })
  yield* expireClientSecrets(clientId, secretHash, now + overlapMs)
  return known
}

/** `ended`: a rotation has ended the environment's secret. */
export type EnvironmentClient = 'made' | 'known' | 'ended'

/**
 * Sets the client and secret that the environment gives now. Its earlier secrets, of this client or another, expire
 * after the overlap; those created by the management API are left alone.
 */
export function* setEnvironmentClient({
  clientId,
  secretHash,
  overlapMs,
  now,
}: Renewal): Transaction<EnvironmentClient> {
  const known = yield* client(clientId)
  if (!known) yield* putClient({ id: clientId, name: clientId, bots: 'all', createdAt: now, updatedAt: now })
  yield* query(
    `update client_secrets set expires_at = $3
     where source = 'environment' and not (client_id = $1 and secret_hash = $2)
       and (expires_at is null or expires_at > $3)`,
    clientId,
    secretHash,
    now + overlapMs,
  )
  const valid = yield* queryOne(
    `insert into client_secrets (client_id, secret_hash, created_at, source) values ($1, $2, $3, 'environment')
     on conflict (client_id, secret_hash) do update set expires_at = null, source = 'environment'
       where client_secrets.source = 'environment' or client_secrets.expires_at is null
     returning client_id`,
    clientId,
    secretHash,
    now,
  )
  if (!valid) return 'ended'
  return known ? 'known' : 'made'
}

export type StoredSecret = {
  clientId: string
  secretHash: string
  createdAt: number
  expiresAt?: number
  /** Set by RECADO_CLIENT_SECRET. */
  source?: 'environment'
}
