/**
 * The body of each event, as endpoints receive it (docs/webhooks.md). The schemas type what emits the events, and the
 * OpenAPI document shows them under `webhooks`. Instants in ms unless they are texts.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { type Bubble, bubbleSchema, contextSchema, listedErrorSchema } from '../inbound/bubble.ts'
import { sentStatuses } from '../message/lifecycle.ts'
import { withName, withNames, withParts } from '../request/named.ts'
import { skillCauses } from '../skill/skill.ts'
import { userStates } from '../user/user.ts'
import {
  account,
  campaign,
  channelBlocked,
  consent,
  conversation,
  endpointDisabled,
  endpointTestSchema,
  handover,
  skillFailed,
  status,
  template,
  texts,
} from './business-schemas.ts'
import type { EventType } from './event.ts'
import {
  anything,
  at,
  botId,
  eventId,
  gatewayError,
  heldBy,
  isoOrNull,
  messageError,
  messageId,
  oneOf,
  optional,
  person,
  text,
  userId,
  wamid,
  wholeSchema,
} from './schema-parts.ts'

// ── what people write ───────────────────────────────────────

const formerNumber = withName(
  'FormerNumber',
  Type.Object(
    { phoneNumberId: text, displayNumber: Type.Union([Type.String(), Type.Null()]) },
    { description: "The bot's, to which it was written." },
  ),
)

const envelope = {
  messageId,
  bubble: bubbleSchema,
  names: Type.String({ description: 'On WhatsApp, or empty.' }),
  userId,
  botId,
  received: Type.Integer({ description: 'When it was written, ms.' }),
  status: Type.Literal('created'),
  owner: Type.Literal('user'),
  state: oneOf(userStates),
  eventId,
  wamid,
  context: optional(contextSchema),
  ...person,
  formerNumber: optional(formerNumber),
}
const skillReason = Type.Object(
  { id: text, reason: optional(text) },
  { description: 'The skill that it was meant for, and why the bot webhook received it instead.' },
)
const gathered = Type.Object({
  ...envelope,
  skill: optional(skillReason),
  conversationId: optional(Type.String({ description: 'With the support panel, which receives it too.' })),
})

const message = Type.Object({
  ...gathered.properties,
  gathered: optional(Type.Array(gathered, { description: 'With `gatherMs` of the bot: all messages, oldest first.' })),
})
const skillMessage = Type.Object({
  ...envelope,
  event: Type.Literal('skill_message'),
  skill: Type.Object({ id: text }),
})

/**
 * What a skill's webhook gets: no event, but a request whose answer is carried out. Without a message when the API
 * started the skill.
 */
export const skillCallSchema = withName(
  'SkillCall',
  Type.Object({
    ...Type.Partial(Type.Object(envelope)).properties,
    messageId: Type.Union([Type.String(), Type.Null()]),
    bubble: Type.Unsafe<Bubble | null>(Type.Union([bubbleSchema, Type.Null()])),
    userId,
    botId,
    eventId,
    event: Type.Literal('skill'),
    skill: Type.Object({ id: text, name: text }),
    cause: oneOf(skillCauses),
    action: Type.Union([Type.String(), Type.Null()]),
    memory: anything,
    user: Type.Object({ id: userId, name: text }),
    whole: optional(wholeSchema),
  }),
)
export type SkillCall = Static<typeof skillCallSchema>

// ── what becomes of messages ────────────────────────────────

export const messageEvents = [
  'delivered_channel',
  'delivered_user',
  'read',
  'failed',
  'reply',
  'expired',
  'canceled',
] as const satisfies EventType[]

/** Members of Meta's status, beside its state. */
const statusDetails = {
  pricing: optional(anything),
  conversation: optional(anything),
  errors: optional(Type.Array(listedErrorSchema, { description: '`error` is the first.' })),
  ...person,
  raw: optional({ ...anything, description: "Meta's status, with `rawItems` of the bot on." }),
}

const messageState = Type.Object({
  eventId,
  event: oneOf(messageEvents),
  timestamp: at,
  botId,
  userId,
  messageId,
  id: messageId,
  kind: oneOf(['session', 'notification']),
  destination: userId,
  sentStatus: oneOf(sentStatuses),
  wasRead: Type.Boolean(),
  elementName: Type.Union([Type.String(), Type.Null()]),
  campaignId: Type.Union([Type.String(), Type.Null()]),
  createdAt: isoOrNull,
  deliveryChannelAt: isoOrNull,
  deliveryUserAt: isoOrNull,
  readAt: isoOrNull,
  error: messageError,
  possibleDouble: optional(Type.Literal(true, { description: 'The person may have received it twice.' })),
  corrects: optional(Type.String({ description: 'The `eventId` of an end that this event takes back.' })),
  memoryFull: optional(
    Type.Object(
      { bytes: Type.Integer(), limit: Type.Integer() },
      { description: "With delivered_channel: the person's memory was too full for its `setMemoryParams`." },
    ),
  ),
  reply: optional(Type.Object({ messageId, bubble: bubbleSchema }, { description: 'With reply: the answer.' })),
  ...statusDetails,
})

// ── for the record ──────────────────────────────────────────

const recorded = Type.Object({
  messageId,
  wamid,
  owner: oneOf(['business', 'user']),
  received: Type.Integer({ description: 'When it was written, ms.' }),
  bubble: bubbleSchema,
  context: optional(contextSchema),
  status: optional(Type.String({ description: "Meta's word: DELIVERED, READ." })),
})

const ofRecord = { eventId, botId, userId, timestamp: at, names: text, ...person }
const messageEcho = Type.Object({
  ...recorded.properties,
  ...ofRecord,
  event: Type.Literal('message_echo'),
  status: Type.Literal('created'),
  state: optional(Type.Literal('manual', { description: 'The answer silences the bot.' })),
  stateUntil: optional(Type.Integer({ description: 'Until then, ms.' })),
})
const standby = Type.Object({
  ...recorded.properties,
  ...ofRecord,
  event: Type.Literal('standby'),
  status: Type.Literal('created'),
  heldBy,
})
const history = Type.Object({
  ...ofRecord,
  event: Type.Literal('history'),
  phase: optional(Type.Unknown()),
  chunk_order: optional(Type.Unknown()),
  progress: optional(Type.Unknown({ description: 'Percent, by Meta.' })),
  messages: Type.Array(recorded, { description: 'At most 50.' }),
})

// ── all of them ─────────────────────────────────────────────

const personDetails = Type.Object(person)
const envelopeSchema = withParts(Type.Object(envelope), personDetails)
const eventFrame = Type.Object({ eventId, botId, timestamp: at })
const recordFrame = withParts(Type.Object(ofRecord), eventFrame, personDetails)
withParts(gathered, envelopeSchema)
withParts(message, gathered)
withParts(skillMessage, envelopeSchema)
withParts(messageState, eventFrame, personDetails)
withParts(history, recordFrame)
withParts(messageEcho, recordFrame)
withParts(standby, recordFrame)
withParts(skillCallSchema, personDetails)
const ofBusiness = [status, template, account, channelBlocked, endpointDisabled, endpointTestSchema, campaign]
for (const event of [...ofBusiness, skillFailed, consent, handover, conversation]) withParts(event, eventFrame)
withNames({
  EventFrame: eventFrame,
  PersonDetails: personDetails,
  MessageEnvelope: envelopeSchema,
  RecordFrame: recordFrame,
  Texts: texts,
  EventMessage: message,
  EventMessageState: messageState,
  EventMessageEcho: messageEcho,
  EventHistory: history,
  EventStatus: status,
  EventTemplate: template,
  EventAccount: account,
  EventChannelBlocked: channelBlocked,
  EventEndpointDisabled: endpointDisabled,
  EventEndpointTest: endpointTestSchema,
  EventCampaign: campaign,
  EventSkillMessage: skillMessage,
  EventSkillFailed: skillFailed,
  EventConsent: consent,
  EventStandby: standby,
  EventHandover: handover,
  EventConversation: conversation,
  GatheredMessage: gathered,
  RecordedMessage: recorded,
  GatewayError: gatewayError,
})

export const eventSchemas = {
  message,
  delivered_channel: messageState,
  delivered_user: messageState,
  read: messageState,
  failed: messageState,
  reply: messageState,
  expired: messageState,
  canceled: messageState,
  message_echo: messageEcho,
  history,
  status,
  template_status: template,
  template_quality: template,
  template_category: template,
  template_category_warning: template,
  account,
  channel_blocked: channelBlocked,
  endpoint_disabled: endpointDisabled,
  campaign,
  skill_message: skillMessage,
  skill_failed: skillFailed,
  consent,
  standby,
  handover,
  conversation,
} as const satisfies Record<EventType, TSchema>

export type EventBody<Type extends EventType> = Static<(typeof eventSchemas)[Type]>
export type MessageEvent = (typeof messageEvents)[number]
export type StatusDetailFields = Partial<Pick<EventBody<MessageEvent>, keyof typeof statusDetails>>

/** What is posted when the whole is larger than receivers take (`event-body.ts`). */
export const cutEventSchema = withName(
  'EventCut',
  Type.Object(
    {
      eventId,
      whole: wholeSchema,
    },
    {
      additionalProperties: true,
      description: 'An event whose large members are left out, because all of it would be over 100,000 bytes.',
    },
  ),
)
