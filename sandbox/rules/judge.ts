/**
 * The verdict on a well-formed message: its recipient, Meta's refusals before its 200 (content, templates, pace) and
 * the failures reported only afterwards (window, not on WhatsApp).
 */
import type { Fault } from '../faults/fault.ts'
import type { Refusal } from '../graph/error.ts'
import type { PhoneNumber } from '../identity.ts'
import { admitSend } from '../inbound/responder.ts'
import type { Template } from '../templates/template.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { type Json, jsonAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { isMarketingCapped } from './caps.ts'
import { checkFlowSent } from './flow-send.ts'
import { checkEndpoint, type Endpoint } from './marketing.ts'
import { numberPace, type Pace } from './pace.ts'
import type { RuleScope } from './rule.ts'
import { checkContent, typeOf } from './rules.ts'
import { isTier, tierSizes } from './switch.ts'
import { ruleOf } from './table.ts'

export type Recipient = {
  input: string
  /** wa_id, or the scoped id if there is no phone. */
  person: string
  waId: string | undefined
  userId: string | undefined
}

/** If both `to` and `recipient` are given, `to` wins. */
export function recipientOf(message: Json, world: World): Recipient {
  const to = textAt(message, 'to')
  if (to === undefined) {
    const userId = String(message.recipient)
    return { input: userId, person: world.people.keyOf(userId), waId: undefined, userId }
  }
  const waId = waIdOf(digitsOf(to))
  return { input: to, person: waId, waId, userId: world.people.get(waId)?.userId }
}

/** Meta's refusals before its 200: content, templates and pace. */
export function evaluate(
  world: World,
  message: Json,
  number: PhoneNumber,
  recipient: Recipient,
  endpoint: Endpoint = 'messages',
): Refusal | undefined {
  const { rules } = world
  const isTemplate = typeOf(message) === 'template'
  const template = isTemplate ? templateOf(world, message, number) : undefined
  if (recipient.waId === number.displayNumber) return { code: 131021, details: 'Recipient phone number is the sender' }
  if (recipient.waId === undefined && template?.category === 'AUTHENTICATION')
    return { code: 131062, details: 'Authentication templates need a phone number' }
  const elsewhere = checkEndpoint(endpoint, message, { number, template, waId: recipient.waId })
  if (rules.marketingEndpoint && elsewhere !== undefined && !isSwitchedOff(world, elsewhere)) return elsewhere
  if (isTemplate ? rules.templates : rules.content) {
    const refusal = checkContent(message, scopeOf(world, number)) ?? checkFlowSent(world, message, number.wabaId)
    if (refusal !== undefined && !isSwitchedOff(world, refusal)) return refusal
  }
  if (rules.threads && !admitSend(world, number, recipient.person, message))
    return { code: 131070, details: 'The thread is owned by another responder.' }
  const now = world.now()
  const paces = world.policy.paces()
  if (rules.throughput && !world.throughput.admit(number.phoneNumberId, now, paceOf(number, paces.number)))
    return { code: 130429, details: 'Cloud API message throughput has been reached.' }
  if (rules.pairRate && !world.pairs.admit(`${number.phoneNumberId} ${recipient.person}`, now, paces.pair))
    return {
      code: 131056,
      details:
        'Message failed to send because there were too many messages sent from this phone ' +
        'number to the same phone number in a short period of time',
    }
  return undefined
}

/** Of a shared number it is fixed at 20 (meta-2026.md, section 6.1). */
function paceOf({ throughputPerSecond, isOnBizApp }: PhoneNumber, general: Pace): Pace {
  const own = throughputPerSecond ?? (isOnBizApp === true ? 20 : undefined)
  return own === undefined ? general : numberPace(own)
}

/** If a disabled rule would have refused the message, it is accepted and later rules are skipped. */
function isSwitchedOff(world: World, refusal: Refusal): boolean {
  return world.policy.off.size > 0 && world.policy.off.has(ruleOf(refusal)?.name ?? '')
}

function scopeOf(world: World, number: PhoneNumber): RuleScope {
  return {
    now: world.now(),
    mimeTypeOf: (id) => world.media.get(id)?.mimeType,
    hasMedia: (id) => world.media.get(id, world.now()) !== undefined,
    templatesNamed: (name) => world.templates.named(number.wabaId, name),
  }
}

export function templateOf(world: World, message: Json, number: PhoneNumber): Template | undefined {
  const name = textAt(message.template, 'name') ?? ''
  const language = jsonAt(message.template, 'language').code
  return world.templates.named(number.wabaId, name).find((template) => template.language === language)
}

/** The parts of an accepted message that decide its late failure. */
type Evaluated = {
  phoneNumber: PhoneNumber
  recipient: Recipient
  message: Json
  fault: Fault | undefined
}

/** Failures that Meta reports only after its 200. Only messages that pass every other rule count towards the caps. */
export function failureOf(world: World, accepted: Evaluated, template: Template | undefined): Refusal | undefined {
  const { recipient, phoneNumber, message, fault } = accepted
  if (fault?.kind === 'failLate') return refusalOf(fault)
  const person = world.people.get(recipient.person)
  const isGone = person === undefined && world.people.isFormerId(recipient.person)
  if (world.rules.onWhatsApp && (isGone || person?.onWhatsApp === false))
    return { code: 131026, details: 'Message Undeliverable.' }
  if (world.rules.blocked && world.business.isBlocked(phoneNumber.phoneNumberId, recipient.person))
    return { code: 130403, details: 'Message failed to send because the business has blocked this user.' }
  const type = typeOf(message)
  if (type === 'reaction') return failureOfReaction(world, message, recipient) ?? outsideWindow(world, accepted)
  return type === 'template' ? failureOfTemplate(world, accepted, template) : outsideWindow(world, accepted)
}

function isWindowOpen(world: World, { phoneNumber, recipient }: Evaluated): boolean {
  return world.people.isWindowOpen(phoneNumber.phoneNumberId, recipient.person, world.now())
}

function outsideWindow(world: World, accepted: Evaluated): Refusal | undefined {
  return !world.rules.window || isWindowOpen(world, accepted)
    ? undefined
    : {
        code: 131047,
        details:
          'Message failed to send because more than 24 hours have passed since ' +
          'the customer last replied to this number.',
      }
}

/** A reaction to a reaction, or to a message that is not in the chat, fails (WA:/messages/reaction-messages). */
function failureOfReaction(world: World, message: Json, recipient: Recipient): Refusal | undefined {
  if (!world.rules.reactionTarget) return undefined
  const target = world.history.byWamid(textAt(message.reaction, 'message_id') ?? '')
  const isThere = target !== undefined && target.person === recipient.person && !reactionStart.test(target.body)
  return isThere ? undefined : { code: 131009, details: 'The message that this one reacts to is not in the chat.' }
}

const reactionStart = /"type"\s*:\s*"reaction"/

function failureOfTemplate(world: World, accepted: Evaluated, template: Template | undefined): Refusal | undefined {
  const { rules, policy } = world
  const { recipient, phoneNumber } = accepted
  const isMarketing = template?.category === 'MARKETING'
  if (isMarketing && rules.marketingStop && world.people.get(recipient.person)?.hasStoppedMarketing === true)
    return { code: 131050, details: 'The recipient has stopped marketing messages from this business.' }
  const isCapped = isMarketing && rules.marketingCap && isMarketingCapped(recipient.waId)
  const tier = tierOf(world, phoneNumber)
  // Most templates count towards no cap, so not even the window is looked up.
  if (!isCapped && !Number.isFinite(tier)) return undefined
  if (isWindowOpen(world, accepted)) return undefined
  const now = world.now()
  if (isCapped && !policy.caps.admitMarketing(recipient.person, now, policy.limits.marketingPerDay))
    return { code: 131049, details: 'This message was not delivered to maintain healthy ecosystem engagement.' }
  return policy.caps.admitPerson(phoneNumber.wabaId, recipient.person, now, tier)
    ? undefined
    : { code: 131048, details: 'The messaging limit of this account has been reached for these 24 hours.' }
}

function tierOf(world: World, number: PhoneNumber): number {
  if (!world.rules.messagingTier) return Number.POSITIVE_INFINITY
  return tierSizes[isTier(number.tier) ? number.tier : world.policy.limits.tier]
}

export function refusalOf(fault: Fault): Refusal {
  return {
    code: fault.code,
    ...(fault.message === undefined ? {} : { message: fault.message }),
    ...(fault.details === undefined ? {} : { details: fault.details }),
    ...(fault.httpStatus === 0 ? {} : { httpStatus: fault.httpStatus }),
  }
}
