/** How the methods of the store's rooms run their transactions: a room takes what it needs of it. Types only. */
import type { Engine, WriteManner } from './engine.ts'
import type { Transaction } from './transaction.ts'

/** `Context`: what a transaction that may emit events receives. */
export type Runner<Context> = Pick<Engine, 'read' | 'readAside' | 'write' | 'leases' | 'isShared'> & {
  /** A write that may emit events: after its commit the lanes concerned are notified. */
  telling<T>(
    botIds: readonly string[],
    transaction: (context: Context) => Transaction<T>,
    manner?: WriteManner,
  ): Promise<T>
  /** Both for a bot that was looked up: refused if it has been deleted since (store/bots/deleted-bots.ts). */
  writeFor<T>(botId: string, transaction: () => Transaction<T>, manner?: WriteManner): Promise<T>
  tellingFor<T>(botId: string, transaction: (context: Context) => Transaction<T>): Promise<T>
  /** A claim that only reads, while this process owns the bot's lanes. */
  leased<T>(botId: string, otherwise: T, transaction: () => Transaction<T>): Promise<T>
}
