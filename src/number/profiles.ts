/**
 * Business profiles as Meta has them. Each look is a call of Meta's Graph API, of which it allows some hundred an hour,
 * so who looks meanwhile, and for a minute, shares the answer: until the profile is replaced, here or by another
 * process (`revision`), the number or its token is another, or the answer was a failure.
 */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { ProfileAnswer } from '../channel/cloud/management/number.ts'
import type { DoneResult } from '../channel/cloud/management/templates.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import type { Profile } from '../model/bot/profile.ts'
import { mediaRules } from '../model/media/media.ts'
import { fileName } from '../model/media/upload-name.ts'
import { identityOf } from './plan.ts'

export type ProfilesDeps = {
  cloud: Pick<CloudClient, 'profile' | 'replaceProfile' | 'replacePicture' | 'uploadSample'>
  /** Possible MIME types of a file by its first bytes. */
  typesOf: (head: Uint8Array) => Promise<readonly string[]>
  clock: () => number
}

/** `unfit`: no picture that WhatsApp takes, but what was found. */
export type PictureResult = ProfileAnswer | { kind: 'unfit'; found: string }

export type Profiles = {
  read(bot: Bot, revision: number): Promise<ProfileAnswer>
  /** The answer is what Meta then has. */
  replace(bot: Bot, profile: Profile): Promise<ProfileAnswer>
  replacePicture(bot: Bot, file: { bytes: Uint8Array; name: string }): Promise<PictureResult>
  forget(botIds: BotIds): void
}

type Known = { of: string; until: number; answer: Promise<ProfileAnswer> }

const knownMs = 60_000

export function createProfiles({ cloud, typesOf, clock }: ProfilesDeps): Profiles {
  const known = new Map<string, Known>()

  async function readAfter(bot: Bot, write: Promise<DoneResult>): Promise<ProfileAnswer> {
    const written = await write
    // Who asked while it was written may have what was before.
    known.delete(bot.id)
    return written.kind === 'done' ? cloud.profile(bot.channel) : written
  }

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
    replace: (bot, profile) => readAfter(bot, cloud.replaceProfile(bot.channel, profile)),
    async replacePicture(bot, { bytes, name }) {
      const types = await typesOf(bytes)
      const mimeType = types.find((type) => mediaRules.image.mimeTypes.includes(type))
      if (mimeType === undefined) return { kind: 'unfit', found: types[0] ?? '?' }
      const uploaded = await cloud.uploadSample(bot.channel, { bytes, mimeType, name: fileName(name) })
      return uploaded.kind === 'ok' ? readAfter(bot, cloud.replacePicture(bot.channel, uploaded.handle)) : uploaded
    },
    forget(botIds) {
      if (botIds === 'all') known.clear()
      else for (const id of botIds) known.delete(id)
    },
  }
}
