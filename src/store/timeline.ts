/** One message's whole story in one answer: states, attempts, Meta's answers and errors, events and the webhooks' answers. */
import { sentStatus } from '../model/lifecycle.ts'
import { type MessageRow, messageBy } from './message-row.ts'
import { runOfMessage } from './skill-claims.ts'
import type { DeliveryAttempt, MessageTimeline } from './store.ts'
import { parse, row, rows, type Transaction } from './transaction.ts'
import { unindexed } from './unindexed.ts'

export function* timeline(botId: string, messageId: string): Transaction<MessageTimeline | undefined> {
  const message = yield* messageBy<MessageRow>('id', messageId, botId)
  if (!message) return yield* inboundTimeline(botId, messageId)
  const content = JSON.parse(message.content) as { type: string }
  return {
    messageId,
    botId,
    userId: message.user_id,
    kind: message.kind,
    direction: 'out',
    type: content.type,
    content,
    state: message.state,
    sentStatus: sentStatus(message.state, message.replied_at !== null),
    elementName: message.element_name ?? undefined,
    campaignId: message.campaign_id ?? undefined,
    wamid: message.wamid ?? undefined,
    possibleDouble: message.possible_double > 0,
    acceptedAt: message.accepted_at,
    expiresAt: message.expires_at ?? undefined,
    dueAt: message.due_at ?? undefined,
    error: parse(message.error),
    states: statesOf(message),
    attempts: yield* attemptsOf(message.seq),
    events: yield* eventsOf(messageId),
  }
}

type InboundRow = { id: string; user_id: string; wamid: string; bubble: string; sent_at: number; received_at: number }

function* inboundTimeline(botId: string, messageId: string): Transaction<MessageTimeline | undefined> {
  const message = yield* row<InboundRow>(
    `select * from inbound where id = $1 and ${unindexed('bot_id')} = $2`,
    messageId,
    botId,
  )
  if (!message) return undefined
  const bubble = JSON.parse(message.bubble) as { type: string }
  return {
    messageId,
    botId,
    userId: message.user_id,
    kind: 'session',
    direction: 'in',
    type: bubble.type,
    content: bubble,
    state: 'received',
    wamid: message.wamid,
    possibleDouble: false,
    acceptedAt: message.received_at,
    skill: yield* runOfMessage(messageId),
    states: [{ state: 'received', at: message.received_at }],
    attempts: [],
    events: yield* eventsOf(messageId),
  }
}

function statesOf(message: MessageRow): { state: string; at: number }[] {
  const instants: [string, number | null][] = [
    ['queued', message.accepted_at],
    ['sent', message.sent_at],
    ['delivered', message.delivered_at],
    ['read', message.read_at],
    ['replied', message.replied_at],
    [message.state, message.ended_at],
  ]
  // In the order of the ladder, not of the instants: Meta's are whole seconds, so a delivery can seem earlier than the sending.
  return instants.flatMap(([state, at]) => (at === null ? [] : [{ state, at }]))
}

type AttemptRow = {
  attempt: number
  started_at: number
  ended_at: number | null
  outcome: string | null
  detail: string | null
}

function* attemptsOf(seq: number): Transaction<MessageTimeline['attempts']> {
  const found = yield* rows<AttemptRow>('select * from attempts where message_seq = $1 order by attempt', seq)
  return found.map((attempt) => ({
    attempt: attempt.attempt,
    startedAt: attempt.started_at,
    endedAt: attempt.ended_at ?? undefined,
    outcome: attempt.outcome ?? undefined,
    detail: parse(attempt.detail),
  }))
}

type EventRow = { seq: number; id: string; type: string; at: number }
type DeliveryRow = {
  seq: number
  event_seq: number
  endpoint_id: string
  state: string
  due_at: number | null
  url: string | null
}

function* eventsOf(messageId: string): Transaction<MessageTimeline['events']> {
  const events = yield* rows<EventRow>(
    'select seq, id, type, at from events where message_id = $1 order by seq + 0',
    messageId,
  )
  const told: MessageTimeline['events'] = []
  for (const event of events) {
    told.push({ eventId: event.id, type: event.type, at: event.at, deliveries: yield* deliveriesOf(event.seq) })
  }
  return told
}

function* deliveriesOf(eventSeq: number): Transaction<MessageTimeline['events'][number]['deliveries']> {
  const deliveries = yield* rows<DeliveryRow>(
    `select deliveries.*, endpoints.url from deliveries left join endpoints on endpoints.id = deliveries.endpoint_id
     where deliveries.event_seq = $1 order by deliveries.seq + 0`,
    eventSeq,
  )
  const result: MessageTimeline['events'][number]['deliveries'] = []
  for (const delivery of deliveries) {
    result.push({
      endpointId: delivery.endpoint_id,
      url: delivery.url ?? '',
      state: delivery.state,
      dueAt: delivery.due_at ?? undefined,
      attempts: yield* deliveryAttemptsOf(delivery.seq),
    })
  }
  return result
}

type DeliveryAttemptRow = {
  attempt: number
  started_at: number
  duration_ms: number
  status: number | null
  answer: string
}

function* deliveryAttemptsOf(seq: number): Transaction<DeliveryAttempt[]> {
  const found = yield* rows<DeliveryAttemptRow>(
    'select * from delivery_attempts where delivery_seq = $1 order by attempt',
    seq,
  )
  return found.map((attempt) => ({
    attempt: attempt.attempt,
    startedAt: attempt.started_at,
    durationMs: attempt.duration_ms,
    status: attempt.status ?? undefined,
    answer: attempt.answer,
  }))
}
