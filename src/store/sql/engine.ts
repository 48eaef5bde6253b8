/**
 * What a database must provide to run the transactions of this folder; store/sqlite.ts and store/postgres.ts each
 * provide one.
 */
import type { Retention } from '../../model/retention.ts'
import type { Transaction } from './transaction.ts'

export type Concurrency = {
  group?: string
  key?: string
  /** Approximate number of rows written; 1 by default. */
  cost?: number
  /** Nobody waits for it: it goes with the next group of others, within `longestWaitMs` (group-start.ts). */
  mayWait?: boolean
  /**
   * It goes before earlier writes of its bot that may wait, because nothing that they write can matter to it. All
   * others see what happened before them: a person's answer finds the message that it answers, however late that is
   * written.
   */
  overtakes?: boolean
}

export type Engine = {
  /**
   * Resolves after the commit. `botIds`: the bots whose rows it may touch; writes of one bot never interleave, in any
   * process, except that writes of the same `group` may interleave within one commit, unless they share a `key`.
   * Rejects with `StoreUnavailableError` if the store accepts no writes, or not in time: the write may still happen.
   */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, concurrency?: Concurrency): Promise<T>
  read<T>(transaction: () => Transaction<T>): Promise<T>
  /** For slow reads, off the hot path. All statements of one see the same moment. */
  readSlow<T>(transaction: () => Transaction<T>): Promise<T>
  /** Names of the transactions, of any process, that may have numbered an event and have not ended yet. */
  eventWriters(): Promise<readonly string[]>
  /** Other processes write to the same database. */
  isShared: boolean
  /** Notifies that this process has changed settings. */
  settingsChanged(): void
  leases: EngineLeases
  /** What it is and how it is set, for the operator. */
  describe(): Promise<DatabaseState>
  /** Runs the work unless another process is running it. */
  runExclusive(work: () => Promise<void>): Promise<void>
  /** For the growing tables; without partitions, old rows are deleted. */
  partitions?: EnginePartitions
  close(): Promise<void>
}

export type DatabaseState = {
  engine: 'SQLite' | 'PostgreSQL'
  version: string
  /** How far commits are durable, where that can be set: synchronous_commit, the standbys that count, the hosts. */
  durability?: { commit: string; standbys: string; servers: number }
  /** Gateways on it: those alive, those whose heartbeat ended without a farewell, and the age of the oldest one. */
  processes: { alive: number; lost: number; oldestMs: number }
}

export type EnginePartitions = {
  /** `removed`: how many went, by table. */
  maintain(now: number, retention: Retention, removed: Record<string, number>, isStopped: () => boolean): Promise<void>
  /** Each process has its own bounds. */
  renewBounds(now: number): Promise<void>
}

/** Which process owns which lanes. Trivial with a single process. */
export type EngineLeases = {
  /** Whether the bot's lanes run in this process. */
  owns(botId: string): boolean
  /** The number of the bot's lease, acquired if it is free; undefined if another process owns it. */
  take(botId: string): Promise<number | undefined>
  held(botId: string): number | undefined
  /** This process's share among several; undefined if it owns everything. */
  share(): { owner: number; count: number } | undefined
  /** Whether no other process can have acquired the lease yet, whatever delayed this one since the last renewal. */
  leaseIsSafe(botId: string, lease: number): boolean
  /** Runs the transaction if the lease still holds; returns `otherwise` if not. */
  guard<T>(botId: string, lease: number | undefined, otherwise: T, transaction: () => Transaction<T>): Transaction<T>
  /** The scopes that a recovery has to scan: `others` are those that earlier leases left in flight. */
  recoverable(whose: 'others' | 'all'): Promise<Recoverable[]>
  /**
   * Within the transaction that makes a bot, and within the one that ends it: whatever happens between that commit and
   * the next statement, and however soon the id is used again, a bot's lanes have an owner or can find one.
   */
  reserve(botId: string): Transaction<void>
  release(botId: string): Transaction<void>
  /** After the bot's commit: its lanes begin here unless another process has them by now. */
  add(botId: string): Promise<void>
  /** After the commit of its end. */
  forget(botId: string): void
}

export type Recoverable = {
  botIds: string[]
  of: RecoverOf
  /** Marks the scope as recovered. */
  done(): void
}

/** One bot or all; everything in flight, or everything except this lease's. */
export type RecoverOf = { botId?: string; exceptLease?: number }
