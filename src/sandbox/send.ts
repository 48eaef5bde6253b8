// POST /{phone-number-id}/messages: parse, judge, accept, start the journey. One pass per message and no I/O: the
// answer is a value, which graph-routes.ts writes. 2,000 of these a second are expected of one core.

import type { Fault } from './faults.ts'
import { errorBody, httpStatusOf, type Refusal } from './graph-error.ts'
import type { PhoneNumber } from './identity.ts'
import { numberPace, pairPace } from './pace.ts'
import { checkContent, checkEnvelope, type RuleScope, typeOf } from './rules.ts'
import type { Journey } from './statuses.ts'
import type { Template } from './template.ts'
import { digitsOf, waIdOf } from './wa-id.ts'
import { composeWamid } from './wamid.ts'
import { pricingJson } from './webhook-body.ts'
import { asciiJson, isJson, type Json, jsonAt, parseJson, textAt } from './wire.ts'
import type { World } from './world.ts'

export type Answer =
  | { readonly kind: 'answer'; readonly statusCode: number; readonly body: string; readonly after?: Promise<void> }
  /** The connection is cut; the message may or may not have taken effect. */
  | { readonly kind: 'drop' }

export function handleMessage(world: World, input: { phoneNumber: PhoneNumber; body: string }): Answer {
  world.counts.received += 1
  const message = parseJson(input.body)
  if (!isJson(message)) return refuse(world, { code: 100, message: '(#100) The request body is not valid JSON.' })
  if (message.status === 'read') return markRead(world, message)
  const refusal = checkEnvelope(message)
  if (refusal !== undefined) return refuse(world, refusal)
  const recipient = recipientOf(message, world)
  const fault = world.faults.take({
    person: recipient.person,
    template: typeOf(message) === 'template' ? textAt(message.template, 'name') : undefined,
    phoneNumberId: input.phoneNumber.phoneNumberId,
  })
  const trouble = fault === undefined ? undefined : troubleBefore(world, fault)
  if (trouble !== undefined) return trouble
  const judged = judge(world, message, input.phoneNumber, recipient)
  if (judged !== undefined) return refuse(world, judged)
  const answer = accept(world, { ...input, message, recipient, fault })
  if (fault?.kind === 'dropAfter') return { kind: 'drop' }
  return fault?.kind === 'delay' ? { ...answer, after: elapsed(fault.delayMs) } : answer
}

export function refuse(world: World, refusal: Refusal): Answer {
  world.counts.refused += 1
  return { kind: 'answer', statusCode: httpStatusOf(refusal), body: errorBody(refusal, traceId(world)) }
}

export function traceId(world: World): string {
  return `A${world.random.hex(22)}`
}

function markRead(world: World, message: Json): Answer {
  const wamid = textAt(message, 'message_id')
  if (message.messaging_product !== 'whatsapp')
    return refuse(world, { code: 100, message: '(#100) The parameter messaging_product is required.' })
  if (wamid === undefined || world.history.byWamid(wamid)?.direction !== 'in')
    return refuse(world, { code: 131009, details: 'message_id is not a message received by this number' })
  return { kind: 'answer', statusCode: 200, body: '{"success":true}' }
}

type Recipient = {
  readonly input: string
  /** wa_id, or the scoped id when there is no phone. */
  readonly person: string
  readonly waId: string | undefined
  readonly userId: string | undefined
}

/** With both `to` and `recipient`, `to` wins. */
function recipientOf(message: Json, world: World): Recipient {
  const to = textAt(message, 'to')
  if (to === undefined) {
    const userId = String(message.recipient)
    return { input: userId, person: userId, waId: undefined, userId }
  }
  const waId = waIdOf(digitsOf(to))
  return { input: to, person: waId, waId, userId: world.people.get(waId)?.userId }
}

function troubleBefore(world: World, fault: Fault): Answer | undefined {
  if (fault.kind === 'dropBefore') return { kind: 'drop' }
  if (fault.kind === 'status') {
    const body =
      fault.body === undefined ? '' : typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
    return { kind: 'answer', statusCode: fault.httpStatus, body }
  }
  return fault.kind === 'graphError' ? refuse(world, refusalOf(fault)) : undefined
}

function refusalOf(fault: Fault): Refusal {
  return {
    code: fault.code,
    ...(fault.message === undefined ? {} : { message: fault.message }),
    ...(fault.details === undefined ? {} : { details: fault.details }),
    ...(fault.httpStatus === 0 ? {} : { httpStatus: fault.httpStatus }),
  }
}

/** What Meta refuses before it answers 200: content, templates and pace. */
function judge(world: World, message: Json, number: PhoneNumber, recipient: Recipient): Refusal | undefined {
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

function templateOf(world: World, message: Json, number: PhoneNumber): Template | undefined {
  const name = textAt(message.template, 'name') ?? ''
  const language = jsonAt(message.template, 'language').code
  return world.templates.named(number.wabaId, name).find((template) => template.language === language)
}

type Accepted = {
  readonly phoneNumber: PhoneNumber
  readonly body: string
  readonly message: Json
  readonly recipient: Recipient
  readonly fault: Fault | undefined
}

function accept(world: World, accepted: Accepted): Extract<Answer, { kind: 'answer' }> {
  const { phoneNumber, body, message, recipient, fault } = accepted
  const wamid = composeWamid(recipient.waId ?? '', 'out', world.random.hex(18))
  const isTemplate = typeOf(message) === 'template'
  const template = isTemplate ? templateOf(world, message, phoneNumber) : undefined
  world.counts.accepted += 1
  const entry = world.history.add({
    wamid,
    direction: 'out',
    phoneNumberId: phoneNumber.phoneNumberId,
    to: recipient.input,
    from: phoneNumber.displayNumber,
    person: recipient.person,
    receivedAt: world.now(),
    status: 'accepted',
    body,
    ...(template === undefined ? {} : { template }),
  })
  const failure = failureOf(world, accepted, isTemplate)
  const first = Promise.withResolvers<void>()
  const journey: Journey = {
    entry,
    number: phoneNumber,
    person: world.people.get(recipient.person),
    waId: recipient.waId,
    userId: recipient.userId,
    callbackData: callbackDataOf(message),
    pricing: pricingJson(template?.category.toLowerCase() ?? 'service'),
    startedAt: world.wheelNow() + (fault?.kind === 'statusFirst' ? -60_000 : 0),
    leg: failure === undefined ? 'sent' : 'failed',
    ...(failure === undefined ? {} : { failure }),
    ...(fault?.kind === 'statusFirst' ? { onDelivered: first.resolve } : {}),
  }
  if (fault?.kind !== 'silence') world.statuses.start(journey)
  const answer = { kind: 'answer', statusCode: 200, body: answerBody(recipient, wamid, isTemplate) } as const
  // Ten seconds at most: a receiver that never takes the status must not hold the answer for ever.
  return fault?.kind === 'statusFirst' ? { ...answer, after: Promise.race([first.promise, elapsed(10_000)]) } : answer
}

/** What Meta tells only after its 200. */
function failureOf(world: World, accepted: Accepted, isTemplate: boolean): Refusal | undefined {
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

function callbackDataOf(message: Json): string | undefined {
  const data = message.biz_opaque_callback_data
  return typeof data === 'string' ? asciiJson(data) : undefined
}

function answerBody(recipient: Recipient, wamid: string, isTemplate: boolean): string {
  const who = recipient.waId === undefined ? `"user_id":"${recipient.userId}"` : `"wa_id":"${recipient.waId}"`
  return (
    `{"messaging_product":"whatsapp","contacts":[{"input":${JSON.stringify(recipient.input)},${who}}],` +
    `"messages":[{"id":"${wamid}"${isTemplate ? ',"message_status":"accepted"' : ''}}]}`
  )
}

function elapsed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
