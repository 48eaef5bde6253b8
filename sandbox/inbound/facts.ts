/**
 * Facts that WhatsApp reports to a business besides people's messages and the statuses of its own: one row a kind. Each
 * concerns one person and one number, as in Meta's webhooks (meta-2026.md 5.1, 6, 7, 13).
 */
import { numbersOf } from '../numbers.ts'
import { preferenceItem, rememberPreference } from '../rules/preferences.ts'
import type { Update } from '../webhooks/body.ts'
import { asciiJson, isJson, type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { createCallFact, createCallStatusFact } from './call.ts'
import { contactSync, createEchoFact, createHistoryFact, createHistoryMediaFact } from './coexistence.ts'
import { errorJson, type Fact, type FactInput, type FactKind, factInputFrom, namesOf, updateOf } from './fact.ts'
import { createPhoneAppFact } from './phone-app.ts'

const kinds: Readonly<Record<string, FactKind>> = {
  status: { summary: 'a status of a message, with any value', create: createStatusFact },
  payment: { summary: 'a payment was captured, is pending or failed', create: createPaymentFact },
  echo: { summary: 'the business wrote to the person from its own phone app', create: createEchoFact },
  history: { summary: 'what was written before the number was shared', isAboutNobody: true, create: createHistoryFact },
  history_media: { summary: 'the file of a message of history', create: createHistoryMediaFact },
  contact_sync: { summary: "a contact of the business's phone app", create: contactSync },
  phone_app: {
    summary: "the business's phone app leaves its number, comes back, or is removed",
    isAboutNobody: true,
    create: createPhoneAppFact,
  },
  preference: { summary: 'the person stops or resumes marketing messages, or signs up', create: createPreferenceFact },
  call: { summary: 'a call begins or ends', create: createCallFact },
  call_status: { summary: 'the progress of a call made by the business', create: createCallStatusFact },
  error: { summary: 'an error of the whole number', isAboutNobody: true, create: createErrorFact },
  other: { summary: 'an item of any list of any field, verbatim', isAboutNobody: true, create: createOtherFact },
}

export const factTypes: readonly string[] = [...Object.keys(kinds), 'account']

export type FactResult = { kind: 'told'; id: string | undefined } | { kind: 'refused'; reason: string }

/** `type`, `from` or `to` (or `userId`), `phoneNumberId`, and the members of that type. */
export function createFact(world: World, body: Json): FactResult {
  const { type } = body
  if (type === 'account') return notifyAccount(world, body)
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  if (kind === undefined) return refused(`type must be one of ${factTypes.join(', ')}`)
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? [...world.numbers.keys()][0] ?? ''
  const phoneNumber = world.numbers.get(phoneNumberId)
  if (phoneNumber === undefined) return refused(`phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  const input = factInputFrom(world, phoneNumber, body)
  if (kind.isAboutNobody !== true && input.person === '') return refused('from must be a phone number, or give userId')
  const fact = kind.create(input)
  if (typeof fact === 'string') return refused(fact)
  const update = updateOf(input, fact)
  world.emit(update)
  return { kind: 'told', id: textAt(fact.item, 'id') }
}

function refused(reason: string): FactResult {
  return { kind: 'refused', reason }
}

/** `messageId`, by default the last message to this person; `status` is any word; `code` adds an error. */
function createStatusFact(input: FactInput): Fact | string {
  const { body, at } = input
  const id = messageAsked(input)
  if (id === undefined) return 'there is no message to report on: give messageId'
  const { status = 'delivered' } = body
  if (typeof status !== 'string') return 'status must be a string'
  const groupId = textAt(body, 'groupId')
  const who =
    groupId === undefined
      ? namesOf(input, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id')
      : { recipient_id: groupId, recipient_type: 'group', ...participantOf(input) }
  const isFailed = status === 'failed'
  const errors =
    isFailed || body.code !== undefined ? { errors: [errorJson(body, 131026, 'Message Undeliverable')] } : {}
  const item = { id, status, timestamp: String(at), ...who, ...errors }
  if (status === 'read' || status === 'played') showAsRead(input, id, status)
  // Meta includes no contact in failures.
  return { list: 'statuses', item, hasContact: !isFailed }
}

/** The phone of who has read a message shows it so. */
function showAsRead({ world: { history } }: FactInput, wamid: string, status: 'read' | 'played'): void {
  const entry = history.byWamid(wamid)
  if (entry?.direction === 'out' && entry.status !== 'failed') history.setStatus(entry, status)
}

function participantOf(input: FactInput): Json {
  const id = 'recipient_participant'
  return namesOf(input, `${id}_id`, `${id}_user_id`, `${id}_parent_user_id`)
}

function messageAsked({ world, person, phoneNumber: { phoneNumberId }, body }: FactInput): string | undefined {
  const last = () =>
    world.history.latest(
      (one) => one.person === person && one.phoneNumberId === phoneNumberId && one.direction === 'out',
    )
  return textAt(body, 'messageId') ?? last()?.wamid
}

/** A status of another type; it says nothing about the message that requested the payment. */
function createPaymentFact(input: FactInput): Fact | string {
  const { body, at, world } = input
  const id = messageAsked(input)
  if (id === undefined) return 'there is no message that asked for a payment: give messageId'
  const { status = 'captured', value = 1_000, currency = 'BRL', reference = 'order-1' } = body
  if (typeof status !== 'string') return 'status must be a string'
  if (typeof value !== 'number') return 'value must be a number: hundredths of the currency'
  const isFailed = status === 'failed'
  const transaction = { id: `pay-${world.random.digits(8)}`, type: 'upi', status: isFailed ? 'failed' : 'success' }
  const payment = { reference_id: reference, amount: { value, offset: 100 }, currency, transaction }
  const item = {
    id,
    status,
    timestamp: String(at),
    ...namesOf(input, 'recipient_id', 'recipient_user_id', 'recipient_parent_user_id'),
    type: 'payment',
    payment,
    ...(isFailed ? { errors: [errorJson(body, 131045, 'Payment failed')] } : {}),
  }
  return { list: 'statuses', item, hasContact: true }
}

/** `value`: stop, resume or signup; for this number only. */
function createPreferenceFact(input: FactInput): Fact | string {
  const { world, person, waId, body } = input
  const { value = 'stop' } = body
  if (value !== 'stop' && value !== 'resume' && value !== 'signup') return 'value must be stop, resume or signup'
  rememberPreference(world, person, value)
  const item = preferenceItem(world, { waId, known: world.people.get(person), value })
  const signup = value === 'signup' ? { signup_id: textAt(body, 'signupId') ?? world.random.digits(15) } : {}
  return { list: 'user_preferences', of: 'user_preferences', item: { ...item, ...signup }, hasContact: true }
}

/** Defaults to Meta's error for a number that sends too fast. */
function createErrorFact({ body }: FactInput): Fact {
  const href = '/documentation/business-messaging/whatsapp/support/error-codes'
  return { list: 'errors', item: { ...errorJson(body, 130429, 'Rate limit hit'), href } }
}

/** For facts that the sandbox does not model: `field`, `list` and the `item`. */
function createOtherFact({ body }: FactInput): Fact | string {
  const { field = 'messages', list = 'messages', item } = body
  if (typeof field !== 'string' || !/^\w+$/.test(field)) return 'field must be letters, digits and underscores'
  if (typeof list !== 'string' || !/^\w+$/.test(list)) return 'list must be letters, digits and underscores'
  return isJson(item) ? { list, ...(field === 'messages' ? {} : { of: field }), item } : 'item must be an object'
}

/** About the account: `field` and its `value`; names no number and carries the entry's time. */
function notifyAccount(world: World, body: Json): FactResult {
  const { field, value } = body
  const wabaId = textAt(body, 'wabaId') ?? [...world.numbers.values()][0]?.wabaId ?? ''
  if (typeof field !== 'string' || !isJson(value))
    return refused('field must be letters, digits and underscores, and value an object')
  const [number] = numbersOf(world, wabaId)
  if (number === undefined) return refused(`wabaId ${wabaId} has no number in this sandbox`)
  const time = Math.floor(world.now() / 1000)
  world.emit({ number, field: 'raw', item: asciiJson({ value, field }), time })
  return { kind: 'told', id: undefined }
}

/** People's acts and facts in one body, each as it would be alone; stops at the first invalid one. */
export function collectItems(
  world: World,
  items: readonly unknown[],
  act: (item: unknown) => string | undefined,
): { updates: Update[]; problem: string | undefined } {
  let problem: string | undefined
  const updates = world.collect(() => {
    for (const [index, item] of items.entries()) {
      const reason = act(item)
      if (reason === undefined) continue
      problem = `items[${index}]: ${reason}`
      return
    }
  })
  return { updates, problem }
}
