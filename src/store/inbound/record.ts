/**
 * Messages for the record (promise 13): echoes of messages that the business writes on its phone, and the history that
 * it shares. They appear in the conversation and emit their own events; they open no window, answer nothing and trigger
 * no skill. Part of ingest's transaction.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { EventBody } from '../../model/events/schemas.ts'
import type { Bubble, Quoted } from '../../model/inbound/bubble.ts'
import type { Echo, HistoryThread, Person, RecordedMessage } from '../../model/inbound/inbound.ts'
import { identify } from '../conversations/identity.ts'
import { emitEvent } from '../events/events.ts'
import { personDetails, rawOf } from '../events/fact-details.ts'
import { awaitMedia } from '../media/media.ts'
import { json, query, queryOne, type Transaction } from '../sql/transaction.ts'
import type { ReceiveContext } from './context.ts'
import { newMedia, noteContact } from './message.ts'
import { quotedMessage } from './quoted.ts'
import type { IngestResult } from './records.ts'
import { wasReported } from './repeated.ts'

export function* receiveEcho(
  context: ReceiveContext,
  bot: Bot,
  { person, message, phoneNumberId }: Echo,
): Transaction<'messages' | 'duplicates'> {
  const place = yield* placeOf(context, bot.id, message, phoneNumberId)
  if (!place) return 'duplicates'
  const userId = yield* whose(context, bot.id, person, message.sentAt)
  const stored = yield* record(context, bot, userId, message, place)
  const { bubble, status: _, ...said } = stored
  const frame = frameOf(context, bot.id, userId, person)
  const { messageId } = stored
  const body: EventBody<'message_echo'> = { ...said, bubble, status: 'created', event: 'message_echo', ...frame }
  const at = context.receivedAt
  yield* emitEvent(context, { id: frame.eventId, botId: bot.id, userId, messageId, type: 'message_echo', at, body })
  return 'messages'
}

/** Maximum per event: receivers refuse large bodies. */
const maxReported = 50
const maxReportedLength = 64_000

export function* receiveHistory(
  context: ReceiveContext,
  bot: Bot,
  { person, messages, chunk }: HistoryThread,
  counts: IngestResult,
): Transaction<void> {
  const oldest = Math.min(...messages.map(({ sentAt }) => sentAt), context.receivedAt)
  let userId: string | undefined
  const reported: Recorded[] = []
  for (const message of messages) {
    const place = yield* placeOf(context, bot.id, message, undefined)
    counts[place ? 'messages' : 'duplicates']++
    if (!place) continue
    userId ??= yield* whose(context, bot.id, person, oldest)
    reported.push(yield* record(context, bot, userId, message, place))
  }
  if (userId === undefined) return
  const at = context.receivedAt
  for (const messages of partsOf(reported)) {
    const frame = frameOf(context, bot.id, userId, person)
    const body: EventBody<'history'> = { ...chunk, messages, event: 'history', ...frame }
    yield* emitEvent(context, { id: frame.eventId, botId: bot.id, userId, type: 'history', at, body })
  }
}

function partsOf(reported: Recorded[]): Recorded[][] {
  const parts: Recorded[][] = []
  let room = 0
  for (const one of reported) {
    const length = JSON.stringify(one).length
    const open = parts.at(-1)
    if (open && open.length < maxReported && length <= room) open.push(one)
    else {
      parts.push([one])
      room = maxReportedLength
    }
    room -= length
  }
  return parts
}

/** Creates the conversation if there is none: a record always belongs to a conversation. */
function* whose(context: ReceiveContext, botId: string, person: Person, at: number): Transaction<string> {
  const identified = yield* identify(context, botId, person, at, context.receivedAt)
  if (!identified.known) yield* noteContact(botId, identified, person.name)
  return identified.userId
}

type Recorded = EventBody<'history'>['messages'][number]

type Origin = 'echo' | 'history'
type Known = { id: string; seq: number; origin: string | null; media: string | null }
/** `known`: the placeholder that the message replaces. */
type Place = { origin: Origin; known: Known | undefined }

/**
 * Undefined if the message is stored already, but a file replaces its placeholder, or was erased. Looked up before the
 * person is, so that nobody appears by a message that is not taken. History belongs to whoever connects the number, and
 * a new owner gets it all; an echo, which comes with its `phoneNumberId`, to whoever had the number then.
 */
export function* placeOf(
  context: ReceiveContext,
  botId: string,
  { wamid, media }: RecordedMessage,
  phoneNumberId: string | undefined,
): Transaction<Place | undefined> {
  const known = yield* queryOne<Known>(
    'select id, seq, origin, media from inbound where bot_id = $1 and wamid = $2 and seq >= $recentInbound',
    botId,
    wamid,
  )
  if (known && (known.origin !== 'history' || known.media !== null || !media)) return undefined
  if (!known && phoneNumberId !== undefined && (yield* wasReported(botId, wamid, phoneNumberId))) return undefined
  if (yield* wasErased(context.marksOf(botId, wamid))) return undefined
  return { origin: phoneNumberId === undefined ? 'history' : 'echo', known }
}

export function* record(
  context: ReceiveContext,
  bot: Bot,
  userId: string,
  message: RecordedMessage,
  { known, origin }: Place,
): Transaction<Recorded> {
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
  if (known) yield* fillPlaceholder(known.seq, bubble, message)
  else yield* insertRecord({ id, botId, userId, bubble, origin, receivedAt: context.receivedAt }, message)
  return recorded(id, bubble, message, quoted)
}

/** The history came with a placeholder, and its file in a later webhook. */
function* fillPlaceholder(seq: number, bubble: Bubble, { media }: RecordedMessage): Transaction<void> {
  yield* query('update inbound set bubble = $2, media = $3 where seq = $1', seq, JSON.stringify(bubble), json(media))
}

type Row = { id: string; botId: string; userId: string; bubble: Bubble; origin: Origin; receivedAt: number }

function* insertRecord(row: Row, { wamid, by, sentAt, contextWamid, media }: RecordedMessage): Transaction<void> {
  yield* query(
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
    // Lists sort by it: history appears at its original time.
    Math.min(sentAt, row.receivedAt),
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

function* wasErased(marks: readonly [string, string]): Transaction<boolean> {
  return (yield* queryOne('select 1 as found from erased_marks where mark in ($1, $2)', ...marks)) !== undefined
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
