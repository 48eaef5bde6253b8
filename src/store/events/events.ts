/**
 * Emits events: an event and its delivery to every subscribed endpoint, written in the transaction of the change that
 * they report (promise 9).
 */
import type { Endpoint, SessionEvents } from '../../model/bot/bot.ts'
import { fitBody } from '../../model/events/body.ts'
import type { EventType } from '../../model/events/event.ts'
import { travelOf } from '../../model/events/kinds.ts'
import { type EventSubject, notificationEvent } from '../../model/events/notification.ts'
import type { EventBody, MessageEvent, StatusDetailFields } from '../../model/events/schemas.ts'
import type { NewId } from '../../model/ids.ts'
import { sentStatus } from '../../model/message/lifecycle.ts'
import type { MessageLife } from '../sql/message-row.ts'
import { perRow } from '../sql/per-row.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'
import { messageChanged } from './changes.ts'
import { enqueueDelivery } from './delivery-queue.ts'
import type { LifeNote, MemoryNote } from './notes.ts'
import type { DueDelivery, PromotedDelivery, Wakeup } from './wakeup.ts'

export type EventContext = {
  newId: NewId
  /** Keyed hash of a person's name, of which nothing else is left after an erasure. */
  markName(name: string): string
  endpointsOf(botId: string): readonly Endpoint[]
  /** The events that the bot wants for its session messages. */
  sessionEvents(botId: string): SessionEvents
  /** The URL at which receivers fetch the full body of an event that is too large to post. */
  eventAddress(eventId: string): string
  /** How long a person's message waits for the next one, in ms. */
  gatherMs(botId: string): number
  /** Messages accepted before then are added to the figures as they are, later; 0: none (store/figures/changes.ts). */
  earlierUntil(): number
  /** A lane has new work, or may continue; delivered after the commit. */
  wake(wakeup: Wakeup): void
  /** A delivery is due; given to its lane after the commit, without a look at the store. */
  handOver(delivery: DueDelivery): void
  /** A delivery waits behind another of its line, and may be due soon; its lane may remember it, after the commit. */
  holdBack(delivery: DueDelivery): void
  /** A delivery is due that waited behind another; its lane may have it already. */
  promoted(delivery: PromotedDelivery): void
  /** An event was written; reported after the commit, to those who follow events. */
  noteEvent(): void
  /** A step in a message's life, with or without an event; reported after the commit, for the log and the metrics. */
  noteLife(note: LifeNote): void
  /** Something was not remembered; reported after the commit too. */
  noteMemory(note: MemoryNote): void
  /** Meta told a message's price for the first time: a code of model/cost/pricing.ts. */
  notePriced(code: number): void
  /** The trace of the request that emits, for events without one of their own. */
  traceparent?: string | undefined
}

/** Each type with its own body (`model/events/schemas.ts`). */
export type NewEvent = { [Type in EventType]: EventFrame & { type: Type; body: EventBody<Type> } }[EventType]

type EventFrame = {
  id: string
  botId: string
  /** Empty for events that concern no person. */
  userId: string
  messageId?: string
  at: number
  /** How long it is held for content still to come, unless that arrives earlier. */
  holdMs?: number
  /** The endpoint that the event is about, which does not receive it. */
  except?: string
  /** Never gathered with the person's messages: a group's message, or WhatsApp's own. */
  isUngathered?: boolean
  /** The type of the event that it corrects: subscribers to that type receive this one too. */
  corrects?: EventType
  /** The trace to which it belongs. */
  traceparent?: string | undefined
}

const inserting = perRow(
  `insert into events (id, bot_id, user_id, message_id, type, body, at, traceparent)
   values ($1, $2, $3, $4, $5, $6, $7, $8) returning seq`,
  { answer: ['id', 1] },
)

export function* emitEvent(context: EventContext, event: NewEvent): Transaction<void> {
  const { text, whole } = fitBody(event.body, () => context.eventAddress(event.id))
  const inserted = yield* queryOne<{ seq: number }>(
    inserting,
    event.id,
    event.botId,
    event.userId,
    event.messageId,
    event.type,
    text,
    event.at,
    event.traceparent ?? context.traceparent,
  )
  const eventSeq = inserted?.seq ?? 0
  context.noteEvent()
  if (whole !== undefined) yield* storeWhole(event, eventSeq, whole)
  const written = { event, eventSeq, text }
  for (const endpoint of context.endpointsOf(event.botId)) {
    if (isSubscribed(endpoint, event)) yield* enqueueFor(context, endpoint, written)
  }
}

type Written = { event: NewEvent; eventSeq: number; text: string }

function* enqueueFor(context: EventContext, { id: endpointId, door }: Endpoint, written: Written): Transaction<void> {
  const { event, eventSeq, text } = written
  const travel = travelOf(event)
  // A panel has one message in a post.
  const isGathered = event.type === 'message' && !event.isUngathered && door !== 'panel'
  const holdMs = isGathered ? context.gatherMs(event.botId) : 0
  const notBefore = event.holdMs ? event.at + event.holdMs : undefined
  const enqueued = yield* enqueueDelivery({ ...travel, eventSeq, endpointId, now: event.at, holdMs, notBefore })
  if (enqueued.kind === 'later') context.wake({ kind: 'deliveries', id: endpointId })
  if (enqueued.kind === 'later') return
  const give = enqueued.kind === 'now' ? context.handOver : context.holdBack
  give({
    seq: enqueued.seq,
    endpointId,
    botId: event.botId,
    userId: travel.line,
    eventId: event.id,
    messageId: event.messageId,
    type: event.type,
    body: text,
    createdAt: event.at,
    attempt: 1,
    expiresAt: travel.expiresAt,
    traceparent: event.traceparent ?? context.traceparent,
  })
}

function* storeWhole({ id, at }: NewEvent, eventSeq: number, whole: string): Transaction<void> {
  yield* query(
    'insert into event_bodies (event_id, event_seq, body, created_at) values ($1, $2, $3, $4)',
    id,
    eventSeq,
    whole,
    at,
  )
}

/** The full body of an event that was too large to post, as JSON. */
export function* eventBody(eventId: string): Transaction<string | undefined> {
  // A deleted bot's bodies are still served while its endpoints receive events.
  const found = yield* queryOne<{ body: string }>(
    `select event_bodies.body from event_bodies join events on events.seq = event_bodies.event_seq
     where event_id = $1 and not exists (
       select 1 from deleted_bots where deleted_bots.id = events.bot_id and ended_at is not null)`,
    eventId,
  )
  return found?.body
}

/**
 * For people's messages, an endpoint may subscribe only to those that no bot answers; a panel receives those of
 * conversations that it has.
 */
export function isSubscribed(
  endpoint: Pick<Endpoint, 'id' | 'events' | 'isOnlyManual' | 'door'>,
  event: Pick<NewEvent, 'except' | 'corrects'> & { type: EventType; body: object },
): boolean {
  const { type, except, body, corrects = type } = event
  const asksFor = endpoint.events.includes(type) || endpoint.events.includes(corrects)
  if (!asksFor || endpoint.id === except) return false
  if (type === 'message' && endpoint.door === 'panel') return 'conversationId' in body
  return type !== 'message' || !endpoint.isOnlyManual || ('state' in body && body.state === 'manual')
}

/** The event of an end that turned out to be wrong. */
export type Corrected = { id: string; type: EventType }

/** What an event says besides the message's state. */
type Beside = StatusDetailFields & Pick<EventBody<MessageEvent>, 'memoryFull' | 'reply'>

/**
 * Emits an event of an outbound message's life. For session messages the bot decides which are emitted: their failures
 * by default; corrections of emitted events always are.
 */
export function* emitMessageEvent(
  context: EventContext,
  type: MessageEvent,
  at: number,
  message: MessageLife,
  { corrects, ...beside }: Beside & { corrects?: Corrected } = {},
): Transaction<void> {
  context.noteLife(noteOf(type, message))
  const { kind, bot_id: botId, user_id: userId, id: messageId } = message
  if (kind === 'session' && !corrects && !wantsSessionEvent(type, context.sessionEvents(botId))) {
    yield messageChanged(botId, messageId)
    return
  }
  const id = context.newId('evt')
  const correcting = corrects && { corrects: corrects.id }
  const body = { ...notificationEvent(type, at, subjectOf(id, message)), ...correcting, ...beside }
  const traceparent = message.traceparent ?? undefined
  yield* emitEvent(context, { id, botId, userId, messageId, type, at, body, corrects: corrects?.type, traceparent })
}

function wantsSessionEvent(type: EventType, asked: SessionEvents): boolean {
  return asked === 'failures' ? type === 'failed' || type === 'expired' : asked
}

function noteOf(type: EventType, { id, bot_id, kind, sent_at, error, traceparent }: MessageLife): LifeNote {
  const traced = traceparent && { traceparent }
  const about = { messageId: id, botId: bot_id, kind, type, hadLeft: sent_at !== null, ...traced }
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
