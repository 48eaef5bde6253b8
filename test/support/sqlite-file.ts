/**
 * A SQLite file with the whole schema and no rows. Running all migrations costs as much as the rest of a gateway's
 * start and is tested in `store-open.test.ts`; here they run once per test run (`run-folder.ts`), otherwise once per
 * process, and each store starts from a copy.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrateSqlite } from '../../src/store/sqlite/migrate.ts'

export function makeMigratedFile(path: string): void {
  const folder = process.env.RECADO_TEST_RUN_FOLDER
  if (folder === undefined || !existsSync(folder)) writeFileSync(path, ownBytes(), { mode: 0o600 })
  else copyFileSync(sharedFile(folder), path)
}

/** Several processes may create it at once: it is complete, or absent. */
function sharedFile(folder: string): string {
  const path = join(folder, 'migrated.db')
  if (existsSync(path)) return path
  const draft = `${path}.${process.pid}`
  migrate(draft)
  renameSync(draft, path)
  return path
}

let own: Buffer | undefined

function ownBytes(): Buffer {
  own ??= inFolder((folder) => {
    const path = join(folder, 'migrated.db')
    migrate(path)
    return readFileSync(path)
  })
  return own
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'recado-test-'))
  try {
    return work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function migrate(path: string): void {
  const db = new DatabaseSync(path)
  // Closing moves the write-ahead log into the file.
  db.exec('pragma journal_mode = wal; pragma synchronous = off')
  migrateSqlite(db)
  db.close()
  chmodSync(path, 0o600)
}
