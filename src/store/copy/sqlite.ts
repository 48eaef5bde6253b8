/**
 * A SQLite file as one end of a copy. The source is held by its lock. The target is filled under a temporary name and
 * renamed once all of it is on disk.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockFile } from '../installation/lock-file.ts'
import { privateFile, privateFolder } from '../installation/private-files.ts'
import { StoreOpenError } from '../sql/failures.ts'
import type { Value } from '../sql/transaction.ts'
import { migrateSqlite } from '../sqlite/migrate.ts'
import { batchRows, type CopyReader, type CopySource, type CopyTarget, copied } from './ends.ts'
import { copiedTables } from './tables.ts'

export async function openSqliteSource(path: string): Promise<CopySource> {
  const unlock = lockFile(`${path}.lock`)
  const db = new DatabaseSync(path)
  return {
    ...readerOf(db),
    async close() {
      db.close()
      unlock()
    },
  }
}

export async function openSqliteTarget(path: string): Promise<CopyTarget> {
  privateFolder(dirname(path))
  const unlock = lockFile(`${path}.lock`)
  const draft = `${path}.copying`
  try {
    refuseFull(path)
    rmSync(draft, { force: true })
    return openDraft(path, draft, unlock)
  } catch (error) {
    unlock()
    throw error
  }
}

function openDraft(path: string, draft: string, unlock: () => void): CopyTarget {
  const db = new DatabaseSync(privateFile(draft))
  // A partial file left by a power cut is thrown away.
  db.exec('pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -65536')
  migrateSqlite(db)
  const insert = inserter(db)
  return {
    ...readerOf(db),
    async write(table, columns, batch) {
      db.exec('begin')
      for (const row of batch) insert(table, columns).run(...row)
      db.exec('commit')
    },
    async finish() {
      db.close()
      flush(draft)
      for (const name of [`${path}-wal`, `${path}-shm`]) rmSync(name, { force: true })
      renameSync(draft, path)
      flush(dirname(path))
    },
    async close() {
      if (db.isOpen) db.close()
      rmSync(draft, { force: true })
      unlock()
    },
  }
}

/** A file that was only migrated counts as empty. */
function refuseFull(path: string): void {
  if (!existsSync(path)) return
  using db = new DatabaseSync(path)
  migrateSqlite(db)
  const full = copiedTables.filter(({ name }) => db.prepare(`select 1 from ${name} limit 1`).get())
  if (full.length > 0) throw new StoreOpenError(`the target is not empty: SQLite at ${path} has ${full[0]?.name}`)
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}

function inserter(db: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  return (table: string, columns: readonly string[]) => {
    const known = prepared.get(table)
    if (known) return known
    const places = columns.map(() => '?').join(', ')
    const statement = db.prepare(`insert into ${table} (${columns.join(', ')}) values (${places})`)
    prepared.set(table, statement)
    return statement
  }
}

function readerOf(db: DatabaseSync): CopyReader {
  return {
    columns: async (table) =>
      db
        .prepare('select name from pragma_table_info(?) order by name')
        .all(table)
        .map(({ name }) => String(name)),
    count: async (table) => Number(db.prepare(`select count(*) as n from ${table}`).get()?.n),
    async *read({ name, batchRows: max = batchRows }, columns) {
      let batch: Value[][] = []
      for (const row of db.prepare(`select ${columns.join(', ')} from ${name}`).iterate()) {
        batch.push(columns.map((column) => copied(row[column] as Value)))
        if (batch.length < max) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
    fact: async (name) => db.prepare('select value from facts where name = ?').get(name)?.value as string | undefined,
  }
}
