/**
 * The event of an inbound message: a skill takes the message, or the bot's webhook receives it; and the notification
 * that it answers is marked as replied.
 */

import type { EventBody } from '../../model/events/schemas.ts'
import type { Bubble, Quoted } from '../../model/inbound/bubble.ts'
import { inputKindOf, isAnswer } from '../../model/inbound/heard.ts'
import type { InboundMessage } from '../../model/inbound/inbound.ts'
import { stateAt } from '../../model/user/user.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { followSupport, supportOf } from '../conversations/support.ts'
import { emitEvent, emitMessageEvent } from '../events/events.ts'
import { personDetails } from '../events/fact-details.ts'
import { countChange } from '../figures/changes.ts'
import { handToSkill } from '../skills/runs.ts'
import type { MessageRow } from '../sql/message-row.ts'
import { query, type Transaction } from '../sql/transaction.ts'
import type { ReceiveContext } from './context.ts'

/** The stored message, the message of ours that it answers, and the one that it quotes. */
type Received = { id: string; bubble: Bubble; answered: MessageRow | undefined; quoted: Quoted | undefined }

/** `fact` is stored as `received`. */
export function* emitInbound(
  context: ReceiveContext,
  conversation: ConversationRow,
  fact: InboundMessage,
  received: Received,
): Transaction<void> {
  const { id, bubble, answered } = received
  const { bot_id: botId, user_id: userId } = conversation
  const eventId = context.newId('evt')
  const at = context.receivedAt
  if (isForUs(fact)) yield* followSupport(context, conversation, { cause: 'message', now: at })
  const body = bodyOf(conversation, fact, { ...received, eventId, at })
  const input = { eventId, messageId: id, bubble, sentAt: fact.sentAt, envelope: body, at }
  const isTaken =
    fact.groupId === undefined && !fact.isOfFormerNumber && (yield* handToSkill(context, conversation, input))
  if (!isTaken) {
    const waiting = { isUngathered: !isForUs(fact), holdMs: fact.media ? mediaHoldMs : 0 }
    yield* emitEvent(context, { id: eventId, botId, userId, messageId: id, type: 'message', at, body, ...waiting })
  }
  const isReply = isAnswer(inputKindOf(bubble)) && answered?.kind === 'notification'
  if (isReply && answered.replied_at === null) yield* markReplied(context, answered, id, bubble)
}

/** The event's body, as the compatible API has it. */
function bodyOf(
  conversation: ConversationRow,
  fact: InboundMessage,
  { id, eventId, bubble, answered, quoted, at }: Received & { eventId: string; at: number },
): EventBody<'message'> {
  const answers = answered && (fact.contextWamid || fact.pressed) ? { messageId: answered.id } : undefined
  const wamidContext = fact.contextWamid ? { wamid: fact.contextWamid } : undefined
  const fromContext = fact.contextFrom ? { from: fact.contextFrom } : undefined
  return {
    messageId: id,
    bubble,
    names: fact.person.name ?? '',
    userId: conversation.user_id,
    botId: conversation.bot_id,
    received: fact.sentAt,
    status: 'created',
    owner: 'user',
    state: stateAt(conversation.state, conversation.state_until, at),
    eventId,
    wamid: fact.wamid,
    ...(answers || wamidContext || fromContext
      ? { context: { ...answers, ...quoted, ...wamidContext, ...fromContext } }
      : {}),
    ...(fact.person.scopedId ? { scopedId: fact.person.scopedId } : {}),
    ...personDetails(fact.person),
    ...(fact.isOfFormerNumber ? { formerNumber: numberOf(fact) } : {}),
    ...(isForUs(fact) ? supportOf(conversation) : {}),
  }
}

function numberOf({ phoneNumberId, displayNumber }: InboundMessage) {
  return { phoneNumberId, displayNumber: displayNumber ?? null }
}

/**
 * Most files arrive within a second, and then the event includes their size (store/media/media.ts); a large file does
 * not hold up its message for longer.
 */
const mediaHoldMs = 3_000

/** Marks the notification as replied and emits this once, with the person's answer. */
function* markReplied(
  context: ReceiveContext,
  message: MessageRow,
  replyId: string,
  bubble: Bubble,
): Transaction<void> {
  const at = context.receivedAt
  yield* query('update messages set replied_at = $2 where seq = $1', message.seq, at)
  const replied = { ...message, replied_at: at }
  yield* countChange(context, message, replied)
  yield* emitMessageEvent(context, 'reply', at, replied, { reply: { messageId: replyId, bubble } })
}

/** Neither a group's message nor WhatsApp's own. */
export function isPrivate(fact: InboundMessage): boolean {
  return fact.groupId === undefined && fact.bubble.type !== 'system'
}

/**
 * To the number that the bot sends from: a window of a former number does not count for the present one, and a skill
 * could not answer.
 */
export function isForUs(fact: InboundMessage): boolean {
  return isPrivate(fact) && !fact.isOfFormerNumber
}
