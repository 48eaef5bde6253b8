/**
 * One SQLite file: opened with WAL and full sync, locked to one process, migrated. Grouped writes: everything that asks within one
 * turn of the event loop shares one transaction and one flush. Used by sqlite.ts only.
 */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreUnavailableError } from '../failures.ts'
import { withoutFloors } from '../floors.ts'
import { lockFile } from '../lock-file.ts'
import type { Row, Statement, Step, Transaction } from '../transaction.ts'
import { migrateSqlite } from './migrate.ts'

export type Database = {
  /** Resolves once the transaction is on the disk. */
  write<T>(transaction: () => Transaction<T>): Promise<T>
  /** A read of what is committed; no transaction of its own. */
  read<T>(transaction: () => Transaction<T>): T
  /** Resolves when everything asked so far is written, then closes. */
  close(): Promise<void>
}

export type DatabaseOptions = {
  path: string
  /** Told of every group: how many transactions, how long it took (ms). */
  onGroup?: (size: number, durationMs: number) => void
  /** Told of each statement's text once, when it is prepared: a test looks at its plan. */
  onStatement?: (text: string) => void
}

type Pending = { run: () => Transaction<unknown>; resolve(value: unknown): void; reject(error: unknown): void }

export function openDatabase(options: DatabaseOptions): Database {
  if (options.path !== ':memory:') mkdirSync(dirname(options.path), { recursive: true })
  const unlock = options.path === ':memory:' ? () => {} : lockFile(`${options.path}.lock`)
  const db = openMigrated(options.path, unlock)
  const execute = executor(db, options.onStatement)
  let queue: Pending[] = []
  let scheduled = false
  let idle: Promise<void> = Promise.resolve()

  function write<T>(run: () => Transaction<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      queue.push({ run, resolve: resolve as (value: unknown) => void, reject })
      if (scheduled) return
      scheduled = true
      idle = new Promise((done) =>
        setImmediate(() => {
          flush()
          done()
        }),
      )
    })
  }

  function flush(): void {
    scheduled = false
    const group = queue
    queue = []
    const startedAt = performance.now()
    settleGroup(db, execute, group)
    options.onGroup?.(group.length, performance.now() - startedAt)
  }

  async function close(): Promise<void> {
    while (scheduled) await idle
    db.close()
    unlock()
  }

  return { write, read: (run) => drive(execute, run()), close }
}

/** Leaves nothing open or locked when it fails, so that the cause can be mended and the start repeated. */
function openMigrated(path: string, unlock: () => void): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(path)
    // First the time to wait: a backup or a look from outside may hold the file for a moment, and the start must not fail for it.
    // Full sync is promise 1: a commit that returned has reached the disk.
    db.exec(
      'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 16384',
    )
    migrateSqlite(db)
    return db
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
}

/** Runs the group as one transaction; if a member fails, each runs in one of its own, so that only the guilty one does. */
function settleGroup(db: DatabaseSync, execute: Execute, group: Pending[]): void {
  let results: unknown[]
  try {
    results = inTransaction(db, () => group.map((pending) => drive(execute, pending.run())))
  } catch (cause) {
    const error = unavailable(cause)
    if (group.length === 1 || error !== cause) for (const pending of group) pending.reject(error)
    else for (const pending of group) settleGroup(db, execute, [pending])
    return
  }
  group.forEach((pending, index) => {
    pending.resolve(results[index])
  })
}

/** SQLite's result codes that are the disk's or another process's fault: busy, locked, out of memory, read-only, I/O, corrupt, full, cannot open. */
const unavailableCodes = new Set([5, 6, 7, 8, 10, 11, 13, 14])

/** Such a failure concerns everybody alike, and the caller should come again: the transaction did not take place. */
function unavailable(cause: unknown): unknown {
  const code = cause instanceof Error && 'errcode' in cause ? Number(cause.errcode) & 0xff : 0
  return unavailableCodes.has(code) ? new StoreUnavailableError('the store takes no writes', { cause }) : cause
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}

type Execute = (statement: Statement) => Row[]

/** Prepares each text once. SQLite binds by position to `?n`; PostgreSQL's `$n` is the common spelling. */
function executor(db: DatabaseSync, onStatement?: (text: string) => void): Execute {
  const prepared = new Map<string, StatementSync>()
  return ({ text, values }) => {
    let statement = prepared.get(text)
    if (!statement) {
      const own = withoutFloors(text)
      statement = db.prepare(own.replace(/\$(\d+)/g, '?$1'))
      prepared.set(text, statement)
      onStatement?.(own)
    }
    return statement.all(...values) as Row[]
  }
}

function perform(execute: Execute, step: Step): Row[] {
  if (!Array.isArray(step)) return execute(step)
  return step.map((statement) => execute(statement)[0] ?? {})
}

function drive<T>(execute: Execute, transaction: Transaction<T>): T {
  let step = transaction.next()
  while (!step.done) step = transaction.next(perform(execute, step.value))
  return step.value
}
