/**
 * The `webhooks` of the OpenAPI document: every event that endpoints receive, from the schemas that type what emits it
 * (`model/events/schemas.ts`), with the headers of a delivery.
 */
import { type TSchema, Type } from 'typebox'
import { endpointTestSchema } from '../../model/events/business-schemas.ts'
import { type EventType, eventTypes } from '../../model/events/event.ts'
import { cutEventSchema, eventSchemas, skillCallSchema } from '../../model/events/schemas.ts'
import { nameOf, withName } from '../../model/request/named.ts'
import type { Json, Schemas } from './schemas.ts'

const summaries: Record<EventType, string> = {
  message: 'A person wrote: the bot webhook',
  delivered_channel: 'Meta took the message',
  delivered_user: 'The message is on the phone',
  read: 'The message was read',
  failed: 'The message failed',
  reply: 'The first answer to a notification',
  expired: 'The message expired before it left',
  canceled: 'The message was canceled while queued',
  message_echo: 'The business wrote to a person on its own phone',
  history: 'Messages from before the bot joined',
  status: 'A status that is no state of a message: of a payment, a call, a group',
  template_status: "Meta changed a template's status or components",
  template_quality: "Meta changed a template's quality",
  template_category: "Meta changed a template's category",
  template_category_warning: "Meta will change a template's category",
  account: 'Another change of the account or the number',
  channel_blocked: "Meta refuses the bot's credentials; messages wait",
  endpoint_disabled: 'Another endpoint of the bot was disabled',
  campaign: 'A campaign started, stopped or ended',
  skill_message: 'A skill handled what a person wrote',
  skill_failed: 'A skill failed to do its part',
  consent: 'A person wants no marketing messages, or wants them again',
  standby: 'A message in a conversation that another responder holds',
  handover: 'Another responder holds a conversation, or no longer',
  conversation: 'A conversation went to the support panel, or back to the bot',
}

/** Any event, for whoever reads one whose type is in the header `X-Recado-Event`. */
export const anyEvent = withName(
  'Event',
  Type.Unsafe<Record<string, unknown>>({ anyOf: [...new Set(Object.values(eventSchemas)), cutEventSchema] }),
)

/** A schema of several events has a name with what may come instead of it. */
function wholeOrCut(schema: TSchema): TSchema {
  const either = Type.Unsafe({ anyOf: [schema, cutEventSchema] })
  const isShared = Object.values(eventSchemas).filter((one) => one === schema).length > 1
  return isShared ? withName(`${nameOf(schema)}OrCut`, either) : either
}

export function webhooksDocument(schemas: Schemas): Record<string, Json> {
  const events = eventTypes.map((type) => [
    type,
    { post: webhookOf(type, summaries[type], schemas.of(wholeOrCut(eventSchemas[type]))) },
  ])
  const test = webhookOf('endpoint_test', 'A test that somebody asked for', schemas.of(endpointTestSchema))
  return { ...Object.fromEntries(events), endpoint_test: { post: test }, skill: { post: skillCall(schemas) } }
}

function webhookOf(type: string, summary: string, schema: Json): Json {
  return {
    operationId: `on${pascal(type)}`,
    summary,
    tags: ['Event webhooks'],
    security: [],
    parameters: Object.keys(webhookHeaders).map((key) => ({ $ref: `#/components/parameters/${key}` })),
    requestBody: { required: true, content: { 'application/json': { schema } } },
    responses: {
      '2XX': { $ref: '#/components/responses/EventTaken' },
      default: { $ref: '#/components/responses/EventRefused' },
    },
  }
}

/** No event: the answer is carried out. */
function skillCall(schemas: Schemas): Json {
  const json = (schema: Json) => ({ 'application/json': { schema } })
  return {
    operationId: 'onSkill',
    summary: 'A message for a skill, whose webhook may answer with messages',
    description: 'docs/skills.md describes the answer. It is asked again for an hour.',
    tags: ['Event webhooks'],
    security: [],
    parameters: Object.keys(webhookHeaders).map((key) => ({ $ref: `#/components/parameters/${key}` })),
    requestBody: { required: true, content: json(schemas.of(skillCallSchema)) },
    responses: {
      '2XX': { description: 'What to send, remember and do next; or nothing.', content: json(schemas.of(skillAnswer)) },
      default: { $ref: '#/components/responses/EventRefused' },
    },
  }
}

/** Read and judged in `skills`. */
const skillAnswer = withName(
  'SkillAnswer',
  Type.Object({
    messages: Type.Optional(
      Type.Array(Type.Record(Type.String(), Type.Unknown()), {
        description: 'Bodies of POST /v1/bots/{botId}/messages without userId.',
      }),
    ),
    memory: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    skill: Type.Optional(
      Type.Unknown({ description: 'The skill that receives the next messages; null: none.', examples: ['2222', null] }),
    ),
  }),
)

function pascal(type: string): string {
  return type.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())
}

const text = { type: 'string' }

/** Of every delivery, under a short key: twenty-three webhooks refer to each. */
const webhookHeaders: Record<string, Json> = {
  Id: { name: 'Webhook-Id', description: "The event's id, the same at every attempt and replay.", schema: text },
  Timestamp: { name: 'Webhook-Timestamp', description: 'When this attempt was signed, seconds.', schema: text },
  Signature: {
    name: 'Webhook-Signature',
    description: 'Standard Webhooks: `v1,` and base64; two for a day after a renewal.',
    schema: text,
  },
  Jelou: { name: 'X-Jelou-Signature', description: '`sha256=` and hex, over the body.', schema: text },
  Event: {
    name: 'X-Recado-Event',
    description: 'The type of the event.',
    schema: { ...text, enum: [...eventTypes, 'endpoint_test', 'skill'] },
  },
  Attempt: { name: 'X-Recado-Attempt', description: 'From 1.', schema: text },
}

export function webhookParameters(): Record<string, Json> {
  const entries = Object.entries(webhookHeaders)
  return Object.fromEntries(entries.map(([key, header]) => [key, { in: 'header', required: true, ...header }]))
}

export const webhookResponses: Record<string, Json> = {
  EventTaken: { description: 'Stored. The body of the answer is ignored.' },
  EventRefused: { description: 'The event is posted again after a while, for three days; 410 disables the endpoint.' },
}
