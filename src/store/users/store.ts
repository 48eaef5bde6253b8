/** The store's methods for people. */
import type { User, UserState } from '../../model/user.ts'
import type { MemoryFull } from '../conversations/memory.ts'
import type { UserFilter, UserInput } from './users.ts'

export type UserStore = {
  /** By any of their identifiers. */
  user(botId: string, name: string, now: number): Promise<User | undefined>
  /** Latest writer first. `search`: the first digits of a number, an id, or part of a name. */
  users(filter: UserFilter, offset: number, limit: number, now: number): Promise<User[]>
  countUsers(filter: UserFilter): Promise<number>
  /** `manual` sends what waited for a skill to the bot webhook. Creates the conversation if there is none. */
  setUserState(input: UserInput & { state: UserState; until?: number }): Promise<User>
  /**
   * Adds to the memory, key by key; null removes a key. Creates the conversation if there is none. Above the limit of a
   * person's memory (`mostMemoryBytes`) nothing changes, unless the memory shrinks.
   */
  rememberUser(input: UserInput & { params: Record<string, unknown> }): Promise<User | MemoryFull>
  /**
   * Removes the skill, sets `auto`, and releases what waits for a skill to the bot webhook. False if the bot does not
   * know the person.
   */
  closeConversation(input: UserInput): Promise<boolean>
}
