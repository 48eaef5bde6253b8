/**
 * Messages for the record (promise 13): echoes of messages that the business writes on its phone, and the history that
 * it shares (history.ts). They appear in the conversation and emit their own events; they open no window, answer
 * nothing and trigger no skill. Part of ingest's transaction.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Bubble, Quoted } from '../../model/inbound/bubble.ts'
import type { Echo, Person, RecordedMessage } from '../../model/inbound/inbound.ts'
import { identify } from '../conversations/identity.ts'
import { emitEvent } from '../events/events.ts'
import { personDetails, rawOf } from '../events/fact-details.ts'
import { awaitMedia } from '../media/media.ts'
import { json, queryOne, request, type Statement, statement, type Transaction } from '../sql/transaction.ts'
import { alreadyAltered, applyAlteration } from './alter.ts'
import type { ReceiveContext } from './context.ts'
import { newMedia, noteContact } from './message.ts'
import { silenceBot } from './owner.ts'
import { quotedMessage } from './quoted.ts'
import { wasReported } from './repeated.ts'

export function* receiveEcho(
  context: ReceiveContext,
  bot: Bot,
  { person, message, phoneNumberId }: Echo,
): Transaction<'messages' | 'duplicates'> {
  if (!(yield* isNew(context, bot.id, message, phoneNumberId))) return 'duplicates'
  const userId = yield* whose(context, bot.id, person, message.sentAt)
  const told = { ...message, bubble: yield* alreadyAltered(bot.id, userId, message) }
  const { write, recorded: stored } = yield* prepare(context, bot, userId, told, { origin: 'echo' })
  yield* request(write)
  yield* applyAlteration(bot.id, userId, message)
  const until = yield* silenceBot(context, bot, userId, message)
  const { bubble, status: _, ...said } = stored
  const frame = frameOf(context, bot.id, userId, person)
  const { messageId } = stored
  const silence = until === undefined ? {} : ({ state: 'manual', stateUntil: until } as const)
  const body = { ...said, bubble, status: 'created', ...silence, event: 'message_echo', ...frame } as const
  const at = context.receivedAt
  yield* emitEvent(context, { id: frame.eventId, botId: bot.id, userId, messageId, type: 'message_echo', at, body })
  return 'messages'
}

/** Creates the conversation if there is none: a record always belongs to a conversation. */
export function* whose(context: ReceiveContext, botId: string, person: Person, at: number): Transaction<string> {
  const identified = yield* identify(context, botId, person, at, context.receivedAt)
  if (!identified.known) yield* noteContact(botId, identified, person.name)
  return identified.userId
}

export type Recorded = EventBody<'history'>['messages'][number]

type Origin = 'echo' | 'history'
export type Known = { id: string; seq: number; origin: string | null; media: string | null }
/** `known`: the placeholder that the message replaces. */
type Place = { origin: Origin; known?: Known | undefined }

/**
 * False if the message is stored already, or was erased. Looked up before the person is, so that nobody appears by a
 * message that is not taken. It belongs to whoever had the number then; history, to whoever connects the number.
 */
export function* isNew(
  context: ReceiveContext,
  botId: string,
  { wamid }: RecordedMessage,
  phoneNumberId: string,
): Transaction<boolean> {
  if (yield* wasReported(botId, wamid, phoneNumberId)) return false
  const marks = context.marksOf(botId, wamid)
  return (yield* queryOne('select 1 as found from erased_marks where mark in ($1, $2)', ...marks)) === undefined
}

/** The row to write, and the message as its event shows it. */
export function* prepare(
  context: ReceiveContext,
  bot: Bot,
  userId: string,
  message: RecordedMessage,
  { known, origin }: Place,
): Transaction<{ write: Statement; recorded: Recorded }> {
  const botId = bot.id
  const media = message.media && newMedia(context, botId)
  const quoted = message.contextWamid ? yield* quotedMessage(botId, userId, message.contextWamid) : undefined
  const shown = { ...message.bubble, ...(media && { mediaUrl: media.address }) }
  const bubble = { ...shown, ...(quoted && { quoted }), ...rawOf(bot, message) }
  const id = known?.id ?? context.newId('msg')
  if (media) {
    const file = { ...message.media, id: media.id, botId, messageId: id, metaId: message.media?.id }
    yield* awaitMedia(file, context.receivedAt)
  }
  const write = known
    ? placeholderFilled(known.seq, bubble, message)
    : newRow({ id, botId, userId, bubble, origin, receivedAt: context.receivedAt }, message)
  return { write, recorded: recorded(id, bubble, message, quoted) }
}

/** The history came with a placeholder, and its file in a later webhook. */
function placeholderFilled(seq: number, bubble: Bubble, { media }: RecordedMessage): Statement {
  return statement(
    'update inbound set bubble = $2, media = $3 where seq = $1',
    seq,
    JSON.stringify(bubble),
    json(media),
  )
}

type Row = { id: string; botId: string; userId: string; bubble: Bubble; origin: Origin; receivedAt: number }

function newRow(row: Row, { wamid, by, sentAt, contextWamid, media }: RecordedMessage): Statement {
  return statement(
    `insert into inbound (id, bot_id, wamid, user_id, bubble, context_wamid, media, sent_at, received_at, written_by,
       origin)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    row.id,
    row.botId,
    wamid,
    row.userId,
    JSON.stringify(row.bubble),
    contextWamid,
    json(media),
    sentAt,
    // Lists sort by it: history appears at its original time, an echo where it came within Meta's whole second.
    Math.min(row.origin === 'echo' ? sentAt + 999 : sentAt, row.receivedAt),
    by === 'business' ? by : null,
    row.origin,
  )
}

/** The message as its event shows it. */
function recorded(messageId: string, bubble: Bubble, message: RecordedMessage, quoted: Quoted | undefined): Recorded {
  const { wamid, by, sentAt, contextWamid, contextFrom, status } = message
  const owner = by === 'business' ? ('business' as const) : ('user' as const)
  const answers = { ...quoted, ...(contextWamid && { wamid: contextWamid }), ...(contextFrom && { from: contextFrom }) }
  const context = Object.keys(answers).length > 0 ? { context: answers } : {}
  return { messageId, wamid, owner, received: sentAt, bubble, ...context, ...(status ? { status } : {}) }
}

/** What every event of a record says. */
export function frameOf(context: ReceiveContext, botId: string, userId: string, { name, scopedId, ...person }: Person) {
  return {
    eventId: context.newId('evt'),
    botId,
    userId,
    timestamp: context.receivedAt,
    names: name ?? '',
    ...(scopedId ? { scopedId } : {}),
    ...personDetails(person),
  }
}
