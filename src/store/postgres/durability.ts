/**
 * How far the server's settings support "a 200 means committed", with warnings for the operator where they fall short.
 * The evaluation is pure.
 */
import { queryOne, type Transaction } from '../sql/transaction.ts'

export type Durability = { commit: string; standbys: string }

/** The setting of the server, the database or the role; a gateway's sessions never use less than `on` (session.ts). */
export function* durability(): Transaction<Durability> {
  const found = yield* queryOne<Durability>(
    `select reset_val as commit, current_setting('synchronous_standby_names') as standbys
     from pg_settings where name = 'synchronous_commit'`,
  )
  return found ?? { commit: 'on', standbys: '' }
}

/** `on` waits until it is on the standby's disk. */
const enough = ['on', 'remote_apply']

export function durabilityWarnings({ commit, standbys }: Durability, servers: number): string[] {
  const warnings: string[] = []
  if (!enough.includes(commit))
    warnings.push(
      `synchronous_commit is ${commit} at the database: set it to on, or a ` +
        `failover${commit === 'off' ? ' or a crash' : ''} may lose acknowledged requests`,
    )
  if (servers > 1 && standbys === '')
    warnings.push(
      'several hosts are given and synchronous_standby_names is empty at the database: ' +
        'a failover may lose acknowledged requests; set it, or let Patroni do so (synchronous_mode)',
    )
  return warnings
}
