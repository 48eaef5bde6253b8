/**
 * Shared by the steps that erase a person: what is erased, how far, and what a step returns.
 */
import type { EventContext } from '../events/events.ts'
import type { Transaction } from '../sql/transaction.ts'

/** `identifiers`: all identifiers by which the bot knows or knew the person; `userId` is the one in every row. */
export type Erasing = {
  botId: string
  userId: string
  identifiers: readonly string[]
  /** The bot's number, by which Meta's unreadable items are found. */
  phoneNumberId?: string
  begunAt: number
  now: number
  /** The position after which the step begins, for steps whose query would find finished rows again. */
  after: number
}

export type EraseContext = EventContext & {
  /** Keyed hash of a wamid: the mark that an erasure leaves of a message. */
  markOf(wamid: string): string
}

export type ErasedTable =
  | 'messages'
  | 'inbound'
  | 'events'
  | 'deliveries'
  | 'skillRuns'
  | 'media'
  | 'campaignRows'
  | 'unplaced'
  | 'notes'
  | 'views'
  | 'suppressions'

/** Numbers of erased rows. `next`: where the step's next batch begins; missing if the step is done. */
export type Erased = { gone: Partial<Record<ErasedTable, number>>; next?: number }
export type EraseStep = (context: EraseContext, erasing: Erasing, limit: number) => Transaction<Erased>

/** For steps whose query does not find finished rows again. */
export const onward = (found: readonly unknown[], limit: number) => (found.length === limit ? { next: 0 } : {})
