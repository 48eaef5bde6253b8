/**
 * One SQLite file: opened with WAL and full sync, locked to one process, migrated. Grouped writes: everything that asks within one
 * turn of the event loop shares one transaction and one flush. Used by sqlite.ts only.
 */
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Health, type HealthNews, makeHealth } from '../health.ts'
import { lockFile } from '../lock-file.ts'
import { privateFile, privateFolder } from '../private.ts'
import type { Row, Step, Transaction } from '../transaction.ts'
import { makeTurns, type Waiting } from '../turns.ts'
import { migrateSqlite } from './migrate.ts'
import { type Execute, executor } from './statements.ts'
import { isBusy, unavailable } from './trouble.ts'

export type Database = {
  /** Resolves once the transaction is on the disk. `botIds`: whose rows it touches, for turns. */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, weight?: number): Promise<T>
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
  /** How long a caller waits for a file that another process holds before he is told to come again, ms. */
  timeoutMs?: number
  onHealth?: (news: HealthNews) => void
}

type Pending = Waiting & { run: () => Transaction<unknown>; resolve(value: unknown): void }

/** More would hold up the event loop for too long. */
const mostGrouped = 256
const mostWaiting = 10_000
const defaultTimeoutMs = 5_000
/** Another process holds the file: asked again, while the event loop goes on. */
const busyPauseMs = 20

export function openDatabase(options: DatabaseOptions): Database {
  if (options.path !== ':memory:') privateFolder(dirname(options.path))
  const unlock = options.path === ':memory:' ? () => {} : lockFile(`${options.path}.lock`)
  const db = openMigrated(options.path, unlock)
  const execute = executor(db, options.onStatement)
  const health = makeHealth(options.onHealth)
  const { timeoutMs = defaultTimeoutMs } = options
  const turns = makeTurns<Pending>({ mostGrouped, mostWaiting, timeoutMs, onRefused: health.failed })
  let working: Promise<void> | undefined

  function write<T>(botIds: readonly string[], run: () => Transaction<T>, weight = 1): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const [botId = ''] = botIds
      turns.add({ botId, weight, run, resolve: resolve as (value: unknown) => void, reject })
      working ??= work()
    })
  }

  /** What is asked within one turn of the event loop makes a group. */
  async function work(): Promise<void> {
    do {
      await new Promise((turn) => setImmediate(turn))
      if (!tryGroup()) await new Promise((soon) => setTimeout(soon, busyPauseMs))
    } while (turns.size() > 0)
    working = undefined
  }

  /** False while another process holds the file: the group waits in its place. */
  function tryGroup(): boolean {
    const startedAt = performance.now()
    if (!begin(db, health)) return false
    const group = turns.take()
    settleGroup(db, execute, group, health)
    turns.end(group)
    if (group.length > 0) options.onGroup?.(group.length, performance.now() - startedAt)
    return true
  }

  async function close(): Promise<void> {
    while (working) await working
    db.close()
    unlock()
  }

  return { write, read: (run) => read(execute, run, health), close }
}

function read<T>(execute: Execute, run: () => Transaction<T>, health: Health): T {
  try {
    return drive(execute, run())
  } catch (cause) {
    const error = unavailable(cause)
    if (error !== cause) health.failed(cause)
    throw error
  }
}

/** Leaves nothing open or locked when it fails, so that the cause can be mended and the start repeated. */
function openMigrated(path: string, unlock: () => void): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(privateFile(path))
    // First the time to wait: a backup or a look from outside may hold the file for a moment, and the start must not fail for it.
    // Full sync is promise 1: a commit that returned has reached the disk.
    db.exec(
      'pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; pragma wal_autocheckpoint = 16384',
    )
    migrateSqlite(db)
    // From now on the event loop does the waiting.
    db.exec('pragma busy_timeout = 10')
    return db
  } catch (error) {
    db?.close()
    unlock()
    throw error
  }
}

/** A transaction for a group; what fails otherwise than by another's lock fails again when the group is written. */
function begin(db: DatabaseSync, health: Health): boolean {
  try {
    db.exec('begin immediate')
    return true
  } catch (error) {
    if (!isBusy(error)) return true
    health.failed(error, 0)
    return false
  }
}

/** Runs the group as one transaction; if a member fails, each runs in one of its own, so that only the guilty one does. */
function settleGroup(db: DatabaseSync, execute: Execute, group: Pending[], health: Health): void {
  let results: unknown[]
  try {
    results = inTransaction(db, () => group.map((pending) => drive(execute, pending.run())))
    health.worked()
  } catch (cause) {
    const error = unavailable(cause)
    if (error !== cause) health.failed(cause, group.length)
    if (group.length === 1 || error !== cause) for (const pending of group) pending.reject(error)
    else for (const pending of group) settleGroup(db, execute, [pending], health)
    return
  }
  group.forEach((pending, index) => {
    pending.resolve(results[index])
  })
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (!db.isTransaction) db.exec('begin immediate')
  try {
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}

function perform(execute: Execute, step: Step): Row[] {
  if ('each' in step) return step.each.flatMap((values) => execute({ text: step.text, values }))
  if (!Array.isArray(step)) return execute(step)
  return step.map((statement) => execute(statement)[0] ?? {})
}

function drive<T>(execute: Execute, transaction: Transaction<T>): T {
  let step = transaction.next()
  while (!step.done) step = transaction.next(perform(execute, step.value))
  return step.value
}
