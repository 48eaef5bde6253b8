/**
 * PostgreSQL behind the transactions of this folder: grouped writes on a few connections, reads on others. A bot's writes hold the bot's
 * lock from their first statement to their commit, so that those of several processes never interleave (promise 3). Used by postgres.ts.
 */
import { StoreUnavailableError } from '../failures.ts'
import type { Transaction } from '../transaction.ts'
import { type Connection, type ConnectionOptions, connect, drive, driveTogether } from './connection.ts'
import { type Kept, makeKept } from './kept.ts'
import { commandOfLocks, hash } from './locks.ts'
import { DatabaseTrouble } from './trouble.ts'

export type Database = {
  /** Resolves once the transaction is committed. `botIds`: whose rows it may touch; those of one `kind` may alternate. */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, kind?: string): Promise<T>
  /** A read of what is committed; each statement is a read of its own. */
  read<T>(transaction: () => Transaction<T>): Promise<T>
  /** Resolves when everything asked so far is written, then closes. */
  close(): Promise<void>
}

export type DatabaseOptions = ConnectionOptions & {
  /** Told of every group: how many transactions, how long it took (ms). */
  onGroup?: (size: number, durationMs: number) => void
}

type Pending = {
  kind?: string
  botIds: readonly string[]
  run: () => Transaction<unknown>
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Groups under way at once: bots are spread over them, and while one waits for the disk the others work. */
const writers = 4
const readers = 4

/** A server that does not answer for so long is as good as gone; half-open connections are noticed by it. Counts of long lists take longer. */
const writeMs = 10_000
const readMs = 60_000

export function openDatabase(options: DatabaseOptions): Database {
  const queues = Array.from({ length: writers }, () => makeWriter(options))
  const idle = Array.from({ length: readers }, () => makeKept(() => connect({ ...options, answerMs: readMs })))
  const waiting: ((kept: Kept) => void)[] = []

  async function read<T>(run: () => Transaction<T>): Promise<T> {
    const kept = idle.pop() ?? (await new Promise<Kept>((free) => waiting.push(free)))
    try {
      return await repeated(async () => drive((await kept.get()).execute, run()))
    } catch (error) {
      throw unavailable(error)
    } finally {
      const next = waiting.shift()
      if (next) next(kept)
      else idle.push(kept)
    }
  }

  return {
    read,
    write<T>(botIds: readonly string[], run: () => Transaction<T>, kind?: string) {
      const writer = queues[Math.abs(hash(botIds[0] ?? '')) % writers] ?? queues[0]
      return new Promise<T>((resolve, reject) => {
        writer?.add({ kind, botIds, run, resolve: resolve as (value: unknown) => void, reject })
      })
    },
    async close() {
      await Promise.all(queues.map((writer) => writer.close()))
      await Promise.all(idle.map((kept) => kept.close()))
    },
  }
}

// ── writing ─────────────────────────────────────────────────

/** More would hold the bots' locks for too long. */
const mostGrouped = 256

function makeWriter(options: DatabaseOptions) {
  const kept = makeKept(() => connect({ ...options, answerMs: writeMs }))
  let queue: Pending[] = []
  let working: Promise<void> | undefined

  function add(pending: Pending): void {
    queue.push(pending)
    working ??= new Promise((turn) => setImmediate(turn)).then(work)
  }

  /** What is asked while a group is on its way makes the next one. */
  async function work(): Promise<void> {
    while (queue.length > 0) {
      const group = queue.slice(0, mostGrouped)
      queue = queue.slice(mostGrouped)
      const startedAt = performance.now()
      await settleGroup(kept, group)
      options.onGroup?.(group.length, performance.now() - startedAt)
    }
    working = undefined
  }

  return {
    add,
    async close() {
      while (working) await working
      await kept.close()
    },
  }
}

/** Runs the group as one transaction; if a member is to blame, each runs in one of its own, so that only the guilty one fails. */
async function settleGroup(kept: Kept, group: Pending[]): Promise<void> {
  try {
    const results = await repeated(() => commitGroup(kept, group))
    group.forEach((pending, index) => {
      pending.resolve(results[index])
    })
  } catch (cause) {
    const error = unavailable(cause)
    if (group.length === 1 || error !== cause) for (const pending of group) pending.reject(error)
    else for (const pending of group) await settleGroup(kept, [pending])
  }
}

async function commitGroup(kept: Kept, group: Pending[]): Promise<unknown[]> {
  const connection = await kept.get()
  const { results, transactionId } = await runGroup(connection, group)
  try {
    await connection.command('commit')
  } catch (error) {
    if (!isTrouble(error, 'lost')) throw error
    const end = await endOf(kept, transactionId)
    if (end === 'aborted') throw error
    // Not `lost`: it must not run again, as it may have been committed.
    if (end === 'unknown') throw new DatabaseTrouble('down', error)
  }
  return results
}

/** Everything but the commit. The locks are asked for together with the first statement, which is answered behind them. */
async function runGroup(
  connection: Connection,
  group: Pending[],
): Promise<{ results: unknown[]; transactionId: string }> {
  const opened = connection.command(commandOfLocks(group.flatMap((pending) => pending.botIds)))
  // It may fail before anybody waits for it, when the session ends: that alone must not end the process.
  opened.catch(() => {})
  try {
    const results = await runMembers(connection, group)
    const [found] = await opened
    return { results, transactionId: String(found?.id) }
  } catch (error) {
    // When the opening failed, what came behind it only says that it did.
    const cause = await opened.then(
      () => error,
      (failure: unknown) => failure,
    )
    // A connection that cannot roll back is given up, and the server rolls back.
    await connection.command('rollback').catch(connection.close)
    throw cause
  }
}

/** One after the other; neighbours of one kind together, which saves most of the ways to the server and back. */
async function runMembers({ execute }: Connection, group: Pending[]): Promise<unknown[]> {
  const results: unknown[] = []
  while (results.length < group.length) {
    const rest = group.slice(results.length)
    const kind = rest[0]?.kind
    const other = kind === undefined ? 1 : rest.findIndex((pending) => pending.kind !== kind)
    const members = other < 0 ? rest : rest.slice(0, other)
    results.push(
      ...(await driveTogether(
        execute,
        members.map((pending) => pending.run()),
      )),
    )
  }
  return results
}

/**
 * The connection was lost while the commit was on its way: the server knows how the transaction ended, so it is asked. A server that never
 * heard of it (a failover without it) has not committed it; one that does not come back leaves it unknown, and whoever asked gets a 503.
 */
async function endOf(kept: Kept, transactionId: string): Promise<'committed' | 'aborted' | 'unknown'> {
  for (let pauseMs = 50; pauseMs < 5_000; pauseMs *= 2) {
    await pause(pauseMs)
    try {
      const [found] = await (await kept.get()).command(`select txid_status(${transactionId}) as status`)
      if (found?.status === 'committed' || found?.status === 'aborted') return found.status
    } catch (error) {
      if (isTrouble(error, 'guilty')) return 'aborted'
    }
  }
  return 'unknown'
}

// ── trouble ─────────────────────────────────────────────────

const mostAttempts = 6
/** Longer than a restart of the server's connections takes; then the caller is better told to come again. */
const patienceMs = 2_000

/** Nothing of it was committed, so it may run again: soon after a conflict, on another connection after a loss. */
async function repeated<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now()
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const mayRepeat = isTrouble(error, 'conflict') || isTrouble(error, 'lost')
      if (!mayRepeat || attempt === mostAttempts || performance.now() - startedAt > patienceMs) throw error
      await pause(10 * 2 ** attempt)
    }
  }
}

function isTrouble(error: unknown, trouble: DatabaseTrouble['trouble']): boolean {
  return error instanceof DatabaseTrouble && error.trouble === trouble
}

/** Trouble that concerns everybody alike, and the caller should come again. */
function unavailable(cause: unknown): unknown {
  if (!(cause instanceof DatabaseTrouble)) return cause
  return cause.trouble === 'guilty' ? cause : new StoreUnavailableError('the database takes no work', { cause })
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
