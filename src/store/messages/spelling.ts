/**
 * The number to which a message is sent: the conversation's id does not determine how its number must be spelt
 * (model/user/spelling.ts).
 */
import { isDigitsPhone, otherSpelling } from '../../model/user/phone.ts'
import { spellingToUse, type Tried, withReached, withRefusal } from '../../model/user/spelling.ts'
import { findConversation, isSameNumber } from '../conversations/identity.ts'
import type { ConversationRow } from '../conversations/row.ts'
import type { MessageLife, OutboundMessage } from '../sql/message-row.ts'
import { json, parse, pipeline, query, queryOne, statement, type Transaction } from '../sql/transaction.ts'
import type { ClaimedMessage, NewMessage } from './records.ts'

/**
 * The recipient's spelling to store; null if the user's id has it. An answer goes to the spelling that last worked,
 * else to Meta's name for the person.
 */
export function* recipientToNote(
  botId: string,
  { userId: written, isAnswer }: Pick<NewMessage, 'userId' | 'isAnswer'>,
  userId: string,
): Transaction<string | null> {
  const known = isAnswer ? yield* findConversation(botId, userId) : undefined
  const recipient = known?.reached_as ?? known?.wa_id ?? written
  if (!isDigitsPhone(recipient)) return null
  return recipient === userId && otherSpelling(recipient) === undefined ? null : recipient
}

type Addressee = Pick<OutboundMessage, 'bot_id' | 'user_id' | 'recipient'>

/**
 * By number wherever there is one: not every message may go to a scoped id. One bulk read for all of a bot's messages,
 * in their order.
 */
export function* recipientsOf(messages: readonly Addressee[], now: number): Transaction<ClaimedMessage['recipient'][]> {
  const asked = messages.filter((message) => !isPlain(message))
  const found = yield* pipeline<ConversationRow>(
    asked.map(({ bot_id: botId, user_id: userId }) =>
      statement('select * from conversations where bot_id = $1 and user_id = $2', botId, userId),
    ),
  )
  const known = new Map(asked.map(({ user_id: userId }, index) => [userId, found[index]]))
  const recipients: ClaimedMessage['recipient'][] = []
  for (const message of messages) {
    const { bot_id: botId, user_id: userId } = message
    const exact = known.get(userId)
    const isFound = exact?.user_id !== undefined
    if (isPlain(message)) recipients.push({ phone: userId })
    else
      recipients.push(
        recipientOf(message, isFound ? (exact as ConversationRow) : yield* findConversation(botId, userId), now),
      )
  }
  return recipients
}

function isPlain({ user_id: userId, recipient }: Addressee): boolean {
  return recipient === null && isDigitsPhone(userId) && otherSpelling(userId) === undefined
}

function recipientOf(
  { user_id: userId, recipient }: Addressee,
  known: ConversationRow | undefined,
  now: number,
): ClaimedMessage['recipient'] {
  const number = numberOf(userId, known, recipient)
  if (number === undefined) return { scopedId: userId }
  return { phone: known ? spellingToUse(number, triedOf(known), now) : number }
}

/** As written by the caller, while that is still a number of the person. */
function numberOf(userId: string, known: ConversationRow | undefined, recipient: string | null): string | undefined {
  const own = isDigitsPhone(userId) ? userId : undefined
  // Excludes the number that last worked: it may belong to another person by now.
  const numbers = [own, known?.wa_id]
  if (recipient !== null && numbers.some((number) => number && isSameNumber(recipient, number))) return recipient
  return own ?? known?.wa_id ?? undefined
}

/** Which of two spellings was used; for a number with one spelling the user id suffices. */
export function ambiguousNumber(phone: string): string | undefined {
  return otherSpelling(phone) === undefined ? undefined : phone
}

/** A message was delivered to the person with this attempt's spelling. */
export function* noteReached(message: MessageLife, attempt: number): Transaction<void> {
  yield* noteTried(message, attempt, withReached)
}

/** Meta reaches no one with this attempt's spelling. */
export function* noteRefused(message: MessageLife, attempt: number, at: number): Transaction<void> {
  yield* noteTried(message, attempt, (tried, spelling) => withRefusal(tried, spelling, at))
}

function* noteTried(
  { seq, bot_id: botId, user_id: userId }: MessageLife,
  attempt: number,
  change: (tried: Tried, spelling: string) => Tried,
): Transaction<void> {
  // Most numbers have one spelling only.
  if (isDigitsPhone(userId) && otherSpelling(userId) === undefined) return
  const sent = yield* queryOne<{ recipient: string | null }>(
    'select recipient from attempts where message_seq = $1 and attempt = $2',
    seq,
    attempt,
  )
  const spelling = sent?.recipient
  const known = spelling ? yield* findConversation(botId, userId) : undefined
  if (!spelling || !known || otherSpelling(spelling) === undefined) return
  const before = triedOf(known)
  const after = change(before, spelling)
  if (before.reachedAs === after.reachedAs && json(before.refusedAt) === json(after.refusedAt)) return
  yield* query(
    'update conversations set reached_as = $3, refused_as = $4 where bot_id = $1 and user_id = $2',
    botId,
    known.user_id,
    after.reachedAs ?? null,
    Object.keys(after.refusedAt).length === 0 ? null : json(after.refusedAt),
  )
}

function triedOf({ reached_as: reachedAs, refused_as: refusedAs }: ConversationRow): Tried {
  return {
    ...(reachedAs === null ? {} : { reachedAs }),
    refusedAt: parse<Record<string, number>>(refusedAs) ?? {},
  }
}
