/**
 * A copy of a SQLite file that a gateway may be writing: SQLite's own online backup, in one step, so that all of it is
 * of one moment. Until it ends the gateway's log of writes grows instead of starting over; nothing waits.
 */
import { existsSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { privateFile } from '../installation/private-files.ts'
import { newestSchema } from '../migrations/migrations.ts'
import { StoreOpenError } from '../sql/failures.ts'
import { versionOf } from '../sqlite/migrate.ts'
import { copiedTables } from './tables.ts'

export type Snapshot = { schema: number; rows: number }

/** All pages: with fewer at once a busy gateway would make each step begin anew. */
const allPages = 2 ** 31 - 1

export async function snapshotSqlite(from: string, to: string): Promise<Snapshot> {
  const source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
  try {
    await backup(source, privateFile(to), { rate: allPages })
  } finally {
    source.close()
  }
  settle(to)
  return inspectSqlite(to)
}

/** One file without a log beside it, as it is kept and carried. */
function settle(path: string): void {
  using copy = new DatabaseSync(path)
  copy.exec('pragma journal_mode = delete')
}

/** Throws a `StoreOpenError` when the file is damaged or of a newer version; changes nothing. */
export function inspectSqlite(path: string): Snapshot {
  if (!existsSync(path)) throw new StoreOpenError(`there is no ${path}`)
  using db = openWhole(path)
  const schema = versionOf(db)
  if (schema === 0) throw new StoreOpenError(`${path} holds no installation`)
  if (schema > newestSchema) throw new StoreOpenError(`${path} has schema ${schema}, newer than this version's`)
  const known = new Set(
    db
      .prepare("select name from sqlite_schema where type = 'table'")
      .all()
      .map(({ name }) => String(name)),
  )
  const counts = copiedTables
    .filter(({ name }) => known.has(name))
    .map(({ name }) => Number(db.prepare(`select count(*) as n from ${name}`).get()?.n))
  return { schema, rows: counts.reduce((sum, count) => sum + count, 0) }
}

function openWhole(path: string): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path, { readOnly: true })
    const said = String(db.prepare('pragma integrity_check').get()?.integrity_check)
    if (said !== 'ok') throw new Error(said)
    return db
  } catch (cause) {
    db?.close()
    throw new StoreOpenError(`${path} is damaged: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}
