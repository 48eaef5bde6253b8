/** The store's methods for people. */
import type { User, UserState } from '../../model/user/user.ts'
import type { MemoryFull } from '../conversations/memory.ts'
import type { EventContext } from '../events/events.ts'
import type { Runner } from '../sql/runner.ts'
import type { UserFilter } from './search.ts'
import * as support from './support.ts'
import * as users from './users.ts'

export type UserStore = {
  /** By any of their identifiers. */
  user(botId: string, name: string, now: number): Promise<User | undefined>
  /** Latest writer first. `search`: the first digits of a number, an id, or part of a name. */
  users(filter: UserFilter, offset: number, limit: number, now: number): Promise<users.UserPage>
  /** `manual` sends what waited for a skill to the bot webhook. Creates the conversation if there is none. */
  setUserState(input: users.UserInput & { state: UserState; until?: number }): Promise<User>
  /**
   * Adds to the memory, key by key; null removes a key. Creates the conversation if there is none. Above the limit of a
   * person's memory (`maxMemoryBytes`) nothing changes, unless the memory shrinks; nor if it is not the expected one.
   */
  rememberUser(input: users.RememberInput): Promise<User | MemoryFull | { kind: 'stale' }>
  /** Who holds the conversation, after Meta has said so to us. False if the bot does not know the person. */
  noteThread(input: users.UserInput & { heldBy: string | null }): Promise<boolean>
  /**
   * Removes the skill, sets `auto`, and releases what waits for a skill to the bot webhook. False if the bot does not
   * know the person.
   */
  closeConversation(input: users.UserInput): Promise<boolean>
  /** The support panel gives a conversation back to the bot. */
  endSupport(input: support.EndSupportInput): Promise<support.EndSupport>
  /** Ends, at their panels, up to `limit` conversations whose time with people is over. Returns how many. */
  endLapsedSupport(now: number, limit: number): Promise<number>
}

export type UserStoreDeps = Pick<Runner<EventContext>, 'read' | 'readSlow' | 'writeFor' | 'writeAndEmitFor'> & {
  /** The bots with a support panel whose lanes run in this process. */
  panelBots(): string[]
}

export function userStore({ read, readSlow, writeFor, writeAndEmitFor, panelBots }: UserStoreDeps): UserStore {
  return {
    user: (botId, name, now) => read(() => users.user(botId, name, now)),
    users: (filter, offset, limit, now) => readSlow(() => users.users(filter, offset, limit, now)),
    setUserState: (input) => writeAndEmitFor(input.botId, (context) => users.setUserState(context, input)),
    rememberUser: (input) => writeFor(input.botId, () => users.rememberUser(input)),
    noteThread: (input) => writeAndEmitFor(input.botId, (context) => users.noteOwnThread(context, input)),
    closeConversation: (input) => writeAndEmitFor(input.botId, (context) => users.closeConversation(context, input)),
    endSupport: (input) => writeAndEmitFor(input.botId, (context) => support.endSupport(context, input)),
    async endLapsedSupport(now, limit) {
      const botIds = panelBots()
      if (botIds.length === 0) return 0
      const lapsed = await read(() => support.lapsedSupport(botIds, now, limit))
      for (const one of lapsed)
        await writeAndEmitFor(one.botId, (context) => support.endLapsed(context, { ...one, now }))
      return lapsed.length
    },
  }
}
