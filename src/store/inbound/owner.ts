/**
 * The business answers from its phone app: where the bot has it so, people answer from then on, for a time, as if
 * somebody had taken the conversation over. Part of ingest's transaction.
 */
import type { Bot } from '../../model/bot/bot.ts'
import { inputKindOf } from '../../model/inbound/heard.ts'
import type { RecordedMessage } from '../../model/inbound/inbound.ts'
import { minuteMs } from '../../model/time.ts'
import { stateAt } from '../../model/user/user.ts'
import { findConversation } from '../conversations/identity.ts'
import type { Transaction } from '../sql/transaction.ts'
import { setUserState } from '../users/users.ts'
import type { ReceiveContext } from './context.ts'

/**
 * Until when the bot is silent; undefined: nothing changes. It counts from when the owner wrote, so an echo that comes
 * late silences nobody who is long answered, and what is longer already stays.
 */
export function* silenceBot(
  context: ReceiveContext,
  { id: botId, ownerPauseMinutes = 0 }: Bot,
  userId: string,
  { bubble, sentAt }: RecordedMessage,
): Transaction<number | undefined> {
  const now = context.receivedAt
  const until = Math.min(sentAt, now) + ownerPauseMinutes * minuteMs
  if (ownerPauseMinutes === 0 || until <= now || !isWriting(bubble)) return undefined
  const known = yield* findConversation(botId, userId)
  const isManual = known !== undefined && stateAt(known.state, known.state_until, now) === 'manual'
  if (isManual && (known.state_until ?? until) >= until) return undefined
  yield* setUserState(context, { botId, userId, state: 'manual', until, now })
  return until
}

/** A reaction, a deletion or what WhatsApp says itself is no sign that somebody is about to talk. */
function isWriting(bubble: RecordedMessage['bubble']): boolean {
  const kind = inputKindOf(bubble)
  return kind === 'said' || kind === 'pressed' || kind === 'unsupported'
}
