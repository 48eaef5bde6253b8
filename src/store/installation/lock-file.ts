/**
 * Allows one process per data directory, whatever the database: its contents (the database file, files being
 * transferred) have one owner.
 */
import { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from '../sql/failures.ts'
import { privateFile } from './private-files.ts'

/** An exclusive transaction held for the process's life; the system frees it even after SIGKILL. */
export function lockFile(path: string): () => void {
  const lock = new DatabaseSync(privateFile(path))
  try {
    lock.exec('pragma journal_mode = delete; begin exclusive')
  } catch {
    lock.close()
    throw new StoreOpenError(`another Recado process is using this data directory (${path})`)
  }
  return () => lock.close()
}
