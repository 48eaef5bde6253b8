/**
 * The message that a person quotes, of either side, by our id and with the beginning of its text. What is not known
 * here, or belongs to another chat, is named by its wamid alone.
 */
import type { Bubble, Quoted } from '../../model/inbound/bubble.ts'
import type { Content } from '../../model/message/content.ts'
import { textOf } from '../../model/message/history.ts'
import { excerptOf } from '../../model/message/reference.ts'
import { mayBeIdentifiedBy } from '../conversations/identity.ts'
import { inboundBy } from '../messages/references.ts'
import { type MessageRow, messageBy } from '../sql/message-row.ts'
import type { Transaction } from '../sql/transaction.ts'

/** `sent`: the quoted message, if it is known to be one of the business's. */
export function* quotedMessage(
  botId: string,
  userId: string,
  wamid: string,
  sent?: Pick<MessageRow, 'id' | 'user_id' | 'content'>,
): Transaction<Quoted | undefined> {
  const ours = sent ?? (yield* messageBy<MessageRow>('wamid', wamid, botId, 'id, user_id, content'))
  // A message to another number is not quoted by this person.
  if (ours) return mayBeIdentifiedBy(ours.user_id, userId) ? named(ours.id, wamid, sentText(ours.content)) : undefined
  const theirs = yield* inboundBy('wamid', wamid, botId)
  return theirs?.user_id === userId ? named(theirs.id, wamid, receivedText(theirs.bubble)) : undefined
}

function named(messageId: string, wamid: string, text: string | undefined): Quoted {
  return { messageId, wamid, ...(text ? { text: excerptOf(text) } : {}) }
}

function sentText(content: string): string | undefined {
  return textOf(JSON.parse(content) as Content)
}

function receivedText(bubble: string): string | undefined {
  const { text } = JSON.parse(bubble) as Bubble
  return typeof text === 'string' ? text : undefined
}
