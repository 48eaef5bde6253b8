/**
 * Checks the quota for one more item (model/quota.ts) in the transaction that adds it, under the lock that serializes
 * such transactions: the settings version's for the installation's items, the bot's own for a bot's. So two concurrent
 * additions cannot exceed it.
 */
import type { Quota, Quotas } from '../../model/quota.ts'
import { QuotaError } from './failures.ts'
import { unindexed } from './planner-hints.ts'
import { queryOne, type Transaction, type Value } from './transaction.ts'

const counts: Record<Quota, string> = {
  bots: 'select (select count(*) from bots) + (select count(*) from deleted_bots) as n',
  clients: 'select count(*) as n from clients',
  users: 'select count(*) as n from members',
  keys: 'select count(*) as n from api_keys',
  secrets: 'select count(*) as n from client_secrets where client_id = $1 and (expires_at is null or expires_at > $2)',
  endpoints: 'select count(*) as n from endpoints where bot_id = $1',
  skills: 'select count(*) as n from skills where bot_id = $1',
  quick_answers: 'select count(*) as n from quick_answers where bot_id = $1',
  views: 'select count(*) as n from saved_views where owner_id = $1',
  shared_views: 'select count(*) as n from saved_views where shared = 1',
  notes: 'select count(*) as n from conversation_notes where bot_id = $1 and user_id = $2',
  templates: 'select count(*) as n from templates where bot_id = $1',
  campaigns: `select count(*) as n from campaigns where ended_at is null and ${unindexed('bot_id')} = $1`,
}

export function* within(quotas: Quotas, quota: Quota, ...of: Value[]): Transaction<void> {
  const found = yield* queryOne<{ n: number }>(counts[quota], ...of)
  if (Number(found?.n) >= quotas[quota]) throw new QuotaError(quota, quotas[quota])
}
