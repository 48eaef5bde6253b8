/** The API's actions on a bot's number, as one value for HTTP: its business profile, and a fresh look at Meta. */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { ProfileAnswer } from '../channel/cloud/management/number.ts'
import type { Bot } from '../model/bot/bot.ts'
import type { Profile } from '../model/bot/profile.ts'
import type { NumberWatch } from './watch.ts'

export type ProfileResult = ProfileAnswer

export type NumberActions = {
  profile(bot: Bot): Promise<ProfileResult>
  /** Replaces it; the answer is what Meta then has. */
  replaceProfile(bot: Bot, profile: Profile): Promise<ProfileResult>
  /** Asks Meta soon how the number stands. */
  lookAgain(botId: string): void
}

type Deps = { cloud: Pick<CloudClient, 'profile' | 'replaceProfile'>; watch: Pick<NumberWatch, 'hint'> }

export function createNumberActions({ cloud, watch }: Deps): NumberActions {
  return {
    profile: ({ channel }) => cloud.profile(channel),
    async replaceProfile({ channel }, profile) {
      const written = await cloud.replaceProfile(channel, profile)
      return written.kind === 'done' ? cloud.profile(channel) : written
    },
    lookAgain: watch.hint,
  }
}
