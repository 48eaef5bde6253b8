/** What the operator is told of the server: its version, how far it makes commits durable, and the gateways on it. */
import type { DatabaseState } from '../sql/engine.ts'
import { queryOne, type Transaction } from '../sql/transaction.ts'
import { durability } from './durability.ts'
import { signsOfLife } from './lease-rows.ts'

export function* describe(servers: number): Transaction<DatabaseState> {
  const found = yield* queryOne<{ version: string }>(`select current_setting('server_version') as version`)
  const { commit, standbys } = yield* durability()
  return {
    engine: 'PostgreSQL',
    version: found?.version ?? '',
    durability: { commit, standbys, servers },
    processes: yield* signsOfLife(),
  }
}
