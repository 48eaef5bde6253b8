/**
 * Runs the transactions of this folder on PostgreSQL: grouped writes on a few connections, reads on others. A bot's
 * writes hold the bot's lock from their first statement to their commit, so those of several processes never interleave
 * (promise 3).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Concurrency } from '../sql/engine.ts'
import type { Waiting } from '../sql/fair-queue.ts'
import { createHealth, type Health, type HealthNews } from '../sql/health.ts'
import { createTallies, type TallyRow } from '../sql/tallies.ts'
import type { Transaction } from '../sql/transaction.ts'
import { commandOfLocks, hash } from './advisory-locks.ts'
import { turnsOf } from './batching.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { driveTogether } from './drive.ts'
import { createReaders } from './read-pool.ts'
import { createReconnectingSession, type ReconnectingSession } from './reconnecting.ts'
import { DatabaseTrouble, unavailable } from './trouble.ts'
import { createWitnesses, type Witness } from './witness.ts'
import { createWriter } from './writer.ts'

export type Database = {
  /**
   * Resolves once the transaction is committed. `botIds`: the bots whose rows it may touch; `concurrency`: the
   * transactions with which it may interleave.
   */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, concurrency?: Concurrency): Promise<T>
  /** Reads committed data; each statement has its own snapshot. */
  read<T>(transaction: () => Transaction<T>): Promise<T>
  /** For slow reads. */
  readSlow<T>(transaction: () => Transaction<T>): Promise<T>
  /** Resolves when every pending write has ended, then closes. */
  close(): Promise<void>
}

export type DatabaseOptions = ConnectionOptions & {
  /** Called for every group: number of transactions, duration (ms). */
  onGroup?: (size: number, durationMs: number) => void
  /** How long a caller waits before it must retry, ms. */
  timeoutMs?: number
  onHealth?: (news: HealthNews) => void
}

type Pending = Waiting &
  Concurrency & {
    botIds: readonly string[]
    run: () => Transaction<unknown>
    resolve(value: unknown): void
  }

/**
 * Bots are spread over them, and while one waits for the disk the other works. With four, groups are half as large, and
 * a message costs a fifth more here and a third more in the database. Each has two connections (writer.ts).
 */
const writers = 2
const readers = 4
/** For lists, whose counts may be slow. */
const slowReaders = 2
const slowReaderMs = 60_000

export const defaultTimeoutMs = 5_000

export function openDatabase(options: DatabaseOptions): Database {
  const { timeoutMs = defaultTimeoutMs } = options
  const health = createHealth(options.onHealth)
  const queues = Array.from({ length: writers }, () => openWriter(options, timeoutMs, health))

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await repeated(work)
    } catch (cause) {
      const error = unavailable(cause)
      if (error !== cause) health.failed(cause)
      throw error
    }
  }
  const hot = createReaders(options, { connections: readers, timeoutMs, attempt })
  const slowReaderPool = createReaders(options, {
    connections: slowReaders,
    timeoutMs: slowReaderMs,
    inSnapshot: true,
    attempt,
  })

  return {
    read: hot.read,
    readSlow: slowReaderPool.read,
    write<T>(
      botIds: readonly string[],
      run: () => Transaction<T>,
      { cost: weight = 1, ...concurrency }: Concurrency = {},
    ) {
      const [botId = ''] = botIds
      const writer = queues[Math.abs(hash(botId)) % writers] ?? queues[0]
      return new Promise<T>((resolve, reject) => {
        writer?.add({
          ...concurrency,
          cost: weight,
          botId,
          botIds,
          run,
          resolve: resolve as (value: unknown) => void,
          reject,
        })
      })
    },
    async close() {
      await Promise.all(queues.map((writer) => writer.close()))
      await Promise.all([hot.close(), slowReaderPool.close()])
    },
  }
}

// ── writing ─────────────────────────────────────────────────

/** More would hold the bots' locks for too long. */
const maxGrouped = 256
const maxWaiting = 2_500
/** A server silent for this long is as good as gone; this also detects half-open connections. */
const writeMs = 10_000

function openWriter(options: DatabaseOptions, timeoutMs: number, health: Health) {
  const opened = () => {
    const stored = createReconnectingSession(() => connect({ ...options, answerMs: Math.max(writeMs, 2 * timeoutMs) }))
    return { kept: stored, witnesses: createWitnesses() }
  }
  const places = { usual: opened(), beside: opened() }
  const writer = createWriter<Pending>({
    ...{ maxGrouped, maxWaiting, timeoutMs, onRefused: health.failed, onGroup: options.onGroup },
    settle: (group, connection) => settleGroup(places[connection], group, health),
  })
  return {
    add: writer.add,
    async close() {
      await writer.drained()
      await Promise.all(Object.values(places).map(({ kept }) => kept.close()))
    },
  }
}

/**
 * Runs the group as one transaction; if a member is to blame, runs each in its own, so that only the guilty one fails.
 */
async function settleGroup(position: Place, group: Pending[], health: Health): Promise<void> {
  const witness = position.witnesses.next()
  try {
    const results = await repeated(() => commitGroup(position.kept, group, witness), witness.isUncertain)
    health.worked()
    group.forEach((pending, index) => {
      pending.resolve(results[index])
    })
  } catch (cause) {
    // If the group may be committed, no member is to blame and nothing may run again: the callers get a 503.
    const error = unavailable(witness.isUncertain() ? new DatabaseTrouble('down', cause) : cause)
    if (error !== cause) health.failed(cause, group.length)
    if (group.length === 1 || error !== cause) for (const pending of group) pending.reject(error)
    else for (const pending of group) await settleGroup(position, [pending], health)
  }
}

/** `counted`: what is written before the commit; nothing if the group had been committed before. */
type Ran = { results: unknown[]; counted?: TallyRow | undefined }

/** A writer's connection and witnesses. */
type Place = { kept: ReconnectingSession; witnesses: ReturnType<typeof createWitnesses> }

async function commitGroup(stored: ReconnectingSession, group: Pending[], witness: Witness): Promise<unknown[]> {
  const connection = await stored.get()
  const { results, counted } = await runGroup(connection, group, witness)
  try {
    await connection.commit(counted)
  } catch (error) {
    if (isTrouble(error, 'lost') || isTrouble(error, 'down')) witness.uncertainty()
    // What is written with the commit may have failed before it.
    else await connection.command('rollback').catch(connection.close)
    throw error
  }
  witness.settled()
  return results
}

/**
 * Everything but the commit. Locks and witness are sent together with the first statement, whose response follows
 * theirs; if an earlier attempt may be committed, the witness is awaited first.
 */
async function runGroup(connection: Connection, group: Pending[], witness: Witness): Promise<Ran> {
  const opened = connection.command(commandOfLocks(group.flatMap((pending) => pending.botIds)))
  const left = witness.leave(connection.execute)
  // They may reject before anything awaits them, when the session ends; that must not end the process.
  for (const one of [opened, left]) one.catch(() => {})
  try {
    const earlier = witness.isUncertain() ? await left : undefined
    const ran = earlier ? { results: earlier } : await runMembers(connection, group)
    await left
    witness.ran(ran.results)
    return ran
  } catch (error) {
    // If the opening failed, later errors only follow from it.
    const cause = await Promise.all([opened, left]).then(
      () => error,
      (failure: unknown) => failure,
    )
    // A connection that cannot roll back is closed, and the server rolls back.
    await connection.command('rollback').catch(connection.close)
    throw cause
  }
}

/** Runs turn by turn, the members of a turn together, which saves most round trips. */
async function runMembers({ execute }: Connection, group: Pending[]): Promise<Ran> {
  const results = new Map<Pending, unknown>()
  const tallies = createTallies()
  for (const turn of turnsOf(group)) {
    const ended = await driveTogether(
      execute,
      turn.map((pending) => pending.run()),
      tallies,
    )
    turn.forEach((pending, index) => {
      results.set(pending, ended[index])
    })
  }
  return { results: group.map((pending) => results.get(pending)), counted: tallies.row() }
}

// ── trouble ─────────────────────────────────────────────────

const maxAttempts = 6
/** Longer than the server's connections take to restart; after that, the caller had better retry. */
const patienceMs = 2_000

/** How long a group that may be committed is looked up: as long as its callers wait, and an orderly failover takes. */
const uncertainMs = 6_000
const longestPauseMs = 500

/**
 * Nothing was committed, so it may run again: soon after a conflict, on another connection after a loss. A group in
 * doubt must run again, because the next attempt finds out; then any obstacle may be over in a moment.
 */
async function repeated<T>(work: () => Promise<T>, isUncertain: () => boolean = () => false): Promise<T> {
  const startedAt = performance.now()
  let doubtedAt = startedAt
  for (let attempt = 1; ; attempt++) {
    const wasUncertain = isUncertain()
    try {
      return await work()
    } catch (error) {
      if (!wasUncertain) doubtedAt = performance.now()
      const mayRepeat = isUncertain()
        ? error instanceof DatabaseTrouble && performance.now() - doubtedAt < uncertainMs
        : (isTrouble(error, 'conflict') || isTrouble(error, 'lost')) &&
          attempt < maxAttempts &&
          performance.now() - startedAt < patienceMs
      if (!mayRepeat) throw error
      await sleep(Math.min(10 * 2 ** attempt, longestPauseMs))
    }
  }
}

function isTrouble(error: unknown, trouble: DatabaseTrouble['trouble']): boolean {
  return error instanceof DatabaseTrouble && error.trouble === trouble
}
