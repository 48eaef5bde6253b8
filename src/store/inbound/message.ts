/**
 * Receives one inbound message: deduplicates it, saves its person, finds the message that it answers, and emits its
 * event (promise 7). Part of ingest's transaction.
 */

import type { Bot } from '../../model/bot/bot.ts'
import type { Bubble, Quoted } from '../../model/inbound/bubble.ts'
import { isAfterQuestion, opensWindow } from '../../model/inbound/heard.ts'
import type { InboundMessage } from '../../model/inbound/inbound.ts'
import type { Content } from '../../model/message/content.ts'
import { readJson } from '../../model/request/nesting.ts'
import { dayMs } from '../../model/time.ts'
import { follow } from '../conversations/follow.ts'
import { type Identified, identify, mayBeIdentifiedBy } from '../conversations/identity.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { noteThread } from '../conversations/thread.ts'
import { rawOf } from '../events/fact-details.ts'
import { counted } from '../figures/changes.ts'
import { awaitMedia } from '../media/media.ts'
import { isUnknown } from '../messages/doubt.ts'
import { applyStatus } from '../outbound/statuses.ts'
import { type MessageRow, messageBy } from '../sql/message-row.ts'
import { json, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { applyAlteration } from './alter.ts'
import { handleWish } from './consent.ts'
import type { ReceiveContext } from './context.ts'
import { emitInbound, isForUs, isPrivate } from './message-event.ts'
import { quotedMessage } from './quoted.ts'
import { storedBefore, wasReported } from './repeated.ts'

export function* receive(
  context: ReceiveContext,
  bot: Bot,
  fact: InboundMessage,
): Transaction<'messages' | 'duplicates'> {
  const identified: (Identified & { previousUserId?: string }) | undefined = fact.renamed
    ? yield* identifyAnew(context, bot.id, fact)
    : yield* identify(context, bot.id, fact.person, fact.sentAt, context.receivedAt)
  if (!identified) return 'duplicates'
  const { userId } = identified
  const id = context.newId('msg')
  const answered = isPrivate(fact) ? yield* answeredMessage(bot.id, userId, fact) : undefined
  const media = fact.media && newMedia(context, bot.id)
  const quoted = yield* quotedBy(bot.id, userId, fact, answered)
  const bubble = {
    ...withPayload(fact, answered),
    ...(quoted && { quoted }),
    ...(media && { mediaUrl: media.address }),
    ...(identified.previousUserId ? { previousUserId: identified.previousUserId } : {}),
    ...rawOf(bot, fact),
  }
  if (!(yield* insertInbound(context, bot.id, fact, { id, userId, bubble }))) return 'duplicates'
  yield counted(context.receivedAt, { botId: bot.id, what: 'received' })
  yield* applyAlteration(bot.id, userId, { by: 'person', sentAt: fact.sentAt, bubble: fact.bubble })
  if (media)
    yield* awaitMedia(
      { ...fact.media, id: media.id, botId: bot.id, messageId: id, metaId: fact.media?.id },
      context.receivedAt,
    )
  const proven = answered && (yield* proveArrival(context, answered, fact))
  const wroteAt = isForUs(fact) && opensWindow(fact.bubble) ? Math.min(fact.sentAt, context.receivedAt) : undefined
  const wrote = wroteAt === undefined ? undefined : { at: wroteAt, reportedAfterMs: context.receivedAt - fact.sentAt }
  const conversation = yield* noteContact(bot.id, identified, fact.person.name, wrote)
  if (wroteAt !== undefined) yield* noteOurs(context, conversation, wroteAt)
  if (isReceipted(bot, fact)) context.wake({ kind: 'received', botId: bot.id, wamid: fact.wamid })
  yield* emitInbound(context, conversation, fact, { id, bubble, answered: proven, quoted })
  if (isPrivate(fact))
    yield* handleWish(context, bot, fact, { userId, messageId: id, bubble, mayAnswer: isForUs(fact) })
  return 'messages'
}

/** Only the owner of a conversation gets `messages`: whoever held it does no longer. Meta's times are whole seconds. */
function* noteOurs(context: ReceiveContext, conversation: ConversationRow, at: number): Transaction<void> {
  if (conversation.held_by !== null && at > Number(conversation.held_at))
    yield* noteThread(context, conversation, { heldBy: null, at, source: 'message' }, context.receivedAt)
}

/** A message to a former number cannot be marked as read: Meta knows it under that number. */
function isReceipted({ autoRead, autoTyping }: Bot, fact: InboundMessage): boolean {
  return (autoRead === true || autoTyping === true) && isForUs(fact)
}

/** False: it was here before, or its person was erased. */
function* insertInbound(
  context: ReceiveContext,
  botId: string,
  fact: InboundMessage,
  { id, userId, bubble }: { id: string; userId: string; bubble: Bubble },
): Transaction<boolean> {
  const inserted = yield* query(
    `insert into inbound (id, bot_id, wamid, user_id, bubble, context_wamid, media, sent_at, received_at)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where not exists (select 1 from ${storedBefore('$3', '$2', '$12')})
       and not exists (select 1 from erased_marks where mark in ($10, $11)) returning seq`,
    id,
    botId,
    fact.wamid,
    userId,
    JSON.stringify(bubble),
    fact.contextWamid,
    json(fact.media),
    fact.sentAt,
    context.receivedAt,
    ...context.marksOf(botId, fact.wamid),
    fact.phoneNumberId,
  )
  return inserted.length > 0
}

/**
 * Identifies the person under their new names; undefined if the change was reported before, since the names may have
 * changed again.
 */
function* identifyAnew(
  context: ReceiveContext,
  botId: string,
  { renamed, wamid, sentAt, phoneNumberId }: InboundMessage,
): Transaction<(Identified & { previousUserId?: string }) | undefined> {
  const reported = yield* wasReported(botId, wamid, phoneNumberId)
  if (reported || !renamed) return undefined
  const { known, formerIds } = yield* follow(context, botId, renamed, sentAt, context.receivedAt)
  const [previousUserId] = formerIds
  return { userId: known.user_id, known, ...(previousUserId ? { previousUserId } : {}) }
}

/**
 * A pressed row or button proves that its message arrived, whatever the outcome of its attempt (promise 5) and whatever
 * end we recorded; it counts for the first attempt of unknown outcome, if there is one. Returns the updated message.
 */
function* proveArrival(context: ReceiveContext, message: MessageRow, fact: InboundMessage): Transaction<MessageRow> {
  if (message.wamid === fact.contextWamid || !fact.pressed?.reference || !fact.contextWamid) return message
  const unknown = yield* queryOne<{ attempt: number | null }>(
    `select min(attempt) as attempt from attempts where message_seq = $1 and ${isUnknown}`,
    message.seq,
  )
  yield* applyStatus(context, message.bot_id, {
    wamid: fact.contextWamid,
    status: 'delivered',
    at: Math.min(fact.sentAt, context.receivedAt),
    attemptOf: { messageId: message.id, attempt: unknown?.attempt ?? message.attempt },
  })
  return (yield* queryOne<MessageRow>('select * from messages where seq = $1', message.seq)) ?? message
}

export function newMedia(context: ReceiveContext, botId: string): { id: string; address: string } {
  const id = context.newId('med')
  context.wake({ kind: 'media', id: botId })
  return { id, address: context.mediaAddress(id) }
}

/**
 * Saves the person's name and the start of the 24-hour window, which never moves backwards. A first message creates the
 * conversation in its own transaction, so concurrent ones cannot create two.
 */
export function* noteContact(
  botId: string,
  { userId, phone, scopedId }: Identified,
  name: string | undefined,
  wrote?: { at: number; reportedAfterMs: number },
): Transaction<ConversationRow> {
  const noted = yield* queryOne<ConversationRow>(
    `insert into conversations (bot_id, user_id, wa_id, scoped_id, name, last_inbound_at, heard_after_ms)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bot_id, user_id) do update set wa_id = coalesce($3, conversations.wa_id),
       scoped_id = coalesce($4, conversations.scoped_id), name = coalesce($5, conversations.name),
       heard_after_ms = case when conversations.last_inbound_at > $6 or $6 is null then conversations.heard_after_ms
         else $7 end,
       last_inbound_at = case when conversations.last_inbound_at > $6 or $6 is null then conversations.last_inbound_at
         else $6 end
     returning *`,
    botId,
    userId,
    phone,
    scopedId,
    name,
    wrote?.at,
    wrote?.reportedAfterMs,
  )
  if (!noted) throw new Error('the conversation that was just written is missing')
  return noted
}

const replyWindowMs = dayMs

/** The message answered: named by the context or the pressed button, else the last notification of the day. */
function* answeredMessage(botId: string, userId: string, fact: InboundMessage): Transaction<MessageRow | undefined> {
  const named = fact.pressed?.reference?.messageId
  if (named) {
    const message = yield* messageBy<MessageRow>('id', named, botId)
    if (message) return theirs(message, userId)
  }
  if (fact.contextWamid) return theirs(yield* messageBy<MessageRow>('wamid', fact.contextWamid, botId), userId)
  const last = yield* queryOne<MessageRow>(
    `select messages.* from conversations join messages on messages.seq = conversations.last_notification_seq
     where conversations.bot_id = $1 and conversations.user_id = $2 and messages.seq >= $recentMessages`,
    botId,
    userId,
  )
  const sentAt = last?.sent_at ?? 0
  return isAfterQuestion(fact.sentAt, sentAt) && sentAt > fact.sentAt - replyWindowMs ? last : undefined
}

/** A press names its message too, but quotes nothing. */
function* quotedBy(
  botId: string,
  userId: string,
  fact: InboundMessage,
  answered: MessageRow | undefined,
): Transaction<Quoted | undefined> {
  if (!fact.contextWamid || fact.pressed || !isPrivate(fact)) return undefined
  return yield* quotedMessage(botId, userId, fact.contextWamid, answered)
}

/** A message to another number is not answered by this person, whatever their message names. */
function theirs(message: MessageRow | undefined, userId: string): MessageRow | undefined {
  return message && mayBeIdentifiedBy(message.user_id, userId) ? message : undefined
}

/**
 * The payload that the caller attached to the pressed row or button, of any length: the phone carried only a reference.
 */
function withPayload(fact: InboundMessage, answered: MessageRow | undefined): Bubble {
  const pressed = fact.pressed
  if (!pressed) return fact.bubble
  const stored = answered && pressed.reference ? storedPayload(answered, pressed.reference.indexes) : undefined
  return { ...fact.bubble, ...(stored ?? { payload: edgeOrText(pressed.id) }) }
}

function storedPayload(message: MessageRow, indexes: number[]): Record<string, unknown> | undefined {
  const content = JSON.parse(message.content) as Content
  const [first = -1, second = -1] = indexes
  if (content.type === 'options') {
    const option = content.options[first]
    return option && { payload: option.payload ?? option.id ?? option.title, id: option.id, index: first }
  }
  if (content.type === 'quick_reply') {
    const reply = content.replies[first]
    return reply && { payload: reply.payload ?? reply.title, index: first }
  }
  if (content.type === 'carousel') {
    const action = content.cards[first]?.action
    const reply = action?.kind === 'quick_reply' ? action.replies[second] : undefined
    return reply && { payload: reply.payload ?? reply.title, cardIndex: first, index: second }
  }
  return undefined
}

/** A template button carries text; ours is the JSON of an edge payload. */
function edgeOrText(id: string): unknown {
  return id.startsWith('{') ? (readJson(id) ?? id) : id
}
