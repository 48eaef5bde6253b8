/**
 * One inbound message: deduplicated, its person noted, the message that it answers found, and told (promise 7). A part of ingest's
 * transaction; called by ingest.ts only.
 */
import type { Bot } from '../model/bot.ts'
import type { Content } from '../model/content.ts'
import type { Bubble, InboundMessage, Person } from '../model/inbound.ts'
import { type TellContext, tell, tellOfMessage } from './events.ts'
import { awaitMedia } from './media.ts'
import { type MessageRow, messageBy } from './message-row.ts'
import { type ConversationRow, meet } from './people.ts'
import { handToSkill } from './skill-runs.ts'
import { applyStatus } from './statuses.ts'
import { json, row, rows, type Transaction } from './transaction.ts'

export type ReceiveContext = TellContext & {
  receivedAt: number
  /** Under which address a file of ours will be handed out. */
  mediaAddress(mediaId: string): string
  /** A bot has files to fetch: told after the commit, as a hint. */
  hintMedia(botId: string): void
}

export function* receive(
  context: ReceiveContext,
  bot: Bot,
  fact: InboundMessage,
): Transaction<'messages' | 'duplicates'> {
  const known = yield* meet(context, bot.id, fact.person, context.receivedAt)
  const userId = known?.user_id ?? fact.person.phone ?? fact.person.scopedId ?? ''
  const id = context.newId('msg')
  const answered = yield* answeredMessage(bot.id, userId, fact)
  const media = fact.media && newMedia(context, bot.id)
  const bubble = { ...withPayload(fact, answered), ...(media && { mediaUrl: media.address }) }
  const inserted = yield* rows(
    `insert into inbound (id, bot_id, wamid, user_id, bubble, context_wamid, media, sent_at, received_at)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9
     where not exists (select 1 from inbound where bot_id = $2 and wamid = $3 and seq >= $recentInbound) returning seq`,
    id,
    bot.id,
    fact.wamid,
    userId,
    JSON.stringify(bubble),
    fact.contextWamid,
    json(fact.media),
    fact.sentAt,
    context.receivedAt,
  )
  if (inserted.length === 0) return 'duplicates'
  if (media) yield* awaitMedia(media.id, bot.id, fact, context.receivedAt)
  if (answered) yield* proveArrival(context, answered, fact)
  const conversation = yield* noteContact(bot.id, userId, fact.person, Math.min(fact.sentAt, context.receivedAt))
  yield* tellInbound(context, conversation, fact, { id, bubble, answered })
  return 'messages'
}

/** A pressed row or button shows that its message arrived, whatever became of the answer to its attempt (promise 5). */
function* proveArrival(context: ReceiveContext, message: MessageRow, fact: InboundMessage): Transaction<void> {
  if (message.wamid !== null || !fact.pressed?.reference || !fact.contextWamid) return
  yield* applyStatus(context, message.bot_id, {
    wamid: fact.contextWamid,
    status: 'delivered',
    at: Math.min(fact.sentAt, context.receivedAt),
    attemptOf: { messageId: message.id, attempt: message.attempt },
  })
}

function newMedia(context: ReceiveContext, botId: string): { id: string; address: string } {
  const id = context.newId('med')
  context.hintMedia(botId)
  return { id, address: context.mediaAddress(id) }
}

/**
 * The person's name, and the moment from which the 24-hour window runs: never an earlier one. A first message makes the conversation in
 * its own transaction, so that no two at once can make two.
 */
function* noteContact(botId: string, userId: string, person: Person, wroteAt: number): Transaction<ConversationRow> {
  const noted = yield* row<ConversationRow>(
    `insert into conversations (bot_id, user_id, wa_id, scoped_id, name, last_inbound_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (bot_id, user_id) do update set wa_id = coalesce($3, conversations.wa_id),
       scoped_id = coalesce($4, conversations.scoped_id), name = coalesce($5, conversations.name),
       last_inbound_at = case when conversations.last_inbound_at > $6 then conversations.last_inbound_at else $6 end
     returning *`,
    botId,
    userId,
    person.phone,
    person.scopedId,
    person.name,
    wroteAt,
  )
  if (!noted) throw new Error('a conversation that was just written is not there')
  return noted
}

const replyWindowMs = 24 * 3_600_000

/** The message that this one answers: named by its context or its pressed button, else the last notification of the day. */
function* answeredMessage(botId: string, userId: string, fact: InboundMessage): Transaction<MessageRow | undefined> {
  const named = fact.pressed?.reference?.messageId
  if (named) {
    const message = yield* messageBy<MessageRow>('id', named, botId)
    if (message) return message
  }
  if (fact.contextWamid) return yield* messageBy<MessageRow>('wamid', fact.contextWamid, botId)
  const last = yield* row<MessageRow>(
    `select messages.* from conversations join messages on messages.seq = conversations.last_notification_seq
     where conversations.bot_id = $1 and conversations.user_id = $2 and messages.seq >= $recentMessages`,
    botId,
    userId,
  )
  const isRecent = last !== undefined && (last.sent_at ?? 0) > fact.sentAt - replyWindowMs
  return isRecent ? last : undefined
}

/** What the caller put behind the pressed row or button, however long: the phone only carried a reference to it. */
function withPayload(fact: InboundMessage, answered: MessageRow | undefined): Bubble {
  const pressed = fact.pressed
  if (!pressed) return fact.bubble
  const kept = answered && pressed.reference ? storedPayload(answered, pressed.reference.indexes) : undefined
  return { ...fact.bubble, ...(kept ?? { payload: edgeOrText(pressed.id) }) }
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
    return reply && { payload: reply.title, index: first }
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
  if (!id.startsWith('{')) return id
  try {
    return JSON.parse(id) as unknown
  } catch {
    return id
  }
}

function* tellInbound(
  context: ReceiveContext,
  conversation: ConversationRow,
  fact: InboundMessage,
  received: { id: string; bubble: Bubble; answered: MessageRow | undefined },
): Transaction<void> {
  const { id, bubble, answered } = received
  const { bot_id: botId, user_id: userId } = conversation
  const eventId = context.newId('evt')
  const answers = answered && (fact.contextWamid || fact.pressed) ? { messageId: answered.id } : undefined
  const wamidContext = fact.contextWamid ? { wamid: fact.contextWamid } : undefined
  const body = {
    messageId: id,
    bubble,
    names: fact.person.name ?? '',
    userId,
    botId,
    received: fact.sentAt,
    status: 'created',
    owner: 'user',
    eventId,
    wamid: fact.wamid,
    ...(answers || wamidContext ? { context: { ...answers, ...wamidContext } } : {}),
    ...(fact.person.scopedId ? { scopedId: fact.person.scopedId } : {}),
  }
  const heard = { eventId, messageId: id, bubble, envelope: body, at: context.receivedAt }
  const isTaken = yield* handToSkill(context, conversation, heard)
  if (!isTaken) {
    yield* tell(context, { id: eventId, botId, userId, messageId: id, type: 'message', at: context.receivedAt, body })
  }
  if (answered && answered.kind === 'notification' && answered.replied_at === null) {
    yield* markReplied(context, answered, id, bubble)
  }
}

/** The notification's REPLY: told once, with what the person answered. */
function* markReplied(
  context: ReceiveContext,
  message: MessageRow,
  replyId: string,
  bubble: Bubble,
): Transaction<void> {
  const at = context.receivedAt
  yield* rows('update messages set replied_at = $2 where seq = $1', message.seq, at)
  yield* tellOfMessage(context, 'reply', at, { ...message, replied_at: at }, { reply: { messageId: replyId, bubble } })
}
