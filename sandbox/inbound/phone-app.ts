/**
 * The business's phone app as such: its past, which Meta sends once after it was asked for (`smb_app_data`), and that
 * the app leaves its number and comes back. Shapes: meta-2026.md 6.3, 6.4 and 16.5.
 */
import type { PhoneNumber } from '../identity.ts'
import { dayMs } from '../time.ts'
import { asciiJson, isJson, type Json } from '../wire.ts'
import type { World } from '../world.ts'
import { contactSync, createHistoryMediaFact, declined, threadOf } from './coexistence.ts'
import { type Fact, type FactInput, factInputFrom, updateOf } from './fact.ts'

// ── the past ────────────────────────────────────────────────

/** In one webhook; Meta sends thousands of messages in one. */
const contactsAtOnce = 100
const threadsAtOnce = 20
/** Meta sends files of the last days only. */
const filesMs = 14 * dayMs

const phaseEnds = [dayMs, 90 * dayMs, 180 * dayMs] as const

export type SyncType = 'smb_app_state_sync' | 'history'

/** The webhooks of an import, in order. Returns how many there are. */
export function sendPast(world: World, number: PhoneNumber, what: SyncType): number {
  return what === 'history' ? sendHistory(world, number) : sendContacts(world, number)
}

function sendContacts(world: World, number: PhoneNumber): number {
  const items = world.people
    .all()
    .map(({ key }) =>
      contactSync(factInputFrom(world, number, { ...(isDigits(key) ? { from: key } : { userId: key }) })),
    )
    .flatMap((fact) => (typeof fact === 'string' ? [] : [fact.item]))
  const parts = chunksOf(items, contactsAtOnce)
  for (const part of parts) emitValue(world, number, 'smb_app_state_sync', { state_sync: part })
  return parts.length
}

function sendHistory(world: World, number: PhoneNumber): number {
  if (number.hasPast === false) {
    emitValue(world, number, 'history', { history: [{ errors: [declined] }] })
    return 1
  }
  const threads = number.past ?? pastOf(world)
  const chunks = phaseEnds.flatMap((end, phase) => {
    const from = phase === 0 ? 0 : (phaseEnds[phase - 1] ?? 0)
    const aged = threads.map((thread) => withAge(world, thread, from, end)).filter(hasMessages)
    return chunksOf(aged, threadsAtOnce).map((part, index) => ({ phase, order: index + 1, part }))
  })
  for (const [index, { phase, order, part }] of chunks.entries()) {
    const read = part.map((thread) => threadOf(factInputFrom(world, number, {}), thread))
    const metadata = { phase, chunk_order: order, progress: Math.round(((index + 1) / chunks.length) * 100) }
    const told = read.filter((one) => typeof one !== 'string')
    emitValue(world, number, 'history', { history: [{ metadata, threads: told }] })
    for (const thread of part) sendFiles(world, number, thread)
  }
  return chunks.length
}

type Thread = Json & { messages: Json[] }

function hasMessages({ messages }: Thread): boolean {
  return messages.length > 0
}

/** A message that has a `file` comes as a placeholder, and its file in a webhook of its own. */
function withAge(world: World, thread: Json, from: number, end: number): Thread {
  const messages = (Array.isArray(thread.messages) ? thread.messages : []).filter(isJson).filter((message) => {
    const age = world.now() - Number(message.at ?? world.now() - dayMs)
    return age >= from && age < end
  })
  return { ...thread, messages: messages.map(asPlaceholder) }
}

function asPlaceholder(message: Json): Json {
  if (typeof message.file !== 'string') return message
  return { ...message, message: { type: 'media_placeholder' } }
}

function sendFiles(world: World, number: PhoneNumber, thread: Thread): void {
  for (const { file, id, at, isFromBusiness } of thread.messages) {
    if (typeof file !== 'string' || typeof id !== 'string' || isFromBusiness === true) continue
    if (world.now() - Number(at ?? world.now()) > filesMs) continue
    const input = factInputFrom(world, number, { ...thread, messageId: id, kind: file, at })
    const fact = createHistoryMediaFact(input)
    if (typeof fact !== 'string') world.emit(updateOf(input, fact))
  }
}

/** Where no past was given: two messages with each of the first people. */
function pastOf(world: World): Thread[] {
  const people = world.people.all().slice(0, 5)
  return people.map(({ key }) => ({
    ...(isDigits(key) ? { from: key } : { userId: key }),
    messages: [
      { text: '¿Abren mañana?', at: world.now() - 3 * dayMs },
      { text: 'Sí, de 9 a 18.', isFromBusiness: true, at: world.now() - 3 * dayMs + 60_000 },
    ],
  }))
}

function emitValue(world: World, number: PhoneNumber, field: SyncType, value: Json): void {
  const { displayNumber: display_phone_number, phoneNumberId: phone_number_id } = number
  const metadata = { display_phone_number, phone_number_id }
  const whole = { messaging_product: 'whatsapp', metadata, ...value }
  world.emit({ number, field: 'raw', item: asciiJson({ value: whole, field }) })
}

function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

function isDigits(key: string): boolean {
  return /^\d+$/.test(key)
}

// ── the app leaves ──────────────────────────────────────────

/**
 * `event`: offboarded, reconnected or removed; `reason` and `initiatedBy` of a removal. What is sent while the app is
 * away is refused: with which code Meta does is not documented, and here it is that of a number that is not registered.
 */
export function createPhoneAppFact({ world, phoneNumber, body }: FactInput): Fact | string {
  const { event, reason = 'ACCOUNT_DISCONNECTED', initiatedBy = 'USER' } = body
  const { phoneNumberId, wabaId } = phoneNumber
  if (phoneNumber.isOnBizApp !== true) return 'the number is not shared: set isOnBizApp of it'
  if (event !== 'offboarded' && event !== 'reconnected' && event !== 'removed')
    return 'event must be offboarded, reconnected or removed'
  world.business.number(phoneNumberId).isRegistered = event === 'reconnected'
  if (event === 'removed') world.numbers.set(phoneNumberId, { ...phoneNumber, isOnBizApp: false })
  if (event !== 'offboarded') return told(event === 'removed' ? removed(wabaId, reason, initiatedBy) : reconnected)
  world.business.number(phoneNumberId).imported.clear()
  return told({ event: 'ACCOUNT_OFFBOARDED' })
}

const reconnected = { event: 'ACCOUNT_RECONNECTED' }

function removed(wabaId: string, reason: unknown, initiatedBy: unknown): Json {
  const info = { waba_id: wabaId }
  return { event: 'PARTNER_REMOVED', waba_info: info, disconnection_info: { reason, initiated_by: initiatedBy } }
}

/** About the account: it names no number. */
function told(value: Json): Fact {
  return { list: 'raw', item: { value, field: 'account_update' }, isOfAccount: true }
}
