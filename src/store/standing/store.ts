/** The store's methods for how numbers stand at Meta. */
import type { StandingChange, StandingValue } from '../../model/bot/standing.ts'
import type { AccountWord } from '../../model/campaign/stop.ts'
import type { EventContext } from '../events/events.ts'
import { noteTokenRefused } from '../installation/token-fact.ts'
import type { Changed, Expected } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import * as of from './standing.ts'

export type StandingStore = {
  /** What holds now, newest first, and when Meta was last asked. */
  standing(botId: string): Promise<of.Standing>
  /** Meta's last word on the bot's account, as far as it concerns sending. */
  accountWord(botId: string): Promise<AccountWord | undefined>
  /** Newest first, before `before`. */
  standingChanges(botId: string, page: { before?: number; limit: number }): Promise<StandingChange[]>
  /** Meta's answer: one row and one event for each value that differs. Returns what changed. */
  noteStanding(botId: string, asked: of.Asked): Promise<StandingValue[]>
  /** Meta refuses the bot's token, or what it is asked with it. */
  noteTokenRefused(botId: string, now: number): Promise<void>
  /** Of the business profile, from 1: it grows when a replacement begins and when it ends. */
  profileRevision(botId: string): Promise<number>
  /** Counts a replacement, unless another has begun since the expected one. */
  takeProfile(botId: string, expected?: Expected): Promise<Changed<number>>
}

type Deps = Pick<Runner<EventContext>, 'read' | 'writeFor' | 'writeAndEmitFor'>

export function standingStore({ read, writeFor, writeAndEmitFor }: Deps): StandingStore {
  return {
    standing: (botId) => read(() => of.standingOf(botId)),
    accountWord: (botId) => read(() => of.accountWord(botId)),
    standingChanges: (botId, page) => read(() => of.standingChanges(botId, page)),
    noteStanding: (botId, asked) => writeAndEmitFor(botId, (context) => of.noteAsked(context, botId, asked)),
    noteTokenRefused: (botId, now) => writeFor(botId, () => noteTokenRefused(botId, now)),
    profileRevision: (botId) => read(() => of.profileRevision(botId)),
    takeProfile: (botId, expected) => writeFor(botId, () => of.takeProfile(botId, expected)),
  }
}
