/**
 * Ingest: every fact of one Meta webhook in one transaction (promise 7). Duplicates are known by bot and wamid through a
 * unique key; what has no bot or cannot be read is kept in `unplaced`, never dropped in silence.
 */
import type { Bot } from '../model/bot.ts'
import type { Content } from '../model/content.ts'
import type { Bubble, Fact, InboundMessage, Person, StatusReport, TemplateChange } from '../model/inbound.ts'
import type { TemplateDefinition } from '../model/template/definition.ts'
import { type TellContext, tell, tellOfMessage } from './events.ts'
import type { MessageRow } from './message-row.ts'
import { applyStatus } from './statuses.ts'
import type { IngestResult, PlacedStatus } from './store.ts'
import { json, parse, row, rows, type Transaction } from './transaction.ts'

export type IngestContext = TellContext & {
  botByPhoneNumber(phoneNumberId: string): Bot | undefined
  botsByWaba(wabaId: string): Bot[]
  receivedAt: number
  /** Verified the signature, and so speaks for the bots that have it. */
  appSecret: string
}

export function* ingest(context: IngestContext, facts: Fact[]): Transaction<IngestResult> {
  const counts: IngestResult = {
    messages: 0,
    duplicates: 0,
    statuses: 0,
    orphans: 0,
    changes: 0,
    unrouted: 0,
    unreadable: 0,
  }
  for (const fact of facts) counts[yield* place(context, fact)]++
  return counts
}

function* place(context: IngestContext, fact: Fact): Transaction<keyof IngestResult> {
  switch (fact.kind) {
    case 'unreadable':
      return yield* keep(context, 'unreadable', fact.reason, fact)
    case 'template':
    case 'account':
      return yield* placeWabaFact(context, fact)
    case 'message':
    case 'status': {
      const bot = context.botByPhoneNumber(fact.phoneNumberId)
      if (bot?.channel.appSecret !== context.appSecret)
        return yield* keep(context, 'unrouted', 'no bot for this phone number', fact)
      return yield* fact.kind === 'message' ? receive(context, bot, fact) : report(context, bot, fact)
    }
  }
}

function* keep<Count extends keyof IngestResult>(
  context: IngestContext,
  count: Count,
  reason: string,
  raw: unknown,
): Transaction<Count> {
  yield* rows(
    'insert into unplaced (reason, raw, received_at) values ($1, $2, $3)',
    reason,
    JSON.stringify(raw),
    context.receivedAt,
  )
  return count
}

// ── messages ────────────────────────────────────────────────

function* receive(context: IngestContext, bot: Bot, fact: InboundMessage): Transaction<'messages' | 'duplicates'> {
  const userId = yield* userOf(bot.id, fact.person)
  const id = context.newId('msg')
  const answered = yield* answeredMessage(bot.id, userId, fact)
  const bubble = withPayload(fact, answered)
  const inserted = yield* rows(
    `insert into inbound (id, bot_id, wamid, user_id, bubble, context_wamid, media, sent_at, received_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (bot_id, wamid) do nothing returning seq`,
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
  yield* noteContact(bot.id, userId, fact.person, Math.min(fact.sentAt, context.receivedAt))
  yield* tellInbound(context, bot, fact, { id, userId, bubble, answered })
  return 'messages'
}

/** The user that this person is to the bot: by the id Meta calls them, by a number it rewrote, or by their scoped id. */
function* userOf(botId: string, { phone, scopedId }: Person): Transaction<string> {
  const known = yield* row<{ user_id: string }>(
    `select user_id from conversations
     where bot_id = $1 and (user_id in ($2, $3) or wa_id = $2 or scoped_id = $3)
     order by case when user_id = $2 then 0 when wa_id = $2 then 1 else 2 end limit 1`,
    botId,
    phone,
    scopedId,
  )
  return known?.user_id ?? phone ?? scopedId ?? ''
}

/** What the message tells of the person, and the moment from which the 24-hour window runs: never an earlier one. */
function* noteContact(botId: string, userId: string, person: Person, wroteAt: number): Transaction<void> {
  yield* rows(
    `insert into conversations (bot_id, user_id, wa_id, scoped_id, name, last_inbound_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (bot_id, user_id) do update set wa_id = coalesce($3, conversations.wa_id),
       scoped_id = coalesce($4, conversations.scoped_id), name = coalesce($5, conversations.name),
       last_inbound_at = case when conversations.last_inbound_at > $6 then conversations.last_inbound_at else $6 end`,
    botId,
    userId,
    person.phone,
    person.scopedId,
    person.name,
    wroteAt,
  )
}

const replyWindowMs = 24 * 3_600_000

/** The message that this one answers: named by its context or its pressed button, else the last notification of the day. */
function* answeredMessage(botId: string, userId: string, fact: InboundMessage): Transaction<MessageRow | undefined> {
  const named = fact.pressed?.reference?.messageId
  if (named) {
    const message = yield* row<MessageRow>('select * from messages where id = $1 and bot_id = $2', named, botId)
    if (message) return message
  }
  if (fact.contextWamid) {
    return yield* row<MessageRow>('select * from messages where wamid = $1 and bot_id = $2', fact.contextWamid, botId)
  }
  const last = yield* row<MessageRow>(
    `select messages.* from conversations join messages on messages.seq = conversations.last_notification_seq
     where conversations.bot_id = $1 and conversations.user_id = $2`,
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
  context: IngestContext,
  bot: Bot,
  fact: InboundMessage,
  received: { id: string; userId: string; bubble: Bubble; answered: MessageRow | undefined },
): Transaction<void> {
  const { id, userId, bubble, answered } = received
  const eventId = context.newId('evt')
  const answers = answered && (fact.contextWamid || fact.pressed) ? { messageId: answered.id } : undefined
  const wamidContext = fact.contextWamid ? { wamid: fact.contextWamid } : undefined
  const body = {
    messageId: id,
    bubble,
    names: fact.person.name ?? '',
    userId,
    botId: bot.id,
    received: fact.sentAt,
    status: 'created',
    owner: 'user',
    eventId,
    wamid: fact.wamid,
    ...(answers || wamidContext ? { context: { ...answers, ...wamidContext } } : {}),
    ...(fact.person.scopedId ? { scopedId: fact.person.scopedId } : {}),
  }
  yield* tell(context, {
    id: eventId,
    botId: bot.id,
    userId,
    messageId: id,
    type: 'message',
    at: context.receivedAt,
    body,
  })
  if (answered && answered.kind === 'notification' && answered.replied_at === null) {
    yield* markReplied(context, answered, id, bubble)
  }
}

/** The notification's REPLY: told once, with what the person answered. */
function* markReplied(context: IngestContext, message: MessageRow, replyId: string, bubble: Bubble): Transaction<void> {
  const at = context.receivedAt
  yield* rows('update messages set replied_at = $2 where seq = $1', message.seq, at)
  yield* tellOfMessage(context, 'reply', at, { ...message, replied_at: at }, { reply: { messageId: replyId, bubble } })
}

// ── statuses ────────────────────────────────────────────────

function* report(context: IngestContext, bot: Bot, fact: StatusReport): Transaction<'statuses' | 'orphans'> {
  const status: PlacedStatus = {
    wamid: fact.wamid,
    status: fact.status,
    // What has happened cannot lie ahead: a clock that is fast would hold up what is due after it.
    at: Math.min(fact.at, context.receivedAt),
    attemptOf: fact.attemptOf,
    recipientId: fact.recipient.phone ?? fact.recipient.scopedId,
    error: fact.error,
  }
  if (yield* applyStatus(context, bot.id, status)) return 'statuses'
  yield* rows(
    'insert into orphan_statuses (wamid, status, received_at) values ($1, $2, $3)',
    fact.wamid,
    JSON.stringify(status),
    context.receivedAt,
  )
  return 'orphans'
}

// ── templates and accounts ──────────────────────────────────

function* placeWabaFact(
  context: IngestContext,
  fact: Extract<Fact, { kind: 'template' | 'account' }>,
): Transaction<keyof IngestResult> {
  const bots = context.botsByWaba(fact.wabaId).filter((bot) => bot.channel.appSecret === context.appSecret)
  if (bots.length === 0) return yield* keep(context, 'unrouted', 'no bot for this business account', fact)
  for (const bot of bots) {
    if (fact.kind === 'template') yield* changeTemplate(bot, fact, context.receivedAt)
    const id = context.newId('evt')
    const type = fact.kind === 'account' ? 'account' : templateEvents[fact.change]
    const body = { ...fact, event: type, eventId: id, botId: bot.id, timestamp: context.receivedAt }
    yield* tell(context, { id, botId: bot.id, userId: '', type, at: context.receivedAt, body })
  }
  return 'changes'
}

const templateEvents = {
  status: 'template_status',
  quality: 'template_quality',
  category: 'template_category',
  components: 'template_status',
} as const

function* changeTemplate(bot: Bot, fact: TemplateChange, now: number): Transaction<void> {
  const known = yield* row<{ definition: string }>(
    'select definition from templates where bot_id = $1 and element_name = $2 and language = $3',
    bot.id,
    fact.elementName,
    fact.language,
  )
  const definition = parse<TemplateDefinition>(known?.definition)
  if (!definition) return
  const changed = {
    ...definition,
    ...(fact.change === 'status' ? { status: fact.value === 'REINSTATED' ? 'APPROVED' : fact.value } : {}),
    ...(fact.change === 'quality' ? { quality: fact.value } : {}),
    ...(fact.change === 'category' ? { category: fact.value } : {}),
  }
  yield* rows(
    'update templates set definition = $4, updated_at = $5 where bot_id = $1 and element_name = $2 and language = $3',
    bot.id,
    fact.elementName,
    fact.language,
    JSON.stringify(changed),
    now,
  )
}
