/** The store's methods for how numbers stand at Meta. */
import type { StandingChange, StandingValue } from '../../model/bot/standing.ts'
import type { EventContext } from '../events/events.ts'
import type { Runner } from '../sql/runner.ts'
import { type Asked, noteAsked, type Standing, standingChanges, standingOf } from './standing.ts'

export type StandingStore = {
  /** What holds now, newest first, and when Meta was last asked. */
  standing(botId: string): Promise<Standing>
  /** Newest first, before `before`. */
  standingChanges(botId: string, page: { before?: number; limit: number }): Promise<StandingChange[]>
  /** Meta's answer: one row and one event for each value that differs. Returns what changed. */
  noteStanding(botId: string, asked: Asked): Promise<StandingValue[]>
}

type Deps = Pick<Runner<EventContext>, 'read' | 'writeAndEmitFor'>

export function standingStore({ read, writeAndEmitFor }: Deps): StandingStore {
  return {
    standing: (botId) => read(() => standingOf(botId)),
    standingChanges: (botId, page) => read(() => standingChanges(botId, page)),
    noteStanding: (botId, asked) => writeAndEmitFor(botId, (context) => noteAsked(context, botId, asked)),
  }
}
