/** A message's timeline as GET /v1/bots/{botId}/messages/{messageId} returns it, instants in ms. */
import { Type } from 'typebox'
import { states } from '../model/lifecycle.ts'
import { oneOf } from './schemas.ts'

const optional = Type.Optional
const instantMs = Type.Integer({ description: 'Instant, milliseconds since 1970.', examples: [1767225600000] })
const anything = Type.Unknown()

const deliveryAttempt = Type.Object({
  attempt: Type.Integer(),
  startedAt: instantMs,
  durationMs: Type.Integer(),
  status: optional(Type.Integer({ description: 'HTTP status; absent when no answer came.' })),
  reason: optional(Type.String({ description: 'Why it was not delivered, in words of the gateway.' })),
  answer: Type.String({ description: 'First KB of what the receiver answered; empty when no answer came.' }),
})

const delivery = Type.Object({
  endpointId: Type.String(),
  url: Type.String(),
  state: Type.String({ description: 'waiting, delivered, given_up or expired.' }),
  dueAt: optional(instantMs),
  nextAttemptAt: optional(instantMs),
  waitsBehind: optional(Type.String({ description: 'The event of the same line that must end before.' })),
  isSwitchedOff: optional(Type.Boolean({ description: 'It waits until the endpoint is resumed.' })),
  expiresAt: optional(instantMs),
  attempts: Type.Array(deliveryAttempt),
})

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
  possibleDouble: Type.Boolean({ description: 'Sent again after an attempt whose outcome stayed unknown.' }),
  acceptedAt: instantMs,
  expiresAt: optional(instantMs),
  dueAt: optional(instantMs),
  nextAttemptAt: optional(instantMs),
  waitsBehind: optional(Type.String({ description: 'The message to the same person that must end before.' })),
  error: optional(Type.Unknown({ description: "Meta's whole error, or a key of docs/errors.md with its message." })),
  skill: optional(
    Type.Object(
      {
        runId: Type.String(),
        skillId: Type.String(),
        state: oneOf(['waiting', 'done', 'failed']),
        attempts: Type.Integer(),
        dueAt: optional(instantMs),
        endedAt: optional(instantMs),
        messageIds: Type.Array(Type.String(), { description: 'What the skill answered with.' }),
        reason: optional(Type.String({ description: 'Why the bot webhook got it instead.' })),
        detail: optional(Type.String()),
        problems: optional(anything),
      },
      { description: 'Of a received message: the run of the skill that took it.' },
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
