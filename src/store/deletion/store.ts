/** The store's methods that delete bots: the mark, and what earlier versions left. */
import { type DeletedBot, deletedBots } from '../bots/deleted-bots.ts'
import type { SettingsCache } from '../settings/cache.ts'
import type { Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import { adoptLeftovers } from './leftovers.ts'
import { type DeletingBot, markDeleted } from './mark.ts'

export type DeletionStore = {
  /**
   * From now on the bot accepts nothing new, and its number is free. Its pending work then ends with events, in batches
   * (deletion.ts); its id stays reserved for it.
   */
  deleteBot(deleting: DeletingBot): Promise<Removed>
  /** With the progress of their deletion, latest first. */
  deletedBots(): Promise<DeletedBot[]>
  /** Turns leftovers of bots deleted by earlier versions into running deletions, once. Returns the number of bots. */
  adoptLeftovers(now: number): Promise<number>
}

export type DeletionStoreDeps = Pick<Runner<never>, 'read' | 'readSlow' | 'write' | 'leases'> & {
  cache: Pick<SettingsCache, 'changing' | 'changed'>
  /** A deletion began. */
  deleting(botId: string, now: number): void
}

export function deletionStore({ cache, deleting, ...engine }: DeletionStoreDeps): DeletionStore {
  return {
    async deleteBot(input) {
      const removed = await cache.changing([input.id], () => markDeleted(input))
      if (removed === true) deleting(input.id, input.now)
      return removed
    },
    deletedBots: () => engine.read(deletedBots),
    adoptLeftovers: (now) => adoptLeftovers({ ...engine, changed: cache.changed }, now),
  }
}
