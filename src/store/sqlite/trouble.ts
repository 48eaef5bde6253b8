/**
 * Classifies a failure of SQLite: another process holds the file, the store is in trouble, or the statement is to
 * blame. Pure.
 */
import { StoreUnavailableError } from '../sql/failures.ts'

/**
 * Result codes that are the disk's or another process's fault: busy, locked, out of memory, read-only, I/O, corrupt,
 * full, cannot open.
 */
const unavailableCodes = new Set([5, 6, 7, 8, 10, 11, 13, 14])
const busy = 5

/** Such a failure affects all callers alike, who should retry: the transaction did not take place. */
export function unavailable(cause: unknown): unknown {
  return unavailableCodes.has(codeOf(cause)) ? new StoreUnavailableError('the store is unavailable', { cause }) : cause
}

export function isBusy(cause: unknown): boolean {
  return codeOf(cause) === busy
}

/** The reader's failures come from its thread with this field too. */
export function codeOf(cause: unknown): number {
  return cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
}
