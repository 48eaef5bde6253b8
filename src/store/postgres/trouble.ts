/**
 * Classifies a failed statement: whether its transaction may simply run again, the database is in trouble, or the
 * statement itself is to blame. Pure.
 */
import { StoreUnavailableError } from '../sql/failures.ts'

/**
 * `conflict`: with another transaction; runs again. `lost`: the connection is gone. `down`: the database accepts no
 * work. `guilty`: the statement is to blame.
 */
export type Trouble = 'conflict' | 'lost' | 'down' | 'guilty'

/**
 * A failure of the database or of the connection to it; errors thrown by a transaction itself pass through unchanged.
 */
export class DatabaseTrouble extends Error {
  trouble: Trouble
  constructor(trouble: Trouble, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.trouble = trouble
  }
}

/** Serialization failure, deadlock, lock not available. */
const conflicts = new Set(['40001', '40P01', '55P03'])

/**
 * Classes of SQLSTATE that are the server's own trouble: connection, insufficient resources (disk full, too many
 * connections), operator intervention (shutdown, cancel, time-out), system error, corruption; and a server that became
 * read-only by a failover.
 */
const downs = /^(08|53|57|58|XX|25006)/

/** Converts trouble that affects all callers alike into an error after which they should retry. */
export function unavailable(cause: unknown): unknown {
  if (!(cause instanceof DatabaseTrouble)) return cause
  return cause.trouble === 'guilty' ? cause : new StoreUnavailableError('the database is unavailable', { cause })
}

/** Ends of a session from the server's side: idle in a transaction too long, shutdown, crash, starting up. */
const losses = new Set(['25P03', '57P01', '57P02', '57P03', '57P05'])

export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const severity = error instanceof Error && 'severity' in error ? String(error.severity) : ''
  const isFromServer = severity !== '' && /^[0-9A-Z]{5}$/.test(code)
  // Anything else than a server's response is a network error: refused, reset, timed out, terminated.
  if (!isFromServer) return 'lost'
  if (conflicts.has(code)) return 'conflict'
  // A panic leaves open how a commit in progress ended.
  if (losses.has(code) || severity === 'PANIC') return 'lost'
  return downs.test(code) ? 'down' : 'guilty'
}
