/**
 * The body of each event, as endpoints receive it (docs/webhooks.md). The schemas type what emits the events, and the
 * OpenAPI document shows them under `webhooks`. Instants in ms unless they are texts.
 */
import { type Static, type TSchema, Type } from 'typebox'
import { campaignStatuses } from '../campaign/campaign.ts'
import { type Bubble, bubbleSchema, listedErrorSchema, metaErrorSchema } from '../inbound/bubble.ts'
import { sentStatuses } from '../message/lifecycle.ts'
import { withName, withNames, withParts } from '../request/named.ts'
import { skillCauses } from '../skill/skill.ts'
import { userStates } from '../user/user.ts'
import type { EventType } from './event.ts'

const optional = Type.Optional
const text = Type.String()
const at = Type.Integer({ description: 'ms since 1970.', examples: [1795232546000] })
const anything = Type.Record(Type.String(), Type.Unknown())
const isoOrNull = Type.Union([Type.String({ format: 'date-time' }), Type.Null()])
const eventId = withName(
  'EventId',
  Type.String({
    description: 'The same at every attempt and replay, equal to the header `webhook-id`.',
    examples: ['evt_01m7y35febkr0f68wtrdjd373a'],
  }),
)
const botId = Type.String({ examples: ['demo'] })
const userId = withName(
  'PersonId',
  Type.String({
    description: 'The person: digits, or a business-scoped id when the number is hidden.',
    examples: ['593987654321'],
  }),
)
const messageId = Type.String({ examples: ['msg_01m7y35febh89mncgb12dx2ywc'] })
const wamid = Type.String({ description: "Meta's id of the message." })
const raw = { ...anything, description: 'What Meta sent.' }
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  Type.Unsafe<Values[number]>({ type: 'string', enum: [...values] })

const wholeSchema = Type.Object({
  url: Type.String({ description: 'Address of the whole event, without other credentials.' }),
  bytes: Type.Integer(),
  omitted: Type.Array(text, { description: 'Paths of the members that are left out; a last `*`: and more.' }),
})

// ── what people write ───────────────────────────────────────

/** Of the person, when Meta gives it. */
const person = {
  scopedId: optional(Type.String({ description: 'Business-scoped id.' })),
  username: optional(text),
  parentScopedId: optional(Type.String({ description: 'Id for a business of several portfolios.' })),
  identityKeyHash: optional(Type.String({ description: 'Changes with the safety number.' })),
  extra: optional({ ...anything, description: "What has no name above, in Meta's own names." }),
}

const context = withName(
  'MessageContext',
  Type.Object(
    {
      messageId: optional(Type.String({ description: 'Id of the message that was sent.' })),
      wamid: optional(text),
      from: optional(Type.String({ description: 'Author of that message.' })),
    },
    { description: 'The message that it answers.' },
  ),
)

const envelope = {
  messageId,
  bubble: bubbleSchema,
  names: Type.String({ description: "The person's name on WhatsApp, or empty." }),
  userId,
  botId,
  received: Type.Integer({ description: 'When it was written, ms.' }),
  status: Type.Literal('created'),
  owner: Type.Literal('user'),
  state: oneOf(userStates),
  eventId,
  wamid,
  context: optional(context),
  ...person,
  formerNumber: optional(
    Type.Object(
      { phoneNumberId: text, displayNumber: Type.Union([Type.String(), Type.Null()]) },
      { description: 'The former number of the bot to which it was written.' },
    ),
  ),
}
const skillReason = Type.Object(
  { id: text, reason: optional(text) },
  { description: 'The skill that it was meant for, and why the bot webhook received it instead.' },
)
const gathered = Type.Object({ ...envelope, skill: optional(skillReason) })

const message = Type.Object({
  ...gathered.properties,
  gathered: optional(Type.Array(gathered, { description: 'With `gatherMs` of the bot: all messages, oldest first.' })),
})
const skillMessage = Type.Object({
  ...envelope,
  event: Type.Literal('skill_message'),
  skill: Type.Object({ id: text }),
})

/** What a skill's webhook gets: no event, but a request whose answer is carried out. Without a message when the API started the skill. */
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

const gatewayError = Type.Object({
  key: Type.String({ description: 'docs/errors.md lists them.' }),
  message: text,
})
const messageError = Type.Union([metaErrorSchema, gatewayError, Type.Null()])

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
  errors: optional(Type.Array(listedErrorSchema, { description: "All of Meta's errors; `error` is the first." })),
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
  context: optional(context),
  status: optional(Type.String({ description: "Meta's word: DELIVERED, READ." })),
})

const ofRecord = { eventId, botId, userId, timestamp: at, names: text, ...person }
const messageEcho = Type.Object({
  ...recorded.properties,
  ...ofRecord,
  event: Type.Literal('message_echo'),
  status: Type.Literal('created'),
})
const history = Type.Object({
  ...ofRecord,
  event: Type.Literal('history'),
  phase: optional(Type.Unknown()),
  chunk_order: optional(Type.Unknown()),
  progress: optional(Type.Unknown({ description: 'Percent, by Meta.' })),
  messages: Type.Array(recorded, { description: 'At most 50.' }),
})

// ── of the business ─────────────────────────────────────────

const status = Type.Object({
  event: Type.Literal('status'),
  eventId,
  botId,
  timestamp: at,
  phoneNumberId: text,
  about: Type.String({ description: 'payment, call, group, or message.' }),
  status: text,
  wamid: optional(wamid),
  at: optional(at),
  raw,
  userId: optional(userId),
  messageId: optional(messageId),
})

const templateEvents = [
  'template_status',
  'template_quality',
  'template_category',
  'template_category_warning',
] as const satisfies EventType[]

const template = Type.Object({
  event: oneOf(templateEvents),
  eventId,
  botId,
  timestamp: at,
  kind: Type.Literal('template'),
  wabaId: text,
  change: oneOf(['status', 'quality', 'category', 'category_warning', 'components']),
  elementName: text,
  language: text,
  value: text,
  previous: optional(text),
  effectiveAt: optional(Type.Integer({ description: 'With a warning: when the category changes, ms.' })),
  reason: optional(text),
  conflict: optional(Type.Literal(true, { description: 'A draft of yours has its name and language.' })),
  alarm: optional(Type.Literal(true, { description: 'It became MARKETING, or will, which costs more.' })),
  source: optional(Type.Literal('sync', { description: 'A sync found it, and no webhook reported it.' })),
  raw: optional(raw),
})

const account = Type.Object({
  event: Type.Literal('account'),
  eventId,
  botId,
  timestamp: at,
  kind: Type.Literal('account'),
  wabaId: text,
  phoneNumberId: optional(text),
  displayNumber: optional(text),
  field: Type.String({ description: "Meta's name of what changed." }),
  raw,
})

const channelBlocked = Type.Object({
  eventId,
  event: Type.Literal('channel_blocked'),
  botId,
  timestamp: at,
  error: messageError,
})

const endpointDisabled = Type.Object({
  eventId,
  event: Type.Literal('endpoint_disabled'),
  botId,
  timestamp: at,
  endpointId: text,
  url: text,
  reason: oneOf(['gone', 'failing']),
  failingSince: Type.Union([Type.Integer(), Type.Null()]),
})

const texts = Type.Object({ es: Type.String(), en: Type.String(), pt: Type.String() })
const stop = Type.Object({
  code: text,
  told: text,
  at: text,
  error: Type.Unknown(),
  violations: optional(Type.Array(Type.Unknown())),
  says: texts,
  advice: texts,
  until: Type.Union([Type.String(), Type.Null()]),
  nextLookAt: Type.Union([Type.String(), Type.Null()]),
})
const campaign = Type.Object({
  eventId,
  event: Type.Literal('campaign'),
  timestamp: at,
  botId,
  campaignId: text,
  name: text,
  elementName: text,
  status: oneOf(campaignStatuses),
  rowCount: Type.Integer(),
  badCount: Type.Integer(),
  repeatedCount: Type.Integer(),
  error: Type.Union([Type.String(), Type.Null()]),
  reason: optional(stop),
})

const skillFailed = Type.Object({
  eventId,
  event: Type.Literal('skill_failed'),
  timestamp: at,
  botId,
  userId,
  messageId: Type.Union([Type.String(), Type.Null()]),
  skill: Type.Object({ id: text }),
  runId: text,
  reason: text,
  detail: optional(text),
  next: optional(Type.String({ description: 'The skill that is not there.' })),
  problems: optional(Type.Array(Type.Unknown(), { description: 'Messages that could not be sent, and why.' })),
})

// ── all of them ─────────────────────────────────────────────

const personDetails = Type.Object(person)
const envelopeSchema = withParts(Type.Object(envelope), personDetails)
const recordFrame = withParts(Type.Object(ofRecord), personDetails)
withParts(gathered, envelopeSchema)
withParts(message, gathered)
withParts(skillMessage, envelopeSchema)
withParts(messageState, personDetails)
withParts(history, recordFrame)
withParts(messageEcho, recordFrame)
withNames({
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
  EventCampaign: campaign,
  EventSkillMessage: skillMessage,
  EventSkillFailed: skillFailed,
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
