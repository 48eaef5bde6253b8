/**
 * Checks whether a message may be sent under the bot's present identity: it may already have left from another number,
 * or may have been filled from a template of another account. Checked before each attempt against the current bot;
 * after a change of number, waiting messages are sent from the new one. A reaction needs its message at Meta as well.
 */
import type { Bot } from '../model/bot/bot.ts'
import { restsUntil } from '../model/bot/shared-number.ts'
import type { Decision, FailureKey } from '../model/outcome/decide.ts'
import type { Outcome } from '../model/outcome/outcome.ts'
import { sumOf } from '../model/template/meaning.ts'
import type { ClaimedMessage } from '../store/messages/records.ts'
import type { Store } from '../store/store.ts'

export type FormerIdentityDeps = {
  store: Pick<Store, 'templatesNamed' | 'isLearning'>
  clock: () => number
}

/** `outcome` is for the log; without a `decision` the usual one is derived from it. */
export type Against = { outcome: Outcome; decision?: Decision }

export async function againstSending(
  deps: FormerIdentityDeps,
  bot: Bot,
  message: ClaimedMessage,
): Promise<Against | undefined> {
  const { sentFrom, content } = message
  const restUntil = restsUntil(bot, deps.clock())
  if (restUntil !== undefined) return offboarded(restUntil)
  if (sentFrom !== undefined && sentFrom !== bot.channel.phoneNumberId) return failed('NUMBER_CHANGED', leftBefore)
  if (content.type === 'reaction' && message.refersTo === undefined) return failed('UNDELIVERABLE', nothingToReactTo)
  if (content.type !== 'template' || content.source === undefined) return undefined
  if (content.source.wabaId === bot.channel.wabaId) return undefined
  const { elementName, language, source } = content
  const named = await deps.store.templatesNamed(bot.id, elementName)
  const now = named.find((one) => one.language === language)
  if (now !== undefined && sumOf(now) === source.sum) return undefined
  if (await deps.store.isLearning(bot.id)) return later(deps.clock())
  return failed('ACCOUNT_CHANGED', message.possibleDouble ? mayHaveArrived : notTheSame)
}

const leftBefore =
  'It was sent from a number that the bot no longer has, and its outcome is unknown: it may have arrived. ' +
  'It is never sent again from another number.'
const nothingToReactTo = 'The message that it reacts to never reached Meta, or is no longer known.'
const notTheSame =
  "Not sent: its template belonged to the bot's former business account; the present one has no identical template."
const mayHaveArrived =
  "It may have arrived. It is not sent again: its template belonged to the bot's former business account; " +
  'the present one has no identical template.'

export function failed(key: FailureKey, message: string): Against {
  return { outcome: { kind: 'unreachable', reason: message }, decision: { kind: 'failed', error: { key, message } } }
}

/**
 * Templates of a new account arrive within seconds if Meta answers. This wait is not an attempt, so no backoff grows.
 */
const learningMs = 2_000

/** The number's phone app has left it: whatever is sent meanwhile fails. */
function offboarded(until: number): Against {
  const reason = 'the phone app of this number has left it, and Meta sends nothing until it is back'
  return {
    outcome: { kind: 'unreachable', reason },
    decision: { kind: 'again', counts: 'retry', dueAt: until, laneRestUntil: until },
  }
}

function later(now: number): Against {
  const reason = 'the templates of the new business account are not known yet'
  return {
    outcome: { kind: 'unreachable', reason },
    decision: { kind: 'again', counts: 'retry', dueAt: now + learningMs },
  }
}
