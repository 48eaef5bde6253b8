/** API keys of programs. Only a keyed hash of the key itself is stored. */
import type { ApiKey } from '../../model/access/member.ts'
import type { Grant } from '../../model/access/roles.ts'
import type { Quotas } from '../../model/quota.ts'
import { within } from '../sql/quota.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'
import { grantsOf, putGrants } from './grants.ts'

type KeyRow = {
  id: string
  name: string
  prefix: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
}

const columns = 'id, name, prefix, created_at, expires_at, last_used_at'

export function* apiKeys(offset: number, limit: number): Transaction<ApiKey[]> {
  const found = yield* query<KeyRow>(`select ${columns} from api_keys order by id limit $1 offset $2`, limit, offset)
  return yield* withGrants(found)
}

export function* countApiKeys(): Transaction<number> {
  return Number((yield* queryOne<{ n: number }>('select count(*) as n from api_keys'))?.n ?? 0)
}

export function* apiKey(id: string): Transaction<ApiKey | undefined> {
  const found = yield* queryOne<KeyRow>(`select ${columns} from api_keys where id = $1`, id)
  return found && (yield* withGrants([found]))[0]
}

export function* apiKeyOf(keyHash: string): Transaction<ApiKey | undefined> {
  const found = yield* queryOne<KeyRow>(`select ${columns} from api_keys where key_hash = $1`, keyHash)
  return found && (yield* withGrants([found]))[0]
}

function* withGrants(found: KeyRow[]): Transaction<ApiKey[]> {
  const held = yield* grantsOf(found.map(({ id }) => id))
  return found.map((one) => keyOf(one, held.get(one.id) ?? []))
}

function keyOf(found: KeyRow, grants: Grant[]): ApiKey {
  return {
    id: found.id,
    name: found.name,
    prefix: found.prefix,
    grants,
    createdAt: found.created_at,
    expiresAt: found.expires_at ?? undefined,
    lastUsedAt: found.last_used_at ?? undefined,
  }
}

export function* addApiKey(
  quotas: Quotas,
  { id, name, prefix, grants, createdAt, expiresAt }: ApiKey,
  keyHash: string,
): Transaction<void> {
  yield* within(quotas, 'keys')
  yield* query(
    'insert into api_keys (id, name, prefix, key_hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6)',
    id,
    name,
    prefix,
    keyHash,
    createdAt,
    expiresAt,
  )
  yield* putGrants(id, grants)
}

export function* deleteApiKey(id: string): Transaction<boolean> {
  const removed = yield* query('delete from api_keys where id = $1 returning id', id)
  yield* putGrants(id, [])
  return removed.length > 0
}

/** Never moves backwards, since several processes report uses. */
export function* useApiKey(id: string, now: number): Transaction<void> {
  yield* query(
    'update api_keys set last_used_at = $2 where id = $1 and (last_used_at is null or last_used_at < $2)',
    id,
    now,
  )
}
