/**
 * API clients and their secrets, of which only a keyed hash is kept. A change is one transaction that counts the version of the settings,
 * so that every process asks again who may come in (http/auth.ts): by a notice at once, without one at the next beat.
 */
import type { Client } from '../model/bot.ts'
import type { Quotas } from '../model/quota.ts'
import { type Changed, type Changing, type Expected, isExpected, type Removed, removeRow } from './changes.ts'
import { within } from './quota.ts'
import type { StoredSecret } from './store.ts'
import { row, rows, type Transaction } from './transaction.ts'

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
  return (yield* rows<ClientRow>('select * from clients order by created_at, id')).map(clientOf)
}

export function* client(id: string): Transaction<Client | undefined> {
  const found = yield* row<ClientRow>('select * from clients where id = $1', id)
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

/** A new client with its first secret; false when its id is another's. */
export function* addClient(quotas: Quotas, added: Client, secretHash: string): Transaction<boolean> {
  if (yield* client(added.id)) return false
  yield* within(quotas, 'clients')
  yield* putClient({ ...added, bots: yield* livingScope(added.bots) })
  yield* addClientSecret({ clientId: added.id, secretHash, createdAt: added.createdAt })
  return true
}

/** All of it, new or in the place of what was there. */
export function* putClient(client: Client): Transaction<void> {
  yield* rows(
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
  if (removed !== 'stale') yield* rows('delete from client_secrets where client_id = $1', id)
  return removed
}

/** Whoever could use a bot that is deleted can no more, whichever bot will have its id. */
export function* leaveScopes(botId: string, now: number): Transaction<void> {
  for (const one of yield* clients()) {
    if (one.bots === 'all' || !one.bots.includes(botId)) continue
    yield* putClient({ ...one, bots: one.bots.filter((id) => id !== botId), updatedAt: now })
  }
}

/** A scope as it may be written: it was let in at the door before one of its bots was deleted. */
function* livingScope(scope: Client['bots']): Transaction<Client['bots']> {
  if (scope === 'all') return scope
  const gone = new Set((yield* rows<{ id: string }>('select id from deleted_bots')).map(({ id }) => id))
  return scope.filter((id) => !gone.has(id))
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
  const found = yield* rows<SecretRow>(
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
  yield* rows(
    `insert into client_secrets (client_id, secret_hash, created_at, expires_at) values ($1, $2, $3, $4)
     on conflict (client_id, secret_hash) do update set expires_at = $4`,
    clientId,
    secretHash,
    createdAt,
    expiresAt,
  )
}

/** Ended by who renews: also the environment's stay ended then, whatever the environment goes on to say. */
export function* expireClientSecrets(clientId: string, exceptHash: string, endAt: number): Transaction<void> {
  yield* rows(
    `update client_secrets set expires_at = case when expires_at is null or expires_at > $3 then $3 else expires_at end,
       source = null
     where client_id = $1 and secret_hash <> $2`,
    clientId,
    exceptHash,
    endAt,
  )
}

export type Renewal = { clientId: string; secretHash: string; overlapMs: number; now: number }

/** A new secret; the others end after the overlap. Answers the client, if there is one. */
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

/** `ended`: a renewal has ended the secret that the environment says. */
export type EnvironmentClient = 'made' | 'known' | 'ended'

/**
 * The client and the secret that the environment says now. What it said before, of this client or another, ends after the overlap; what was
 * made by the management API is none of its business.
 */
export function* setEnvironmentClient({
  clientId,
  secretHash,
  overlapMs,
  now,
}: Renewal): Transaction<EnvironmentClient> {
  const known = yield* client(clientId)
  if (!known) yield* putClient({ id: clientId, name: clientId, bots: 'all', createdAt: now, updatedAt: now })
  yield* rows(
    `update client_secrets set expires_at = $3
     where source = 'environment' and not (client_id = $1 and secret_hash = $2)
       and (expires_at is null or expires_at > $3)`,
    clientId,
    secretHash,
    now + overlapMs,
  )
  const valid = yield* row(
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
