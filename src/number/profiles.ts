/**
 * Business profiles as Meta has them. Each look is a call of Meta's Graph API, of which it allows some hundred an hour,
 * so who looks meanwhile, and for a minute, shares the answer: until the profile is replaced, here or by another process
 * (`revision`), the number or its token is another, or the answer was a failure.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { ProfileAnswer } from '../channel/cloud/management/number.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import type { Profile } from '../model/bot/profile.ts'
import { identityOf } from './plan.ts'

export type ProfilesDeps = { cloud: Pick<CloudClient, 'profile' | 'replaceProfile'>; clock: () => number }

export type Profiles = {
  read(bot: Bot, revision: number): Promise<ProfileAnswer>
  /** The answer is what Meta then has. */
  replace(bot: Bot, profile: Profile): Promise<ProfileAnswer>
  forget(botIds: BotIds): void
}

type Known = { of: string; until: number; answer: Promise<ProfileAnswer> }

const knownMs = 60_000

export function createProfiles({ cloud, clock }: ProfilesDeps): Profiles {
  const known = new Map<string, Known>()
  return {
    read(bot, revision) {
      const of = `${revision} ${identityOf(bot)}`
      const now = clock()
      const found = known.get(bot.id)
      if (found?.of === of && found.until > now) return found.answer
      for (const [id, { until }] of known) if (until <= now) known.delete(id)
      const asked = { of, until: now + knownMs, answer: cloud.profile(bot.channel) }
      known.set(bot.id, asked)
      const drop = () => void (known.get(bot.id) === asked && known.delete(bot.id))
      asked.answer.then(({ kind }) => kind === 'failed' && drop(), drop)
      return asked.answer
    },
    async replace(bot, profile) {
      const written = await cloud.replaceProfile(bot.channel, profile)
      // Who asked while it was written may have what was before.
      known.delete(bot.id)
      return written.kind === 'done' ? cloud.profile(bot.channel) : written
    },
    forget(botIds) {
      if (botIds === 'all') known.clear()
      else for (const id of botIds) known.delete(id)
    },
  }
}
