/**
 * What a failed statement means for its transaction: whether it may simply run again, whether the database is in trouble, or whether the
 * statement itself is to blame. Pure. Called by connection.ts and database.ts.
 */
import { StoreUnavailableError } from '../failures.ts'

/** `conflict`: ran into another transaction; runs again. `lost`: the connection is gone. `down`: the database takes no work. */
export type Trouble = 'conflict' | 'lost' | 'down' | 'guilty'

/** A failure of the database or of the way to it; what a transaction throws by itself is passed on as it is. */
export class DatabaseTrouble extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.trouble = trouble
  }
}

/** Serialization failure, deadlock, lock not available. */
const conflicts = new Set(['40001', '40P01', '55P03'])

/**
 * Classes of SQLSTATE that are the server's own trouble: connection, insufficient resources (disk full, too many connections), operator
 * intervention (shutdown, cancel, time-out), system error, corruption; and a server that became read-only by a failover.
 */
const downs = /^(08|53|57|58|XX|25006)/

/** Trouble that concerns everybody alike, and the caller should come again. */
export function unavailable(cause: unknown): unknown {
  if (!(cause instanceof DatabaseTrouble)) return cause
  return cause.trouble === 'guilty' ? cause : new StoreUnavailableError('the database takes no work', { cause })
}

/** Ends of a session from the server's side: idle in a transaction too long, shutdown, crash, starting up. */
const losses = new Set(['25P03', '57P01', '57P02', '57P03', '57P05'])

export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const severity = error instanceof Error && 'severity' in error ? String(error.severity) : ''
  const isFromServer = severity !== '' && /^[0-9A-Z]{5}$/.test(code)
  // Whatever is not an answer of the server is the wire's: refused, reset, timed out, terminated.
  if (!isFromServer) return 'lost'
  if (conflicts.has(code)) return 'conflict'
  // A panic leaves open how a commit on its way ended.
  if (losses.has(code) || severity === 'PANIC') return 'lost'
  return downs.test(code) ? 'down' : 'guilty'
}
