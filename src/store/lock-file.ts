/** One process to a data directory, whatever the database: what lies in it (the database file, files on their way) has one owner. */
import { DatabaseSync } from 'node:sqlite'
import { StoreOpenError } from './failures.ts'
import { privateFile } from './private.ts'

/** An exclusive transaction held for life, freed by the system even after SIGKILL. */
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
