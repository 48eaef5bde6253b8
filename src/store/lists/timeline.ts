/**
 * One message's whole story in one response: states, attempts, Meta's responses and errors, events and the webhooks'
 * responses; and for pending items, when the next attempt is due, or what they wait for.
 */
import type { MessageKind } from '../../model/message/content.ts'
import { isEnd, type State, sentStatus } from '../../model/message/lifecycle.ts'
import type { Failure } from '../../model/outcome/decide.ts'
import { deliveryAttemptsOf } from '../deliveries/attempts.ts'
import type { DeliveryAttempt } from '../deliveries/records.ts'
import { schedulesOf } from '../messages/schedule.ts'
import { runOfMessage } from '../skills/claims.ts'
import type { SkillRunView } from '../skills/run.ts'
import { type MessageRow, messageBy } from '../sql/message-row.ts'
import { unindexed } from '../sql/planner-hints.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

export type MessageTimeline = {
  messageId: string
  botId: string
  userId: string
  kind: MessageKind
  direction: 'out' | 'in'
  type: string
  content: unknown
  state: State | 'received'
  sentStatus?: string
  elementName?: string
  campaignId?: string
  wamid?: string
  /** A code of model/cost/pricing.ts. */
  pricing?: number
  possibleDouble: boolean
  acceptedAt: number
  /** Of a message for later: when it was asked for, and for when. */
  scheduledAt?: number
  sendAt?: number
  expiresAt?: number
  dueAt?: number
  /** While it waits: its next attempt, or the message that must end first. */
  nextAttemptAt?: number
  waitsBehind?: string
  error?: Failure
  /** Of a received message: the skill that took it. */
  skill?: SkillRunView
  /** Every state with its time, in order. */
  states: { state: string; at: number }[]
  attempts: {
    attempt: number
    startedAt: number
    endedAt?: number
    outcome?: string
    detail?: unknown
    told?: unknown
  }[]
  events: {
    eventId: string
    type: string
    at: number
    deliveries: {
      endpointId: string
      url: string
      state: string
      dueAt?: number
      /** While it waits: its next attempt, or the event that must end first, or that the endpoint must be resumed. */
      nextAttemptAt?: number
      waitsBehind?: string
      isSwitchedOff?: true
      expiresAt?: number
      attempts: DeliveryAttempt[]
    }[]
  }[]
}

export function* timeline(botId: string, messageId: string): Transaction<MessageTimeline | undefined> {
  const message = yield* messageBy<MessageRow>('id', messageId, botId)
  if (!message) return yield* inboundTimeline(botId, messageId)
  const schedule = (yield* schedulesOf([{ botId, id: messageId }])).get(messageId)
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
    pricing: message.pricing ?? undefined,
    possibleDouble: message.possible_double > 0,
    acceptedAt: message.accepted_at,
    scheduledAt: schedule?.scheduledAt,
    sendAt: schedule?.sendAt,
    expiresAt: message.expires_at ?? undefined,
    dueAt: message.due_at ?? undefined,
    ...(message.state === 'scheduled' ? { nextAttemptAt: schedule?.sendAt } : yield* nextOf(message)),
    error: parse(message.error),
    states: statesOf(message, schedule?.scheduledAt ?? null),
    attempts: yield* attemptsOf(message.seq),
    events: yield* eventsOf(messageId),
  }
}

type Next = Pick<MessageTimeline, 'nextAttemptAt' | 'waitsBehind'>

/**
 * When it is tried next, or its media URL is probed, as far as its bot's pace allows; a message of unknown outcome is
 * retried then if no status comes. Otherwise the message of the same person that must end first.
 */
function* nextOf(message: MessageRow): Transaction<Next> {
  if (message.state !== 'queued' && message.state !== 'sending') return {}
  const nextAttemptAt = message.due_at ?? message.reconcile_at ?? message.probe_due_at
  if (nextAttemptAt !== null) return { nextAttemptAt }
  if (message.lease !== null) return {}
  const first = yield* queryOne<{ id: string }>(
    `select id from messages where bot_id = $1 and user_id = $2 and state in ('queued', 'sending') and seq < $3
       and seq >= $openMessages order by seq limit 1`,
    message.bot_id,
    message.user_id,
    message.seq,
  )
  return first ? { waitsBehind: first.id } : {}
}

type InboundRow = {
  id: string
  user_id: string
  wamid: string
  bubble: string
  sent_at: number
  received_at: number
  written_by: 'business' | null
}

function* inboundTimeline(botId: string, messageId: string): Transaction<MessageTimeline | undefined> {
  const message = yield* queryOne<InboundRow>(
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
    direction: message.written_by === 'business' ? 'out' : 'in',
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

function statesOf(message: MessageRow, scheduledAt: number | null): { state: string; at: number }[] {
  const instants: [string, number | null][] = [
    ['scheduled', scheduledAt],
    // What ended before its time never took a place.
    ['queued', message.accepted_at === scheduledAt ? null : message.accepted_at],
    ['sent', message.sent_at],
    ['delivered', message.delivered_at],
    ['read', message.read_at],
    ['replied', message.replied_at],
    // The events show an end that turned out to be wrong.
    [message.state, isEnd(message.state) ? message.ended_at : null],
  ]
  // In the order of the states.
  return instants.flatMap(([state, at]) => (at === null ? [] : [{ state, at }]))
}

type AttemptRow = {
  attempt: number
  started_at: number
  ended_at: number | null
  outcome: string | null
  detail: string | null
  told: string | null
}

function* attemptsOf(seq: number): Transaction<MessageTimeline['attempts']> {
  const found = yield* query<AttemptRow>('select * from attempts where message_seq = $1 order by attempt', seq)
  return found.map((attempt) => ({
    attempt: attempt.attempt,
    startedAt: attempt.started_at,
    endedAt: attempt.ended_at ?? undefined,
    outcome: attempt.outcome ?? undefined,
    detail: parse(attempt.detail),
    ...(attempt.told !== null && { told: parse(attempt.told) }),
  }))
}

type EventRow = { seq: number; id: string; type: string; at: number }
type DeliveryRow = {
  seq: number
  event_seq: number
  endpoint_id: string
  state: string
  user_id: string
  due_at: number | null
  expires_at: number | null
  url: string | null
  disabled_at: number | null
}

function* eventsOf(messageId: string): Transaction<MessageTimeline['events']> {
  const events = yield* query<EventRow>(
    'select seq, id, type, at from events where message_id = $1 order by seq + 0',
    messageId,
  )
  const emitted: MessageTimeline['events'] = []
  for (const event of events) {
    emitted.push({ eventId: event.id, type: event.type, at: event.at, deliveries: yield* deliveriesOf(event.seq) })
  }
  return emitted
}

function* deliveriesOf(eventSeq: number): Transaction<MessageTimeline['events'][number]['deliveries']> {
  const deliveries = yield* query<DeliveryRow>(
    `select deliveries.*, endpoints.url, endpoints.disabled_at from deliveries
     left join endpoints on endpoints.id = deliveries.endpoint_id
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
      ...(yield* nextDelivery(delivery)),
      expiresAt: delivery.expires_at ?? undefined,
      attempts: yield* deliveryAttemptsOf(delivery.seq),
    })
  }
  return result
}

type NextDelivery = Pick<
  MessageTimeline['events'][number]['deliveries'][number],
  'nextAttemptAt' | 'waitsBehind' | 'isSwitchedOff'
>

/** When it is tried next; else the event of its line that must end first, or that the endpoint is switched off. */
export function* nextDelivery(
  delivery: Pick<DeliveryRow, 'state' | 'endpoint_id' | 'user_id' | 'due_at' | 'disabled_at'>,
): Transaction<NextDelivery> {
  if (delivery.state !== 'waiting') return {}
  if (delivery.disabled_at !== null) return { isSwitchedOff: true }
  if (delivery.due_at !== null) return { nextAttemptAt: delivery.due_at }
  const first = yield* queryOne<{ event_seq: number }>(
    `select event_seq from deliveries where endpoint_id = $1 and user_id = $2 and state = 'waiting'
       and seq >= $openDeliveries order by seq limit 1`,
    delivery.endpoint_id,
    delivery.user_id,
  )
  const event = yield* queryOne<{ id: string }>('select id from events where seq = $1', first?.event_seq)
  return event ? { waitsBehind: event.id } : {}
}
