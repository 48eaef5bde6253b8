/** What a database must bring to run the transactions of this folder. sqlite.ts and postgres.ts each make one; methods.ts runs on it. */
import type { Partitions } from './postgres/partitions.ts'
import type { Transaction } from './transaction.ts'

export type WriteManner = {
  kind?: string
  of?: string
  /** Rows that it writes, roughly; 1 if not said. */
  weight?: number
}

export type Engine = {
  /**
   * Resolves once it is committed. `botIds`: whose rows it may touch; writes of one bot never interleave, in whatever process. Except those
   * of one commit that say they are of one `kind`, when their statements may alternate without harm; two `of` one do not.
   * Rejects with StoreUnavailableError when the store takes no writes, or not in time: then it may still be written.
   */
  write<T>(botIds: readonly string[], transaction: () => Transaction<T>, manner?: WriteManner): Promise<T>
  read<T>(transaction: () => Transaction<T>): Promise<T>
  /** For what may take long: beside the hot path. */
  readAside<T>(transaction: () => Transaction<T>): Promise<T>
  /** Other processes write to the same database. */
  isShared: boolean
  /** Settings were changed by this process. */
  settingsChanged(): void
  leases: EngineLeases
  /** Runs the work unless another process is at it. */
  alone(work: () => Promise<void>): Promise<void>
  /** Of the tables that grow; without them their rows are deleted. */
  partitions?: Pick<Partitions, 'maintain' | 'renewFloors'>
  close(): Promise<void>
}

/** Whose lanes are whose. With one process all of it is trivial. */
export type EngineLeases = {
  /** The bot's lanes run in this process. */
  owns(botId: string): boolean
  /** The number of the bot's lease, taken if nobody has it; undefined when it is another's. */
  take(botId: string): Promise<number | undefined>
  held(botId: string): number | undefined
  /** This process's share among several; undefined where all is its own. */
  share(): { owner: number; count: number } | undefined
  /** The lease cannot have come to another process yet, whatever happened to this one since it was last asked for. */
  isSure(botId: string, lease: number): boolean
  /** Runs the transaction if the lease still holds; answers `otherwise` if not. */
  guard<T>(botId: string, lease: number | undefined, otherwise: T, transaction: () => Transaction<T>): Transaction<T>
  /** What a recovery has to look at: `others` is what earlier leases left in the air. */
  recoverable(whose: 'others' | 'all'): Promise<Recoverable[]>
  add(botId: string): Promise<void>
  remove(botId: string): Promise<void>
}

export type Recoverable = {
  botIds: string[]
  of: RecoverOf
  /** It was recovered. */
  done(): void
}

/** Of one bot or of all; all that is in the air, or all but what this lease has there. */
export type RecoverOf = { botId?: string; exceptLease?: number }
