/**
 * Telling: an event and its place on the way to every endpoint that asks for it, written inside the transaction of the
 * state that it tells (promise 9). Called by the outbound and ingest transactions.
 */
import type { Endpoint, SessionEvents } from '../model/bot.ts'
import { type EventSubject, type EventType, notificationEvent } from '../model/event.ts'
import { fitBody } from '../model/event-body.ts'
import { travelOf } from '../model/event-kinds.ts'
import type { NewId } from '../model/ids.ts'
import { sentStatus } from '../model/lifecycle.ts'
import { enqueueDelivery } from './delivery-lines.ts'
import type { LifeNote, MemoryNote } from './hints.ts'
import type { MessageLife } from './message-row.ts'
import { parse, row, rows, type Transaction } from './transaction.ts'

export type TellContext = {
  newId: NewId
  endpointsOf(botId: string): Endpoint[]
  /** Which events of its session messages the bot wants. */
  sessionEvents(botId: string): SessionEvents
  /** Where the world fetches the whole of an event that is too large to post. */
  eventAddress(eventId: string): string
  /** How long a person's message waits for the next, ms. */
  gatherMs(botId: string): number
  /** An endpoint got work: told after the commit, as a hint. */
  hint(endpointId: string): void
  /** A bot's pair may go on, by other means than its lane. */
  hintBot(botId: string): void
  /** A skill of the bot's got work. */
  hintSkills(botId: string): void
  /** A step in a message's life, told or not: heard of after the commit, for the log and the figures. */
  noteLife(note: LifeNote): void
  /** Something was not remembered: heard of after the commit, likewise. */
  noteMemory(note: MemoryNote): void
}

export type Telling = {
  id: string
  botId: string
  /** Empty for what concerns no person. */
  userId: string
  messageId?: string
  type: EventType
  at: number
  body: Record<string, unknown>
  /** How long it waits for something that is still to come, unless that comes before. */
  holdMs?: number
  /** The endpoint that it is about, which is not told. */
  except?: string
  /** Never gathered with what the person writes: a group's word, WhatsApp's own. */
  isApart?: boolean
  /** The end that it takes back: whoever asked for that one hears of this one too. */
  corrects?: EventType
}

export function* tell(context: TellContext, event: Telling): Transaction<void> {
  const { text, whole } = fitBody(event.body, () => context.eventAddress(event.id))
  const inserted = yield* row<{ seq: number }>(
    `insert into events (id, bot_id, user_id, message_id, type, body, at)
     values ($1, $2, $3, $4, $5, $6, $7) returning seq`,
    event.id,
    event.botId,
    event.userId,
    event.messageId,
    event.type,
    text,
    event.at,
  )
  const eventSeq = inserted?.seq ?? 0
  if (whole !== undefined) yield* keepWhole(event, eventSeq, whole)
  const travel = travelOf(event)
  for (const endpoint of context.endpointsOf(event.botId)) {
    if (!hears(endpoint, event)) continue
    const holdMs = event.type === 'message' && !event.isApart ? context.gatherMs(event.botId) : 0
    const notBefore = event.holdMs ? event.at + event.holdMs : undefined
    yield* enqueueDelivery({ ...travel, eventSeq, endpointId: endpoint.id, now: event.at, holdMs, notBefore })
    context.hint(endpoint.id)
  }
}

function* keepWhole({ id, at }: Telling, eventSeq: number, whole: string): Transaction<void> {
  yield* rows(
    'insert into event_bodies (event_id, event_seq, body, created_at) values ($1, $2, $3, $4)',
    id,
    eventSeq,
    whole,
    at,
  )
}

/** The whole of an event that was too large to post, as JSON. */
export function* eventBody(eventId: string): Transaction<string | undefined> {
  // Of a deleted bot while its endpoints are still told.
  const found = yield* row<{ body: string }>(
    `select event_bodies.body from event_bodies join events on events.seq = event_bodies.event_seq
     where event_id = $1 and not exists (
       select 1 from deleted_bots where deleted_bots.id = events.bot_id and ended_at is not null)`,
    eventId,
  )
  return found?.body
}

/** Of what people write, an endpoint may want only what nobody else answers. */
export function hears(
  endpoint: Pick<Endpoint, 'id' | 'events' | 'isOnlyManual'>,
  { type, except, body, corrects = type }: Pick<Telling, 'type' | 'except' | 'body' | 'corrects'>,
): boolean {
  const asksFor = endpoint.events.includes(type) || endpoint.events.includes(corrects)
  if (!asksFor || endpoint.id === except) return false
  return type !== 'message' || !endpoint.isOnlyManual || body.state === 'manual'
}

/** The event of an end that turned out to be none. */
export type Corrected = { id: string; type: EventType }

/**
 * An event of an outbound message's life. Of session messages their bot says what is told: their failures, unless it says otherwise; and what
 * takes back something that was told.
 */
export function* tellOfMessage(
  context: TellContext,
  type: EventType,
  at: number,
  message: MessageLife,
  { corrects, ...beside }: Record<string, unknown> & { corrects?: Corrected } = {},
): Transaction<void> {
  context.noteLife(noteOf(type, message))
  const { kind, bot_id: botId, user_id: userId, id: messageId } = message
  if (kind === 'session' && !corrects && !isToldOfSessions(type, context.sessionEvents(botId))) return
  const id = context.newId('evt')
  const correcting = corrects && { corrects: corrects.id }
  const body = { ...notificationEvent(type, at, subjectOf(id, message)), ...correcting, ...beside }
  yield* tell(context, { id, botId, userId, messageId, type, at, body, corrects: corrects?.type })
}

function isToldOfSessions(type: EventType, asked: SessionEvents): boolean {
  return asked === 'failures' ? type === 'failed' || type === 'expired' : asked
}

function noteOf(type: EventType, { id, bot_id, kind, sent_at, error }: MessageLife): LifeNote {
  const about = { messageId: id, botId: bot_id, kind, type, hadLeft: sent_at !== null }
  if (type !== 'failed' && type !== 'expired') return about
  const { code, key } = parse<{ code?: number; key?: string }>(error) ?? {}
  return { ...about, code: String(code ?? key ?? 'none') }
}

function subjectOf(eventId: string, message: MessageLife): EventSubject {
  return {
    eventId,
    botId: message.bot_id,
    userId: message.user_id,
    messageId: message.id,
    kind: message.kind,
    sentStatus: sentStatus(message.state, message.replied_at !== null),
    elementName: message.element_name ?? undefined,
    campaignId: message.campaign_id ?? undefined,
    possibleDouble: message.possible_double > 0,
    createdAt: message.accepted_at,
    sentAt: message.sent_at ?? undefined,
    deliveredAt: message.delivered_at ?? undefined,
    readAt: message.read_at ?? undefined,
    error: parse(message.error),
  }
}
