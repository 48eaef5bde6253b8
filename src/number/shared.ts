/**
 * What Meta says of a number that the business also uses in its phone app, kept with the bot, where the lanes see it:
 * that it is shared, which sets its pace, and that the app has left it, which pauses its queue until it is back. The
 * webhooks name the account and no number (meta-2026.md, section 6.4), so only bots of shared numbers pause.
 */
import type { Logger } from 'pino'
import type { Bot } from '../model/bot/bot.ts'
import type { Store } from '../store/store.ts'

export type SharedNumbersDeps = {
  store: Pick<Store, 'bot' | 'accountWord' | 'changeBot'>
  clock: () => number
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The bot has another pace, or may send again. */
  changed(botId: string): void
}

export type SharedNumbers = {
  /** Meta told something of the account. */
  accountChanged(botId: string): Promise<void>
  /** Meta was asked. */
  found(botId: string, isShared: boolean): Promise<void>
}

export function createSharedNumbers({ store, clock, log, changed }: SharedNumbersDeps): SharedNumbers {
  async function change(id: string, what: Pick<Bot, 'isShared' | 'offboardedAt'>): Promise<void> {
    await store.changeBot({ id, change: what, now: clock() })
    changed(id)
  }

  return {
    async accountChanged(botId) {
      const bot = await store.bot(botId)
      if (bot === undefined || (bot.isShared !== true && bot.offboardedAt == null)) return
      const word = await store.accountWord(botId)
      const offboardedAt = word?.reason === 'NUMBER_NOT_READY' ? word.at : null
      if (offboardedAt === (bot.offboardedAt ?? null)) return
      await change(botId, { offboardedAt })
      if (offboardedAt === null) log.info({ botId }, 'the phone app has the number again: messages leave')
      else log.warn({ botId }, 'the phone app has left the number: messages wait until it is back')
    },
    async found(botId, isShared) {
      const bot = await store.bot(botId)
      // An app that has left for minutes makes it no number of its own.
      if (bot === undefined || (bot.isShared ?? false) === isShared || bot.offboardedAt != null) return
      await change(botId, { isShared })
      log.info({ botId, isShared }, 'Meta says whether the phone app has the number too')
    },
  }
}
