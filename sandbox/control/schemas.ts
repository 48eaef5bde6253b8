/**
 * JSON schemas of the control API's bodies, for its OpenAPI document; control/docs.ts marks the bodies that they
 * validate. Nothing here concerns the Graph API.
 */
import { faultKinds, faultOperations } from '../faults/fault.ts'
import { factTypes } from '../inbound/facts.ts'
import { inboundTypes } from '../inbound/kinds.ts'
import { roles } from '../inbound/responder.ts'
import { marketingStates } from '../rules/marketing.ts'
import { defaultLimits, defaultRules, tierSizes } from '../rules/switch.ts'
import { tokenStates } from '../rules/tokens.ts'
import { reviewModes } from '../templates/review.ts'
import { keepable } from '../world.ts'

export const text = { type: 'string' }
const flag = { type: 'boolean' }
const count = { type: 'integer', minimum: 1 }
const span = { type: 'integer', minimum: 0, description: 'milliseconds' }
const chance = { type: 'number', minimum: 0, maximum: 1, default: 0 }
const about = (description: string) => ({ description })

export const page = {
  since: { type: 'integer', minimum: 0, default: 0, description: 'an id: only later items' },
  limit: { type: 'integer', minimum: 1, maximum: 10_000, default: 100, description: 'how many of the latest items' },
  wait: {
    type: 'integer',
    minimum: 0,
    maximum: 60_000,
    default: 0,
    description: 'ms to wait for an item that fits, while there is none',
  },
}

export const inbound = {
  type: 'object',
  description: 'the person, the type, and the members of that type: see docs/sandbox.md',
  properties: {
    from: { ...text, ...about('a phone number') },
    phoneNumberId: { ...text, ...about('the business number; the first by default') },
    phoneless: { ...flag, ...about('the person hides the number and is known by userId') },
    userId: text,
    parentUserId: text,
    name: text,
    username: text,
    type: { enum: inboundTypes },
    groupId: { ...text, ...about('written into this group; opens no window') },
    contact: { ...flag, ...about('false omits the contact of the message') },
    context: { ...text, ...about('wamid of the quoted message') },
    forwarded: flag,
    frequentlyForwarded: flag,
    referral: { type: 'object', ...about('the advertisement or post it came from, as Meta sends it') },
    product: { type: 'object', ...about('{catalogId, retailerId}: the product in question') },
    raw: {
      type: 'object',
      ...about("any webhook's value, or a whole change with its field; replaces all other members"),
    },
  },
}

export const fact = {
  type: 'object',
  required: ['type'],
  description: 'the person concerned, the type, and the members of that type: see docs/sandbox.md',
  properties: {
    type: { enum: factTypes },
    from: { ...text, ...about('a phone number; to means the same') },
    to: text,
    userId: { ...text, ...about('instead of from, or with it for a person who has both') },
    phoneless: { ...flag, ...about('the person hides the number') },
    phoneNumberId: { ...text, ...about('the business number; the first by default') },
    contact: { ...flag, ...about('false omits the contact of the item') },
    more: { type: 'object', ...about("members copied verbatim into Meta's item") },
  },
}

export const echo = {
  type: 'object',
  description: 'text, or message in the form of Meta; edits or deletes an earlier one',
  properties: {
    to: { ...text, ...about('the phone number of the person') },
    userId: { ...text, ...about('instead of to') },
    phoneNumberId: fact.properties.phoneNumberId,
    text,
    message: { type: 'object', ...about('{type, …}') },
    edits: { ...text, ...about('wamid of the message that text replaces') },
    deletes: { ...text, ...about('wamid of the message that is taken back') },
  },
}

export const webhook = {
  type: 'object',
  description: 'one of entry, items and text',
  properties: {
    entry: { type: 'array', items: {}, ...about("Meta's entry, verbatim; signed as the first number that it names") },
    object: { ...text, default: 'whatsapp_business_account' },
    items: { type: 'array', items: { type: 'object' }, ...about('acts of people and facts, posted as one body') },
    mixed: { ...flag, default: true, ...about('items of one number share a value; false: a change for each list') },
    text: { ...text, ...about('any body, byte for byte') },
    phoneNumberId: { ...text, ...about('the number that signs and sends entry or text') },
  },
}

export const person = {
  type: 'object',
  additionalProperties: false,
  properties: {
    name: text,
    userId: { ...text, ...about('business-scoped id') },
    parentUserId: { ...text, ...about('id that all portfolios of a managed business see') },
    username: text,
    onWhatsApp: flag,
    hasRead: flag,
    hasWritten: { ...flag, ...about('opens the 24-hour window of every number') },
    hasStoppedMarketing: { ...flag, ...about('marketing templates to this person fail with 131050') },
  },
}

export const number = {
  type: 'object',
  properties: {
    verifiedName: text,
    appSecret: text,
    tier: { enum: [...Object.keys(tierSizes), null] },
    quality: { enum: ['GREEN', 'YELLOW', 'RED', 'UNKNOWN', null] },
    status: { type: ['string', 'null'], ...about('CONNECTED, DISCONNECTED, FLAGGED, RESTRICTED …') },
    nameStatus: { type: ['string', 'null'], ...about('APPROVED, PENDING_REVIEW, DECLINED …') },
    verification: { type: ['string', 'null'], ...about('VERIFIED, NOT_VERIFIED or EXPIRED') },
    isOnBizApp: { type: ['boolean', 'null'], ...about('shared with the WhatsApp Business app') },
    past: { type: ['array', 'null'], items: { type: 'object' }, ...about('chats of its phone app, for an import') },
    hasPast: { type: ['boolean', 'null'], ...about('false: the business shares none') },
    health: { enum: ['AVAILABLE', 'LIMITED', 'BLOCKED', null] },
    throughputPerSecond: { type: ['integer', 'null'], minimum: 1 },
    marketingMessages: { enum: [...marketingStates, null] },
    role: { enum: [...roles, null], ...about('among the responders of the number') },
    usernameStatus: { enum: ['approved', 'reserved', null] },
  },
}

export const thread = {
  type: 'object',
  required: ['action'],
  description: 'what another responder of the number does in the conversation of a person',
  properties: {
    action: { enum: ['take', 'answer', 'pass'] },
    from: text,
    userId: text,
    phoneNumberId: text,
    role: { enum: roles, default: 'ai_agent' },
    text: { ...text, ...about('of an answer') },
    metadata: text,
    summary: { ...text, ...about('of what was said before') },
  },
}

export const newNumber = {
  type: 'object',
  required: ['phoneNumberId', 'wabaId', 'displayNumber'],
  properties: { phoneNumberId: text, wabaId: text, displayNumber: text, demoTemplates: flag, ...number.properties },
}

const match = {
  type: 'object',
  additionalProperties: false,
  properties: {
    operation: { enum: faultOperations, default: 'messages' },
    to: text,
    template: text,
    phoneNumberId: text,
    type: { ...text, ...about("the message's type") },
    field: { ...text, ...about("the webhook's field: messages or statuses") },
    status: { ...text, ...about("the webhook's status: sent, delivered, read, failed") },
  },
}

export const fault = {
  type: 'object',
  required: ['kind'],
  properties: {
    kind: { enum: faultKinds },
    match,
    times: { oneOf: [count, { const: 'always' }] },
    every: { ...count, ...about('applies the fault to each n-th match') },
    skip: { type: 'integer', minimum: 0, ...about('lets the first matches pass') },
    probability: { type: 'number', exclusiveMinimum: 0, maximum: 1 },
    httpStatus: { type: 'integer', minimum: 200, maximum: 599 },
    code: { type: 'integer' },
    message: text,
    details: text,
    body: about('body of the response, for kind status'),
    delayMs: span,
  },
}

export const disorder = {
  type: 'object',
  properties: {
    shuffle: { ...flag, default: false },
    duplicate: { ...chance, ...about('the probability that an update is posted twice') },
    isUneven: { ...flag, default: false, ...about('each post has between one and batch updates') },
    mix: { ...chance, ...about('the probability that messages and statuses of one number share a value in a post') },
    dropContacts: { ...chance, ...about('the probability that an update has no contact') },
    batch: { type: 'integer', minimum: 1, maximum: 1_000, default: 1 },
    delayMs: { ...span, maximum: 600_000, default: 0 },
  },
}

const switches = Object.entries(defaultRules).map(([name, isOn]) => [name, { type: 'boolean', default: isOn }])
const limits = Object.entries(defaultLimits).map(([name, value]) => [name, { default: value }])

export const rules = {
  type: 'object',
  description: 'switches and limits, and any rule of docs/sandbox-rules.md by its name',
  properties: Object.fromEntries([...switches, ...limits]),
  additionalProperties: flag,
}

export const token = {
  type: 'object',
  required: ['token', 'state'],
  properties: {
    token: text,
    state: { enum: tokenStates },
    expiresAt: { type: 'integer', ...about('ms since 1970; from then on it is expired') },
    scopes: { type: 'array', items: text, ...about('its permissions, as debug_token shows them') },
    wabaIds: { type: 'array', items: text, ...about('the accounts that they are for') },
  },
}

export const clock = {
  type: 'object',
  properties: {
    advanceMs: span,
    at: {
      oneOf: [{ type: 'integer' }, { type: 'string', format: 'date-time' }],
      ...about('the new time'),
    },
    frozen: { ...flag, ...about('true stops time, false resumes it') },
  },
}

export const subscription = {
  type: 'object',
  required: ['url'],
  properties: {
    url: { type: 'string', format: 'uri' },
    verifyToken: text,
    appSecret: text,
    phoneNumberId: text,
    version: text,
    fields: { type: 'array', items: text, ...about('the webhook fields that are posted; all by default') },
  },
}

export const range = {
  type: 'object',
  additionalProperties: false,
  required: ['from', 'to'],
  properties: { from: count, to: count },
}

export const review = { type: 'object', properties: { mode: { enum: reviewModes }, delayMs: span } }

export const reviewAct = {
  type: 'object',
  required: ['action'],
  properties: {
    action: {
      enum: [
        ...['approve', 'reject', 'flag', 'reinstate', 'appeal', 'lock', 'archive', 'unarchive'],
        ...['pause', 'unpause', 'disable', 'quality', 'category'],
      ],
    },
    reason: text,
    recommendation: text,
    score: { enum: ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'] },
    category: { enum: ['AUTHENTICATION', 'MARKETING', 'UTILITY'] },
  },
}

export const reset = {
  type: 'object',
  properties: {
    keep: { type: 'array', items: { enum: keepable } },
    seed: { type: 'integer', minimum: 0, ...about('seed of the random values, which start again') },
  },
}

export const state = {
  type: 'object',
  required: ['version'],
  properties: { version: about('of the form of the state') },
  ...about('the response of GET /_sandbox/export'),
}
