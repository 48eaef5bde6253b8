/**
 * A SQLite file with the whole schema and nothing in it. The steps of all migrations cost as much as the rest of a gateway's start, and are
 * shown where they are tested: here they are made once for a whole run (every-file.ts), and each store begins with a copy.
 */
import { copyFileSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { migrateSqlite } from '../../src/store/sqlite/migrate.ts'

/** Makes `path`, unless there is no folder for the first one: then the store makes its steps itself. */
export function makeMigratedFile(path: string): void {
  const folder = process.env.RECADO_TEST_SQLITE_FOLDER
  if (folder === undefined) return
  const migrated = join(folder, 'migrated.db')
  if (!existsSync(migrated)) migrate(migrated)
  copyFileSync(migrated, path)
}

/** Several may make it at once: it is whole, or not there. */
function migrate(path: string): void {
  const draft = `${path}.${process.pid}`
  const db = new DatabaseSync(draft)
  // What is written ahead comes into the file when it is closed.
  db.exec('pragma journal_mode = wal; pragma synchronous = off')
  migrateSqlite(db)
  db.close()
  renameSync(draft, path)
}
