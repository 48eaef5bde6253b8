/** Bodies of the events about the business: its number, account, templates, campaigns, endpoints and skills. */
import { Type } from 'typebox'
import { campaignStatuses } from '../campaign/campaign.ts'
import { consentStates, suppressionSources } from '../consent/suppression.ts'
import { stopNames } from '../outcome/failure-kinds.ts'
import { withName } from '../request/named.ts'
import { threadSources } from '../user/thread.ts'
import type { EventType } from './event.ts'
import {
  at,
  botId,
  eventId,
  heldBy,
  isoOrNull,
  messageError,
  messageId,
  oneOf,
  optional,
  raw,
  text,
  userId,
  wamid,
} from './schema-parts.ts'

export const status = Type.Object({
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

export const consent = Type.Object({
  event: Type.Literal('consent'),
  eventId,
  botId,
  userId,
  timestamp: at,
  state: oneOf(consentStates, { description: 'Of marketing messages.' }),
  source: oneOf(suppressionSources),
  detail: optional(Type.String({ description: "The person's word, Meta's word or code, or a note." })),
  saidAt: at,
  messageId: optional(messageId),
})

export const handover = Type.Object({
  event: Type.Literal('handover'),
  eventId,
  botId,
  userId,
  timestamp: at,
  heldBy,
  source: oneOf(threadSources, { description: 'How it was learned; `refused`: a message of ours, by 131070.' }),
  previousRole: optional(text),
  newRole: optional(text),
  metadata: optional(Type.String({ description: 'In the words of who passes the conversation.' })),
  summary: optional(text),
})

/** Why a conversation went to the support panel, or back: `message`: a person wrote while people answer. */
export const supportCauses = ['state', 'message', 'panel', 'closed', 'lapsed', 'merged'] as const

/** What the panel wants the bot to do with a conversation that it gives back (jelou-api.md, section 13). */
export const redirectSchema = withName(
  'Redirect',
  Type.Object({ type: oneOf(['text', 'edge']), text: optional(text), action: optional(text), skillId: optional(text) }),
)

export const conversation = Type.Object({
  event: Type.Literal('conversation'),
  eventId,
  botId,
  userId,
  timestamp: at,
  names: text,
  conversationId: text,
  change: oneOf(['start', 'close']),
  cause: oneOf(supportCauses),
  redirect: optional(redirectSchema),
})

const templateEvents = [
  'template_status',
  'template_quality',
  'template_category',
  'template_category_warning',
] as const satisfies EventType[]

export const template = Type.Object({
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

export const account = Type.Object({
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

export const channelBlocked = Type.Object({
  eventId,
  event: Type.Literal('channel_blocked'),
  botId,
  timestamp: at,
  error: messageError,
})

export const endpointDisabled = Type.Object({
  eventId,
  event: Type.Literal('endpoint_disabled'),
  botId,
  timestamp: at,
  endpointId: text,
  url: text,
  reason: oneOf(['gone', 'failing']),
  failingSince: Type.Union([Type.Integer(), Type.Null()]),
})

export const texts = Type.Object({ es: Type.String(), en: Type.String(), pt: Type.String() })
/** Of a campaign, in its event and in the API. */
export const campaignStop = withName(
  'CampaignStop',
  Type.Object(
    {
      code: oneOf(stopNames(), { description: 'docs/campaigns.md lists them.' }),
      told: oneOf(['answer', 'status', 'webhook', 'look'], { description: 'How the gateway learned of it.' }),
      at: Type.String({ format: 'date-time' }),
      error: Type.Unknown({
        description: "Meta's complete error, or the gateway's own by its key; null when a webhook reported it.",
      }),
      violations: optional(Type.Array(Type.Unknown(), { description: 'Mismatches with the current template.' })),
      says: texts,
      advice: texts,
      until: isoOrNull,
      nextLookAt: isoOrNull,
    },
    { description: 'Why it stopped automatically, and what to do (docs/campaigns.md). It continues automatically.' },
  ),
)
export const campaign = Type.Object({
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
  suppressedCount: Type.Integer({ description: 'Rows whose person gets no marketing.' }),
  error: Type.Union([Type.String(), Type.Null()]),
  reason: optional(campaignStop),
})

export const skillFailed = Type.Object({
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

/** Posted when a user asks for it, and never stored: no event type of its own. */
export const endpointTestSchema = Type.Object({
  eventId,
  event: Type.Literal('endpoint_test'),
  timestamp: at,
  botId,
  endpointId: text,
})
