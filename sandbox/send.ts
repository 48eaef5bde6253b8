/**
 * POST /{phone-number-id}/messages: parse, judge, accept, start the delivery. One pass per message and no I/O: the
 * answer is a value, which graph/routes.ts writes. One core must handle 2,000 of these a second, with their statuses.
 */
import type { Fault } from './faults/fault.ts'
import { errorBody, httpStatusOf, type Refusal } from './graph/error.ts'
import type { HistoryEntry } from './history.ts'
import type { PhoneNumber } from './identity.ts'
import { evaluate, failureOf, type Recipient, recipientOf, refusalOf, templateOf } from './rules/judge.ts'
import { isLoopback, type Link, linksOf } from './rules/link-media.ts'
import type { Endpoint } from './rules/marketing.ts'
import { checkEnvelope, typeOf } from './rules/rules.ts'
import type { Template } from './templates/template.ts'
import { traceId } from './trace-id.ts'
import { composeWamid } from './wamid.ts'
import { contactJson } from './webhooks/body.ts'
import type { DeliveryPlan, DeliveryStep } from './webhooks/statuses.ts'
import { asciiJson, isJson, type Json, jsonAt, parseJson, textAt } from './wire.ts'
import type { World } from './world.ts'

export type Answer =
  | { kind: 'answer'; statusCode: number; body: string; after?: Promise<void> }
  /** The connection is cut; the message may or may not have taken effect. */
  | { kind: 'drop' }

export type Posted = { phoneNumber: PhoneNumber; body: string; endpoint?: Endpoint }

export function handleMessage(world: World, input: Posted): Answer {
  world.counts.received += 1
  const message = parseJson(input.body)
  if (!isJson(message)) return refuse(world, { code: 100, message: '(#100) The request body is not valid JSON.' })
  if (message.status === 'read') return handleReceipt(world, message, input.phoneNumber)
  const refusal = checkEnvelope(message)
  if (refusal !== undefined) return refuse(world, refusal)
  const recipient = recipientOf(message, world)
  const fault = world.faults.take({
    person: recipient.person,
    template: typeOf(message) === 'template' ? textAt(message.template, 'name') : undefined,
    phoneNumberId: input.phoneNumber.phoneNumberId,
    type: typeOf(message),
  })
  const trouble = fault === undefined ? undefined : troubleBefore(world, fault)
  if (trouble !== undefined) return trouble
  const evaluated = evaluate(world, message, input.phoneNumber, recipient, input.endpoint)
  if (evaluated !== undefined) return refuse(world, evaluated)
  return troubled(accept(world, { ...input, message, recipient, fault }), fault)
}

/** A read receipt, with or without typing: no message, and struck only by faults of its own operation. */
function handleReceipt(world: World, message: Json, number: PhoneNumber): Answer {
  const fault = world.faults.take({ operation: 'receipts', phoneNumberId: number.phoneNumberId })
  const trouble = fault === undefined ? undefined : troubleBefore(world, fault)
  return trouble ?? troubled(markRead(world, message, number), fault)
}

/** What was taken, answered as the fault has it. */
function troubled(answer: Answer, fault: Fault | undefined): Answer {
  if (fault?.kind === 'dropAfter') return { kind: 'drop' }
  return fault?.kind === 'delay' && answer.kind === 'answer' ? { ...answer, after: elapsed(fault.delayMs) } : answer
}

export function refuse(world: World, refusal: Refusal): Answer {
  world.counts.refused += 1
  return { kind: 'answer', statusCode: httpStatusOf(refusal), body: errorBody(refusal, traceId(world)) }
}

function markRead(world: World, message: Json, number: PhoneNumber): Answer {
  const wamid = textAt(message, 'message_id')
  if (message.messaging_product !== 'whatsapp')
    return refuse(world, { code: 100, message: '(#100) The parameter messaging_product is required.' })
  const entry = wamid === undefined ? undefined : world.history.byWamid(wamid)
  if (entry?.direction !== 'in' || entry.phoneNumberId !== number.phoneNumberId)
    return refuse(world, { code: 131009, details: 'message_id is not a message received by this number' })
  const typing = message.typing_indicator
  if (typing !== undefined && textAt(typing, 'type') !== 'text')
    return refuse(world, { code: 131009, details: "typing_indicator['type'] must be text" })
  for (const one of unreadUntil(world, entry)) world.history.setStatus(one, 'read')
  if (message.typing_indicator !== undefined) world.history.notifyTyping(entry)
  return { kind: 'answer', statusCode: 200, body: '{"success":true}' }
}

/** Entries that are looked at behind the one that is read. */
const readBehind = 1_000

/** A receipt marks everything earlier of a one-to-one chat as read too (WA:/messages/mark-messages-as-read). */
function unreadUntil(world: World, { seq, person, phoneNumberId }: HistoryEntry): HistoryEntry[] {
  return world.history.select({
    since: Math.max(0, seq - readBehind),
    limit: readBehind,
    passes: (one) =>
      one.direction === 'in' &&
      one.status === 'received' &&
      one.seq <= seq &&
      one.person === person &&
      one.phoneNumberId === phoneNumberId,
  })
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

type Accepted = {
  phoneNumber: PhoneNumber
  body: string
  message: Json
  recipient: Recipient
  fault: Fault | undefined
  endpoint?: Endpoint
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
  const first = fault?.kind === 'statusFirst' ? Promise.withResolvers<void>() : undefined
  const plan = deliveryPlanOf(world, accepted, { entry, template, isTemplate, onDelivered: first?.resolve })
  if (fault?.kind !== 'silence') startDelivery(world, plan, message)
  const answer = { kind: 'answer', statusCode: 200, body: answerBody(recipient, wamid, isTemplate) } as const
  // At most ten seconds: a receiver that never accepts the status must not hold the answer for ever.
  return first === undefined ? answer : { ...answer, after: Promise.race([first.promise, elapsed(10_000)]) }
}

type Start = {
  entry: HistoryEntry
  template: Template | undefined
  isTemplate: boolean
  /** Set only if the answer waits for the first status. */
  onDelivered: (() => void) | undefined
}

/** If its rule is on, media by link are fetched first; nothing else waits for them. */
function startDelivery(world: World, plan: DeliveryPlan, message: Json): void {
  const links = plan.failure === undefined ? linksToFetch(world, message) : []
  if (links.length === 0) {
    world.statuses.start(plan)
    return
  }
  const { entry } = plan
  void world.links.check(links, world.rules.privateLinks).then((failure) => {
    // A reset removed the message in the meantime.
    if (world.history.byWamid(entry.wamid) !== entry) return
    world.statuses.start(failure === undefined ? plan : { ...plan, failure, step: 'failed' })
  })
}

function linksToFetch({ rules }: World, message: Json): Link[] {
  if (rules.linkMedia) return linksOf(message)
  return rules.privateLinks ? linksOf(message).filter(isLoopback) : []
}

function deliveryPlanOf(world: World, accepted: Accepted, start: Start): DeliveryPlan {
  const { phoneNumber, message, recipient } = accepted
  const failure = failureOf(world, accepted, start.template)
  const person = world.people.get(recipient.person)
  return {
    entry: start.entry,
    number: phoneNumber,
    person,
    contact: contactJson(person, recipient.waId),
    last: lastStepOf(message, person?.hasRead ?? world.options.peopleRead),
    waId: recipient.waId,
    userId: recipient.userId,
    callbackData: callbackDataOf(message),
    pricing: failure === undefined ? pricingOf(world, accepted, start.template) : '',
    // As if sent a minute ago: everything is due at once, and the answer waits for it.
    startedAt: world.wheelNow() - (start.onDelivered === undefined ? 0 : 60_000),
    step: failure === undefined ? 'sent' : 'failed',
    ...(failure === undefined ? {} : { failure }),
    ...(start.onDelivered === undefined ? {} : { onDelivered: start.onDelivered }),
  }
}

/** Reactions are neither charged nor counted (meta-2026.md, section 4.2), so nothing is said of their price. */
function pricingOf(
  world: World,
  { phoneNumber, message, recipient, endpoint }: Accepted,
  template: Template | undefined,
): string {
  if (typeOf(message) === 'reaction') return ''
  const { phoneNumberId } = phoneNumber
  const { person } = recipient
  const at = world.now()
  const category =
    endpoint === 'marketing_messages' ? 'marketing_lite' : (template?.category.toLowerCase() ?? 'service')
  const isWindowOpen = world.people.isWindowOpen(phoneNumberId, person, at)
  return world.charges.pricing({ phoneNumberId, person, category, isWindowOpen, at })
}

/** A reaction gets only `sent`; voice notes are played as well as read; some people never read. */
function lastStepOf(message: Json, isRead: boolean): DeliveryStep {
  const type = typeOf(message)
  if (type === 'reaction') return 'sent'
  if (!isRead) return 'delivered'
  return type === 'audio' && jsonAt(message, 'audio').voice === true ? 'played' : 'read'
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
