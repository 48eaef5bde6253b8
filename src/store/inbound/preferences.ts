/**
 * The switch in WhatsApp itself by which a person stops marketing messages (`user_preferences`). Part of ingest's
 * transaction.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { preferencesIn } from '../../model/consent/preferences.ts'
import { setConsent } from '../consent/consent.ts'
import { identify } from '../conversations/identity.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { ReceiveContext } from './context.ts'
import { noteContact } from './message.ts'

/** Its event `account` goes to the bot as well. */
export function* handlePreferences(context: ReceiveContext, bot: Bot, raw: Record<string, unknown>): Transaction<void> {
  const now = context.receivedAt
  for (const { wish, word, saidAt, ...person } of preferencesIn(raw, now)) {
    const identified = yield* identify(context, bot.id, person, saidAt, now)
    // With one name the entry waits under it, as a message would; two must be remembered together.
    if (person.phone !== undefined && person.scopedId !== undefined) yield* noteContact(bot.id, identified, undefined)
    yield* setConsent(context, {
      botId: bot.id,
      userId: identified.userId,
      names: [person.phone, person.scopedId].filter((name) => name !== undefined),
      state: wish === 'stop' ? 'stopped' : 'resumed',
      source: 'meta',
      detail: word,
      saidAt,
      now,
    })
  }
}
