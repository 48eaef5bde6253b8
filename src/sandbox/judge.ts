// What the sandbox makes of a message that is well formed: whom it is for, what Meta refuses before its 200 (content,
// templates, pace) and what it tells only afterwards (window, not on WhatsApp). Called by send.ts, once per message.

import type { Fault } from './faults.ts'
import type { Refusal } from './graph-error.ts'
import type { PhoneNumber } from './identity.ts'
import { numberPace, pairPace } from './pace.ts'
import { checkContent, type RuleScope, typeOf } from './rules.ts'
import type { Template } from './template.ts'
import { digitsOf, waIdOf } from './wa-id.ts'
import { type Json, jsonAt, textAt } from './wire.ts'
import type { World } from './world.ts'

export type Recipient = {
  readonly input: string
  /** wa_id, or the scoped id when there is no phone. */
  readonly person: string
  readonly waId: string | undefined
  readonly userId: string | undefined
}

/** With both `to` and `recipient`, `to` wins. */
export function recipientOf(message: Json, world: World): Recipient {
  const to = textAt(message, 'to')
  if (to === undefined) {
    const userId = String(message.recipient)
    return { input: userId, person: userId, waId: undefined, userId }
  }
  const waId = waIdOf(digitsOf(to))
  return { input: to, person: waId, waId, userId: world.people.get(waId)?.userId }
}

/** What Meta refuses before it answers 200: content, templates and pace. */
export function judge(world: World, message: Json, number: PhoneNumber, recipient: Recipient): Refusal | undefined {
  const { rules } = world
  const isTemplate = typeOf(message) === 'template'
  if (recipient.waId === number.displayNumber) return { code: 131021, details: 'Recipient phone number is the sender' }
  if (recipient.waId === undefined && isTemplate && templateOf(world, message, number)?.category === 'AUTHENTICATION')
    return { code: 131062, details: 'Authentication templates need a phone number' }
  if (isTemplate ? rules.templates : rules.content) {
    const refusal = checkContent(message, scopeOf(world, number))
    if (refusal !== undefined) return refusal
  }
  const now = world.now()
  const pair = `${number.phoneNumberId} ${recipient.person}`
  if (
    rules.throughput &&
    !world.throughput.admit(number.phoneNumberId, now, numberPace(world.options.throughputPerSecond))
  )
    return { code: 130429, details: 'Cloud API message throughput has been reached.' }
  if (rules.pairRate && !world.pairs.admit(pair, now, pairPace))
    return {
      code: 131056,
      details:
        'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time',
    }
  return undefined
}

function scopeOf(world: World, number: PhoneNumber): RuleScope {
  return {
    now: world.now(),
    hasMedia: (id) => world.media.get(id) !== undefined,
    templatesNamed: (name) => world.templates.named(number.wabaId, name),
  }
}

export function templateOf(world: World, message: Json, number: PhoneNumber): Template | undefined {
  const name = textAt(message.template, 'name') ?? ''
  const language = jsonAt(message.template, 'language').code
  return world.templates.named(number.wabaId, name).find((template) => template.language === language)
}

/** An accepted message, as far as its late failure depends on it. */
type Judged = { readonly phoneNumber: PhoneNumber; readonly recipient: Recipient; readonly fault: Fault | undefined }

/** What Meta tells only after its 200. */
export function failureOf(world: World, accepted: Judged, isTemplate: boolean): Refusal | undefined {
  const { recipient, phoneNumber, fault } = accepted
  if (fault?.kind === 'failLate') return refusalOf(fault)
  if (world.rules.onWhatsApp && world.people.get(recipient.person)?.onWhatsApp === false)
    return { code: 131026, details: 'Message Undeliverable.' }
  if (isTemplate || !world.rules.window) return undefined
  return world.people.isWindowOpen(phoneNumber.phoneNumberId, recipient.person, world.now())
    ? undefined
    : {
        code: 131047,
        details:
          'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
      }
}

export function refusalOf(fault: Fault): Refusal {
  return {
    code: fault.code,
    ...(fault.message === undefined ? {} : { message: fault.message }),
    ...(fault.details === undefined ? {} : { details: fault.details }),
    ...(fault.httpStatus === 0 ? {} : { httpStatus: fault.httpStatus }),
  }
}
