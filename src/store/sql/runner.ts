/** How the methods of the store's rooms run their transactions: a room takes what it needs of it. Types only. */
import type { Concurrency, Engine } from './engine.ts'
import type { Transaction } from './transaction.ts'

/** `Context`: what a transaction that may emit events receives. */
export type Runner<Context> = Pick<Engine, 'read' | 'readSlow' | 'write' | 'leases' | 'isShared' | 'eventWriters'> & {
  /** A write that may emit events: after its commit the lanes concerned are notified. */
  writeAndEmit<T>(
    botIds: readonly string[],
    transaction: (context: Context) => Transaction<T>,
    concurrency?: Concurrency,
  ): Promise<T>
  /** Both for a bot that was looked up: refused if it has been deleted since (store/bots/deleted-bots.ts). */
  writeFor<T>(botId: string, transaction: () => Transaction<T>, concurrency?: Concurrency): Promise<T>
  writeAndEmitFor<T>(botId: string, transaction: (context: Context) => Transaction<T>): Promise<T>
  /** A claim that only reads, while this process owns the bot's lanes. */
  readUnderLease<T>(botId: string, otherwise: T, transaction: () => Transaction<T>): Promise<T>
}
