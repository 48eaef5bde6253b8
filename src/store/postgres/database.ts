/**
 * PostgreSQL behind the transactions of this folder: grouped writes on a few connections, reads on others. A bot's writes hold the bot's
 * lock from their first statement to their commit, so that those of several processes never interleave (promise 3). Used by postgres.ts.
 */
import type { WriteManner } from '../engine.ts'
import { type Health, type HealthNews, makeHealth } from '../health.ts'
import type { Transaction } from '../transaction.ts'
import { makeTurns, type Waiting } from '../turns.ts'
import { type Connection, type ConnectionOptions, connect, driveTogether } from './connection.ts'
import { type Kept, makeKept } from './kept.ts'
import { commandOfLocks, hash } from './locks.ts'
import { makeReaders } from './readers.ts'
import { turnsOf } from './together.ts'
import { DatabaseTrouble, unavailable } from './trouble.ts'
import { makeWitnesses, type Witness } from './witness.ts'

export type Database = {
  /** Resolves once the transaction is committed. `botIds`: whose rows it may touch; `manner`: beside which others it may run. */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, manner?: WriteManner): Promise<T>
  /** A read of what is committed; each statement is a read of its own. */
  read<T>(transaction: () => Transaction<T>): Promise<T>
  /** For what may take long. */
  readAside<T>(transaction: () => Transaction<T>): Promise<T>
  /** Resolves when everything asked so far is written, then closes. */
  close(): Promise<void>
}

export type DatabaseOptions = ConnectionOptions & {
  /** Told of every group: how many transactions, how long it took (ms). */
  onGroup?: (size: number, durationMs: number) => void
  /** How long a caller waits before he is told to come again, ms. */
  timeoutMs?: number
  onHealth?: (news: HealthNews) => void
}

type Pending = Waiting &
  WriteManner & {
    botIds: readonly string[]
    run: () => Transaction<unknown>
    resolve(value: unknown): void
  }

/** Groups under way at once: bots are spread over them, and while one waits for the disk the others work. */
const writers = 4
const readers = 4
/** For lists, of which a count may take long. */
const asideReaders = 2
const asideMs = 60_000

export const defaultTimeoutMs = 5_000

export function openDatabase(options: DatabaseOptions): Database {
  const { timeoutMs = defaultTimeoutMs } = options
  const health = makeHealth(options.onHealth)
  const queues = Array.from({ length: writers }, () => makeWriter(options, timeoutMs, health))

  async function attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await repeated(work)
    } catch (cause) {
      const error = unavailable(cause)
      if (error !== cause) health.failed(cause)
      throw error
    }
  }
  const hot = makeReaders(options, { connections: readers, timeoutMs, attempt })
  const aside = makeReaders(options, { connections: asideReaders, timeoutMs: asideMs, attempt })

  return {
    read: hot.read,
    readAside: aside.read,
    write<T>(botIds: readonly string[], run: () => Transaction<T>, { weight = 1, ...manner }: WriteManner = {}) {
      const [botId = ''] = botIds
      const writer = queues[Math.abs(hash(botId)) % writers] ?? queues[0]
      return new Promise<T>((resolve, reject) => {
        writer?.add({ ...manner, weight, botId, botIds, run, resolve: resolve as (value: unknown) => void, reject })
      })
    },
    async close() {
      await Promise.all(queues.map((writer) => writer.close()))
      await Promise.all([hot.close(), aside.close()])
    },
  }
}

// ── writing ─────────────────────────────────────────────────

/** More would hold the bots' locks for too long. */
const mostGrouped = 256
const mostWaiting = 2_500
/** A server that does not answer for so long is as good as gone; half-open connections are noticed by it. */
const writeMs = 10_000

function makeWriter(options: DatabaseOptions, timeoutMs: number, health: Health) {
  const kept = makeKept(() => connect({ ...options, answerMs: Math.max(writeMs, 2 * timeoutMs) }))
  const place = { kept, witnesses: makeWitnesses() }
  const turns = makeTurns<Pending>({ mostGrouped, mostWaiting, timeoutMs, onRefused: health.failed })
  let working: Promise<void> | undefined

  function add(pending: Pending): void {
    turns.add(pending)
    working ??= new Promise((turn) => setImmediate(turn)).then(work)
  }

  /** What is asked while a group is on its way makes the next one. */
  async function work(): Promise<void> {
    for (let group = turns.take(); group.length > 0; group = turns.take()) {
      const startedAt = performance.now()
      await settleGroup(place, group, health)
      turns.end(group)
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
async function settleGroup(place: Place, group: Pending[], health: Health): Promise<void> {
  const witness = place.witnesses.next()
  try {
    const results = await repeated(() => commitGroup(place.kept, group, witness), witness.isInDoubt)
    health.worked()
    group.forEach((pending, index) => {
      pending.resolve(results[index])
    })
  } catch (cause) {
    // Of a group that may be committed nobody is to blame, and nothing may run again: whoever asked gets a 503.
    const error = unavailable(witness.isInDoubt() ? new DatabaseTrouble('down', cause) : cause)
    if (error !== cause) health.failed(cause, group.length)
    if (group.length === 1 || error !== cause) for (const pending of group) pending.reject(error)
    else for (const pending of group) await settleGroup(place, [pending], health)
  }
}

/** Where a writer writes. */
type Place = { kept: Kept; witnesses: ReturnType<typeof makeWitnesses> }

async function commitGroup(kept: Kept, group: Pending[], witness: Witness): Promise<unknown[]> {
  const connection = await kept.get()
  const results = await runGroup(connection, group, witness)
  try {
    await connection.commit()
  } catch (error) {
    if (isTrouble(error, 'lost') || isTrouble(error, 'down')) witness.doubt()
    throw error
  }
  witness.settled()
  return results
}

/**
 * Everything but the commit. Locks and witness are asked for together with the first statement, which is answered behind them; except when
 * an earlier attempt may be committed, which is known first.
 */
async function runGroup(connection: Connection, group: Pending[], witness: Witness): Promise<unknown[]> {
  const opened = connection.command(commandOfLocks(group.flatMap((pending) => pending.botIds)))
  const left = witness.leave(connection.execute)
  // They may fail before anybody waits for them, when the session ends: that alone must not end the process.
  for (const one of [opened, left]) one.catch(() => {})
  try {
    const earlier = witness.isInDoubt() ? await left : undefined
    const results = earlier ?? (await runMembers(connection, group))
    await left
    witness.ran(results)
    return results
  } catch (error) {
    // When the opening failed, what came behind it only says that it did.
    const cause = await Promise.all([opened, left]).then(
      () => error,
      (failure: unknown) => failure,
    )
    // A connection that cannot roll back is given up, and the server rolls back.
    await connection.command('rollback').catch(connection.close)
    throw cause
  }
}

/** Turn by turn; those of one turn together, which saves most of the ways to the server and back. */
async function runMembers({ execute }: Connection, group: Pending[]): Promise<unknown[]> {
  const results = new Map<Pending, unknown>()
  for (const turn of turnsOf(group)) {
    const ended = await driveTogether(
      execute,
      turn.map((pending) => pending.run()),
    )
    turn.forEach((pending, index) => {
      results.set(pending, ended[index])
    })
  }
  return group.map((pending) => results.get(pending))
}

// ── trouble ─────────────────────────────────────────────────

const mostAttempts = 6
/** Longer than a restart of the server's connections takes; then the caller is better told to come again. */
const patienceMs = 2_000

/** So long a group is asked after that may be committed: as long as its callers wait, and a failover in good order takes. */
const doubtMs = 6_000
const longestPauseMs = 500

/**
 * Nothing of it was committed, so it may run again: soon after a conflict, on another connection after a loss. When it is in doubt it must
 * run again, since the next attempt finds out; then whatever stands in the way may be over in a moment.
 */
async function repeated<T>(work: () => Promise<T>, isInDoubt: () => boolean = () => false): Promise<T> {
  const startedAt = performance.now()
  let doubtedAt = startedAt
  for (let attempt = 1; ; attempt++) {
    const wasInDoubt = isInDoubt()
    try {
      return await work()
    } catch (error) {
      if (!wasInDoubt) doubtedAt = performance.now()
      const mayRepeat = isInDoubt()
        ? error instanceof DatabaseTrouble && performance.now() - doubtedAt < doubtMs
        : (isTrouble(error, 'conflict') || isTrouble(error, 'lost')) &&
          attempt < mostAttempts &&
          performance.now() - startedAt < patienceMs
      if (!mayRepeat) throw error
      await pause(Math.min(10 * 2 ** attempt, longestPauseMs))
    }
  }
}

function isTrouble(error: unknown, trouble: DatabaseTrouble['trouble']): boolean {
  return error instanceof DatabaseTrouble && error.trouble === trouble
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
