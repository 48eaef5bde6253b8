/**
 * Locks that keep one bot's writes apart, in all processes: PostgreSQL's transaction-level advisory locks, freed by the
 * commit, a rollback or the end of the session.
 */

/** Separates them from locks of other programs in the same database. */
const family = 7_263

/** Begins a transaction with the locks of its bots, always taken in the same order to avoid deadlocks. */
export function commandOfLocks(botIds: readonly string[]): string {
  const keys = [...new Set(botIds.map(hash))].sort((a, b) => a - b)
  return `begin; select ${lockCalls(keys)}true as is_ours`
}

function lockCalls(keys: number[]): string {
  return keys.map((key) => `pg_advisory_xact_lock(${family}, ${key}), `).join('')
}

/** Held during a migration, at session level, since every step is its own transaction. */
export const migrationLock = {
  tryLock: `pg_try_advisory_lock(${family + 1}, 0)`,
  unlock: `pg_advisory_unlock(${family + 1}, 0)`,
}

/** Held by the one process that runs retention. */
export const maintenanceLock = {
  tryLock: `pg_try_advisory_lock(${family + 2}, 0)`,
  unlock: `pg_advisory_unlock(${family + 2}, 0)`,
}

/** FNV-1a, as a signed 32-bit number: two bots with the same lock only wait for each other. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value | 0
}
