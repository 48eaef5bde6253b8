/**
 * One SQLite file: opened with WAL and full sync, locked to one process, migrated. Writes are grouped: all that arrive
 * within one turn of the event loop share one transaction and one flush.
 */
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockFile } from '../installation/lock-file.ts'
import { privateFile, privateFolder } from '../installation/private-files.ts'
import type { Concurrency } from '../sql/engine.ts'
import { createTurns, type Waiting } from '../sql/fair-queue.ts'
import { createGroupStart } from '../sql/group-start.ts'
import { createHealth, type Health, type HealthNews } from '../sql/health.ts'
import { type Asked, createTallies, resume, type Tallies } from '../sql/tallies.ts'
import { fail, type Row, type Transaction } from '../sql/transaction.ts'
import { migrateSqlite } from './migrate.ts'
import { type Execute, type ExecutorOptions, executor } from './statements.ts'
import { isBusy, unavailable } from './trouble.ts'

export type Database = {
  /** Resolves once the transaction is on disk. `botIds`: the bots whose rows it touches, for the fair queue. */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, concurrency?: Concurrency): Promise<T>
  /** Reads committed data, without a transaction of its own. */
  read<T>(transaction: () => Transaction<T>): T
  /** Resolves when every pending write has ended, then closes. */
  close(): Promise<void>
}

export type DatabaseOptions = Pick<ExecutorOptions, 'onRemembered'> & {
  path: string
  /** Called for every group: number of transactions, duration (ms). */
  onGroup?: (size: number, durationMs: number) => void
  /** Called with each statement's text once, when it is prepared: a test checks its plan. */
  onStatement?: (text: string) => void
  /** How long a caller waits for a file that another process holds before it must retry, ms. */
  timeoutMs?: number
  onHealth?: (news: HealthNews) => void
  /** False only for a file that is of no use after this process: a commit then does not wait for the disk. */
  isDurable?: boolean
}

type Pending = Waiting & { run: () => Transaction<unknown>; resolve(value: unknown): void }

/** More would block the event loop for too long. */
const maxGrouped = 256
const maxWaiting = 10_000
const defaultTimeoutMs = 5_000
/** Pause before retrying while another process holds the file; the event loop continues. */
const busyPauseMs = 20

export function openDatabase(options: DatabaseOptions): Database {
  if (options.path !== ':memory:') privateFolder(dirname(options.path))
  const unlock = options.path === ':memory:' ? () => {} : lockFile(`${options.path}.lock`)
  const db = openMigrated(options, unlock)
  const execute = executor(db, options)
  const health = createHealth(options.onHealth)
  const { timeoutMs = defaultTimeoutMs } = options
  const turns = createTurns<Pending>({ maxGrouped, maxWaiting, timeoutMs, onRefused: health.failed })
  let working: Promise<void> | undefined
  let isClosing = false

  const groups = createGroupStart(() => {
    working ??= work()
  })

  function write<T>(
    botIds: readonly string[],
    run: () => Transaction<T>,
    { cost = 1, mayWait = false, overtakes = false }: Concurrency = {},
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const [botId = ''] = botIds
      turns.add({ botId, cost, mayWait, overtakes, run, resolve: resolve as (value: unknown) => void, reject })
      groups.ask({ mayWait }, turns.patient())
    })
  }

  /** Writes that arrive within one turn of the event loop form a group. */
  async function work(): Promise<void> {
    do {
      await new Promise((turn) => setImmediate(turn))
      if (!tryGroup()) await new Promise((soon) => setTimeout(soon, busyPauseMs))
    } while (turns.urgent() > 0)
    working = undefined
    if (turns.patient() > 0) groups.ask({ mayWait: true }, turns.patient())
  }

  /** False while another process holds the file: the group keeps its place. */
  function tryGroup(): boolean {
    const startedAt = performance.now()
    if (!begin(db, health)) return false
    const group = turns.take(groups.begin(turns.patient(), turns.hasInOrder()) || isClosing)
    settleGroup(db, execute, group, health)
    turns.end(group)
    groups.ended()
    if (group.length > 0) options.onGroup?.(group.length, performance.now() - startedAt)
    return true
  }

  async function close(): Promise<void> {
    isClosing = true
    while (working || turns.urgent() + turns.patient() > 0) {
      working ??= work()
      await working
    }
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

/** Leaves nothing open or locked on failure, so that the cause can be fixed and the start repeated. */
function openMigrated({ path, isDurable = true }: DatabaseOptions, unlock: () => void): DatabaseSync {
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(privateFile(path))
    // The timeout comes first: a backup or an external reader may hold the file for a moment, and the start must not
    // fail because of it. Full sync is promise 1: a commit that returned has reached the disk.
    db.exec(
      `pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = ${isDurable ? 'full' : 'off'}; ` +
        'pragma cache_size = -65536; pragma wal_autocheckpoint = 16384',
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

/**
 * Begins a transaction for a group; failures other than another process's lock occur again when the group is written.
 */
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

/** Runs the group as one transaction; if a member fails, runs each in its own, so that only the guilty one fails. */
function settleGroup(db: DatabaseSync, execute: Execute, group: Pending[], health: Health): void {
  let results: unknown[]
  try {
    results = inTransaction(db, () => runGroup(execute, group))
    health.worked()
  } catch (cause) {
    execute.forget()
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

function runGroup(execute: Execute, group: Pending[]): unknown[] {
  const tallies = createTallies()
  const results = group.map((pending) => drive(execute, pending.run(), tallies))
  const row = tallies.row()
  if (row !== undefined)
    execute({ text: 'insert into tallies (body, changes) values ($1, $2)', values: [row.body, row.changes] })
  return results
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

function perform(execute: Execute, step: Asked): Row[] {
  if ('each' in step) return step.each.flatMap((values) => execute({ text: step.text, values }))
  if (!Array.isArray(step)) return execute(step)
  return step.map((statement) => execute(statement)[0] ?? {})
}

/** `tallies`: none for a read. */
export function drive<T>(execute: Execute, transaction: Transaction<T>, tallies?: Tallies): T {
  let step = resume(transaction, tallies)
  while (!step.done) {
    let found: Row[]
    try {
      found = perform(execute, step.value)
    } catch (cause) {
      fail(transaction, cause)
    }
    step = resume(transaction, tallies, found)
  }
  return step.value
}
