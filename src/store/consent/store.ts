/** The store's methods for those who want no marketing. */
import type { Suppression } from '../../model/consent/suppression.ts'
import type { MarkName } from '../conversations/suppressed.ts'
import type { EventContext } from '../events/events.ts'
import type { Runner } from '../sql/runner.ts'
import * as list from './suppressions.ts'

export type ConsentStore = {
  /** Those in force, newest first. */
  suppressions(filter: list.SuppressionFilter, page: { limit: number; after?: number }): Promise<list.SuppressionPage>
  suppression(id: string): Promise<Suppression | undefined>
  /** The entry in force for a person, by any of their names: the bot's, or that of all bots. */
  suppressionFor(botId: string, userId: string): Promise<Suppression | undefined>
  /** Returns how many were not on the list before. Each that a bot has gets an event. */
  addSuppressions(added: list.Added): Promise<number>
  /** False if it is not in force. */
  liftSuppression(of: { id: string; botId?: string }, now: number): Promise<boolean>
}

export type ConsentStoreDeps = Pick<Runner<EventContext>, 'read' | 'readSlow' | 'writeAndEmit' | 'writeAndEmitFor'> & {
  markName: MarkName
}

/** A lock of its own for entries of all bots. No bot's id has a space. */
const lock = 'all bots'

export function consentStore(deps: ConsentStoreDeps): ConsentStore {
  const { read, readSlow, writeAndEmit, writeAndEmitFor, markName } = deps
  return {
    suppressions: (filter, page) => readSlow(() => list.suppressions(filter, page, markName)),
    suppression: (id) => read(() => list.suppression(id)),
    suppressionFor: (botId, userId) => read(() => list.suppressionFor(botId, userId, markName)),
    addSuppressions: (added) =>
      added.botId === undefined
        ? writeAndEmit([lock], (context) => list.addSuppressions(context, added))
        : writeAndEmitFor(added.botId, (context) => list.addSuppressions(context, added)),
    liftSuppression: ({ id, botId = lock }, now) =>
      writeAndEmit([botId], (context) => list.liftSuppression(context, id, now)),
  }
}
