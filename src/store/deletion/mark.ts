/** The first transaction of a deletion: after its commit the bot accepts nothing new (store/bots/deleted-bots.ts). */
import { leaveScopes } from '../access/clients.ts'
import { removeBotGrants } from '../access/grants.ts'
import { type Expected, isExpected, type Removed } from '../sql/revisions.ts'
import { query, queryOne, type Transaction } from '../sql/transaction.ts'

export type DeletingBot = { id: string; now: number; expected?: Expected }

export function* markDeleted({ id, now, expected }: DeletingBot): Transaction<Removed> {
  const found = yield* queryOne<{ revision: number }>('select revision from bots where id = $1', id)
  if (!found) return false
  if (!isExpected(expected, found.revision)) return 'stale'
  yield* query(
    `insert into deleted_bots (id, phone_number_id, waba_id, settings, secrets, created_at, updated_at, deleted_at,
       stage, stage_at)
     select id, phone_number_id, waba_id, settings, secrets, created_at, updated_at, $2, 'ending', $2 from bots
       where id = $1`,
    id,
    now,
  )
  yield* query('delete from bots where id = $1', id)
  yield* leaveScopes(id, now)
  yield* removeBotGrants(id)
  return true
}
