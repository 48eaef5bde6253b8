/** The flows about the bots' numbers at Meta: the watch, what is learnt of shared ones, and the actions for HTTP. */
import type { CloudClient } from '../channel/cloud/client.ts'
import type { Bot, BotIds } from '../model/bot/bot.ts'
import type { NumberActions } from '../number/actions.ts'
import { type ContactBookDeps, startContactBook } from '../number/contact-book.ts'
import { askImport, type ImportDeps } from '../number/import.ts'
import { createProfiles, type ProfilesDeps } from '../number/profiles.ts'
import { createSharedNumbers, type SharedNumbersDeps } from '../number/shared.ts'
import { type NumberWatchDeps, startNumberWatch } from '../number/watch.ts'

type NumbersDeps = ProfilesDeps & { cloud: Pick<CloudClient, 'numberSettings'> } & ImportDeps &
  ContactBookDeps &
  Omit<SharedNumbersDeps, 'changed'> &
  Omit<NumberWatchDeps, 'shared' | 'syncMs'> & { config: { numberSyncMs: number } }

/** `changed`: the bot has another pace, or may send again. */
export async function startNumbers(workerDeps: NumbersDeps, changed: (botId: string) => void) {
  const shared = createSharedNumbers({ ...workerDeps, changed })
  const watch = await startNumberWatch({ ...workerDeps, shared, syncMs: workerDeps.config.numberSyncMs })
  const profiles = createProfiles(workerDeps)
  const asking: NumberActions['askImport'] = (bot, parts) => askImport(workerDeps, bot, parts)
  const { read: profile, replace: replaceProfile, replacePicture } = profiles
  const settings = ({ channel }: Bot) => workerDeps.cloud.numberSettings(channel)
  const { lookAgain } = watch
  const contactBook = startContactBook(workerDeps)
  const { wake: forgetErased } = contactBook
  const actions = { profile, replaceProfile, replacePicture, settings, lookAgain, askImport: asking, forgetErased }
  const syncBots = (botIds: BotIds) => {
    profiles.forget(botIds)
    return watch.syncBots(botIds)
  }
  const stop = async (timeoutMs: number) => {
    await Promise.all([contactBook.stop(timeoutMs), watch.stop(timeoutMs)])
  }
  return { ...watch, syncBots, stop, actions }
}
