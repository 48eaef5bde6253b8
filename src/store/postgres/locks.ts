/**
 * Locks that keep the writes of one bot apart, whichever process they come from: transaction locks of PostgreSQL's, freed by the commit, by
 * a rollback and by the end of the session. Used by database.ts, migrate.ts and partitions.ts.
 */

/** Apart from locks of other programs in the same database. */
const family = 7_263

/** Begins a transaction under the locks of its bots, taken in one order by everybody, so that nobody waits in a circle. */
export function commandOfLocks(botIds: readonly string[]): string {
  const keys = [...new Set(botIds.map(hash))].sort((a, b) => a - b)
  return `begin; select ${lockCalls(keys)}true as is_ours`
}

function lockCalls(keys: number[]): string {
  return keys.map((key) => `pg_advisory_xact_lock(${family}, ${key}), `).join('')
}

/** Held while the schema is changed: of the session, since every step is a transaction of its own. */
export const migrationLock = {
  tryLock: `pg_try_advisory_lock(${family + 1}, 0)`,
  unlock: `pg_advisory_unlock(${family + 1}, 0)`,
}

/** Held by the one process that takes away what had its time. */
export const maintenanceLock = {
  tryLock: `pg_try_advisory_lock(${family + 2}, 0)`,
  unlock: `pg_advisory_unlock(${family + 2}, 0)`,
}

/** FNV-1a, as a signed 32-bit number: two bots with one lock only wait for each other. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value | 0
}
