/** Deliveries as the operator reads them: in lists with the last attempt, and one with all of them. */
import { type Static, Type } from 'typebox'
import type { Endpoint } from '../../model/bot/bot.ts'
import { withName, withNames, withParts } from '../../model/request/named.ts'
import type { DeliveryAttempt } from '../../store/deliveries/records.ts'
import type { DeliveryDetails, DeliveryRecord } from '../../store/lists/delivery-list.ts'
import { batchCount, eventType, instant, iso, oneOf } from '../kit/schemas.ts'

export const deliveryStates = ['waiting', 'delivered', 'given_up', 'expired'] as const satisfies readonly [
  DeliveryRecord['state'],
  ...DeliveryRecord['state'][],
]

const orNull = <const T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description })

export const deliveryId = Type.String({
  pattern: '^dlv_[0-9]{1,16}$',
  description: 'Id of the delivery.',
  examples: ['dlv_88172514230272'],
})

const viewFields = {
  id: deliveryId,
  endpointId: Type.String(),
  url: orNull(Type.String(), 'The address of the endpoint now.'),
  botId: Type.String(),
  eventId: Type.String({ description: '`webhook-id` of the request.' }),
  type: eventType,
  at: { ...instant, description: 'When the event happened.' },
  messageId: orNull(Type.String(), 'The message that the event is about.'),
  state: oneOf(deliveryStates, {
    description:
      '`given_up`: no attempt succeeded, or the endpoint was disabled for too long; `expired`: not worth it any more.',
  }),
  attemptCount: Type.Integer({ description: 'Attempts so far.' }),
  nextAttemptAt: orNull(
    instant,
    'While it waits: its next attempt. Null when an earlier event of the same line, or a disabled endpoint, holds it ' +
      'up.',
  ),
  expiresAt: orNull(instant, 'When it is no longer worth delivering, for kinds that have a shorter life.'),
}

const attempt = {
  startedAt: instant,
  status: orNull(Type.Integer(), 'Null without a response.'),
  reason: orNull(Type.String(), "In the gateway's words."),
}

const common = withName('DeliveryState', Type.Object(viewFields))

export const deliverySchema = withParts(
  Type.Object({ ...viewFields, lastAttempt: orNull(Type.Object(attempt), 'The last one.') }),
  common,
)

export const wholeDeliverySchema = withParts(
  Type.Object({
    ...viewFields,
    waitsBehind: orNull(Type.String(), 'While it waits: the earlier event of the same line that must end first.'),
    isSwitchedOff: Type.Boolean({ description: 'It waits until the endpoint is resumed.' }),
    attempts: Type.Array(
      Type.Object({
        attempt: Type.Integer(),
        ...attempt,
        durationMs: Type.Integer(),
        batch: Type.Optional(batchCount),
        answer: Type.String({ description: "First KB of the receiver's response." }),
      }),
    ),
  }),
  common,
)

withNames({ DeliverySummary: deliverySchema, DeliveryDetails: wholeDeliverySchema })

export function nameOfDelivery(seq: number): string {
  return `dlv_${seq}`
}

export function seqOfDelivery(id: string): number {
  return Number(id.slice('dlv_'.length))
}

type About = Pick<
  DeliveryRecord,
  'seq' | 'endpointId' | 'botId' | 'eventId' | 'messageId' | 'type' | 'state' | 'at' | 'expiresAt'
>

function fieldsOf(delivery: About, endpoint: Endpoint | undefined) {
  return {
    id: nameOfDelivery(delivery.seq),
    endpointId: delivery.endpointId,
    url: endpoint?.url ?? null,
    botId: delivery.botId,
    eventId: delivery.eventId,
    type: delivery.type,
    at: iso(delivery.at),
    messageId: delivery.messageId ?? null,
    state: delivery.state,
    expiresAt: isoOrNull(delivery.expiresAt),
  }
}

export function deliveryView(delivery: DeliveryRecord, endpoint: Endpoint | undefined): Static<typeof deliverySchema> {
  const { state, dueAt, attempts, lastAttempt } = delivery
  const isTried = state === 'waiting' && endpoint?.disabledAt === undefined
  return {
    ...fieldsOf(delivery, endpoint),
    attemptCount: attempts,
    nextAttemptAt: isoOrNull(isTried ? dueAt : undefined),
    lastAttempt: lastAttempt === undefined ? null : attemptView(lastAttempt),
  }
}

export function wholeDeliveryView(
  delivery: DeliveryDetails,
  endpoint: Endpoint | undefined,
): Static<typeof wholeDeliverySchema> {
  return {
    ...fieldsOf(delivery, endpoint),
    attemptCount: delivery.attempts.length,
    nextAttemptAt: isoOrNull(delivery.nextAttemptAt),
    waitsBehind: delivery.waitsBehind ?? null,
    isSwitchedOff: delivery.isSwitchedOff ?? false,
    attempts: delivery.attempts.map((one) => ({
      attempt: one.attempt,
      ...attemptView(one),
      durationMs: one.durationMs,
      ...(one.batch !== undefined && { batch: one.batch }),
      answer: one.answer,
    })),
  }
}

function attemptView({ startedAt, status, reason }: Pick<DeliveryAttempt, 'startedAt' | 'status' | 'reason'>) {
  return { startedAt: iso(startedAt), status: status ?? null, reason: reason ?? null }
}

function isoOrNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
