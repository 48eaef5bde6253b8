/**
 * Telling: an event and its place on the way to every endpoint that asks for it, written inside the transaction of the
 * state that it tells (promise 9). Called by the outbound and ingest transactions.
 */
import type { Endpoint } from '../model/bot.ts'
import { type EventSubject, type EventType, notificationEvent } from '../model/event.ts'
import type { NewId } from '../model/ids.ts'
import { sentStatus } from '../model/lifecycle.ts'
import { enqueueDelivery } from './deliveries.ts'
import type { MessageLife } from './message-row.ts'
import { parse, row, type Transaction } from './transaction.ts'

export type TellContext = {
  newId: NewId
  endpointsOf(botId: string): Endpoint[]
  /** Whether the bot wants the events of its session messages too. */
  tellsSessions(botId: string): boolean
  /** How long a person's message waits for the next, ms. */
  gatherMs(botId: string): number
  /** An endpoint got work: told after the commit, as a hint. */
  hint(endpointId: string): void
  /** A bot's pair may go on, by other means than its lane. */
  hintBot(botId: string): void
  /** A skill of the bot's got work. */
  hintSkills(botId: string): void
}

export type Telling = {
  id: string
  botId: string
  /** Order is kept per user; empty for what concerns no person. */
  userId: string
  messageId?: string
  type: EventType
  at: number
  body: Record<string, unknown>
  /** The endpoint that it is about, which is not told. */
  except?: string
}

export function* tell(context: TellContext, event: Telling): Transaction<void> {
  const inserted = yield* row<{ seq: number }>(
    `insert into events (id, bot_id, user_id, message_id, type, body, at)
     values ($1, $2, $3, $4, $5, $6, $7) returning seq`,
    event.id,
    event.botId,
    event.userId,
    event.messageId,
    event.type,
    JSON.stringify(event.body),
    event.at,
  )
  for (const endpoint of context.endpointsOf(event.botId)) {
    if (!endpoint.events.includes(event.type) || endpoint.id === event.except) continue
    const holdMs = event.type === 'message' ? context.gatherMs(event.botId) : 0
    yield* enqueueDelivery(inserted?.seq ?? 0, endpoint.id, event.userId, event.at, holdMs)
    context.hint(endpoint.id)
  }
}

/** An event of an outbound message's life. Session messages are silent unless their bot asked. */
export function* tellOfMessage(
  context: TellContext,
  type: EventType,
  at: number,
  message: MessageLife,
  beside: Record<string, unknown> = {},
): Transaction<void> {
  if (message.kind === 'session' && !context.tellsSessions(message.bot_id)) return
  const id = context.newId('evt')
  const body = { ...notificationEvent(type, at, subjectOf(id, message)), ...beside }
  yield* tell(context, { id, botId: message.bot_id, userId: message.user_id, messageId: message.id, type, at, body })
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
