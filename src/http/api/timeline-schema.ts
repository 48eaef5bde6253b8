/** A message's timeline as GET /v1/bots/{botId}/messages/{messageId} returns it, instants in ms. */
import { Type } from 'typebox'
import { costGaps } from '../../model/cost/cost.ts'
import { states } from '../../model/message/lifecycle.ts'
import { withName, withNames } from '../../model/request/named.ts'
import { batchCount, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const instantMs = withName('InstantMs', Type.Integer({ description: 'Instant, ms since 1970.' }))
const anything = Type.Unknown()

const deliveryAttempt = Type.Object({
  attempt: Type.Integer(),
  startedAt: instantMs,
  durationMs: Type.Integer(),
  status: optional(Type.Integer({ description: 'HTTP status; absent when there was no response.' })),
  reason: optional(Type.String({ description: "The reason why it was not delivered, in the gateway's words." })),
  batch: optional(batchCount),
  answer: Type.String({ description: "First KB of the receiver's response." }),
})

const delivery = Type.Object({
  endpointId: Type.String(),
  url: Type.String(),
  state: Type.String({ description: 'waiting, delivered, given_up or expired.' }),
  dueAt: optional(instantMs),
  nextAttemptAt: optional(instantMs),
  waitsBehind: optional(Type.String({ description: 'The earlier event of the same line that must end first.' })),
  isSwitchedOff: optional(Type.Boolean({ description: 'It waits until the endpoint is resumed.' })),
  expiresAt: optional(instantMs),
  attempts: Type.Array(deliveryAttempt),
})

const pricing = Type.Object(
  {
    category: optional(Type.String()),
    type: optional(Type.String()),
    subtype: optional(Type.String()),
    model: optional(Type.String()),
    billable: optional(Type.Boolean()),
  },
  { description: "Meta's first word on the price; `other`: a word that is not known here." },
)
const textOrNull = Type.Union([Type.String(), Type.Null()])
const cost = Type.Object({
  charge: oneOf(['charged', 'free', 'unknown', 'none', 'open'], {
    description: '`none`: it was not delivered; `open`: it may still be.',
  }),
  amount: textOrNull,
  currency: textOrNull,
  effectiveDate: textOrNull,
  source: textOrNull,
  reason: Type.Union([oneOf(costGaps), Type.Null()], { description: 'Why there is no amount.' }),
})
withNames({ Pricing: pricing, MessageCost: cost })

export const timelineSchema = Type.Object({
  messageId: Type.String(),
  botId: Type.String(),
  userId: Type.String(),
  kind: oneOf(['session', 'notification']),
  direction: oneOf(['out', 'in']),
  type: Type.String(),
  content: anything,
  state: oneOf([...states, 'received']),
  sentStatus: optional(Type.String({ description: "The compatible API's name of the state." })),
  elementName: optional(Type.String()),
  campaignId: optional(Type.String()),
  wamid: optional(Type.String()),
  pricing: optional(pricing),
  cost: optional(cost),
  possibleDouble: Type.Boolean({ description: 'Sent again after an attempt whose outcome remained unknown.' }),
  acceptedAt: instantMs,
  scheduledAt: optional(instantMs),
  sendAt: optional(instantMs),
  expiresAt: optional(instantMs),
  dueAt: optional(instantMs),
  nextAttemptAt: optional(instantMs),
  waitsBehind: optional(Type.String({ description: 'The earlier message to the same person that must end first.' })),
  error: optional(Type.Unknown({ description: "Meta's complete error, or a key of docs/errors.md with its message." })),
  skill: optional(
    Type.Object(
      {
        runId: Type.String(),
        skillId: Type.String(),
        state: oneOf(['waiting', 'done', 'failed']),
        attempts: Type.Integer(),
        dueAt: optional(instantMs),
        endedAt: optional(instantMs),
        messageIds: Type.Array(Type.String(), { description: "The skill's reply." }),
        reason: optional(Type.String({ description: 'The reason why the bot webhook received it instead.' })),
        detail: optional(Type.String()),
        problems: optional(anything),
      },
      { description: 'For a received message: the run of the skill that handled it.' },
    ),
  ),
  states: Type.Array(Type.Object({ state: Type.String(), at: instantMs })),
  attempts: Type.Array(
    Type.Object({
      attempt: Type.Integer(),
      startedAt: instantMs,
      endedAt: optional(instantMs),
      outcome: optional(Type.String()),
      detail: optional(anything),
      told: optional(anything),
    }),
  ),
  events: Type.Array(
    Type.Object({
      eventId: Type.String(),
      type: Type.String(),
      at: instantMs,
      deliveries: Type.Array(delivery),
    }),
  ),
})

withNames({ Message: timelineSchema, Delivery: delivery, DeliveryAttempt: deliveryAttempt })
