/**
 * A number that the business also uses in its phone app: echoes of messages written there, its contacts, and earlier
 * history. Rows of facts.ts. Shapes: meta-2026.md 6.2 and 6.3.
 */

import { dayMs } from '../time.ts'
import { composeWamid } from '../wamid.ts'
import { asciiJson, isJson, type Json, textAt } from '../wire.ts'
import { type Fact, type FactInput, factInputFrom, namesOf } from './fact.ts'
import { createdMedia } from './media.ts'

/**
 * `text`, or `message` in Meta's own form `{type, …}`; with `edits` the text replaces that of an earlier message, and
 * `deletes` takes one back. The person's phone shows it.
 */
export function createEchoFact(input: FactInput): Fact | string {
  const { world, phoneNumber, person, waId, body, at } = input
  const content = changeAsked(body) ?? contentAsked(body)
  if (typeof content === 'string') return content
  const { phoneNumberId, displayNumber } = phoneNumber
  const to = namesOf(input, 'to', 'to_user_id', 'to_parent_user_id')
  const id = composeWamid(waId ?? '', 'out', world.random.hex(18))
  const item = { from: displayNumber, ...to, id, timestamp: String(at), ...content }
  const entry = { wamid: id, phoneNumberId, to: waId ?? person, from: displayNumber, person, receivedAt: world.now() }
  world.history.add({ ...entry, direction: 'out', status: 'delivered', body: asciiJson(item) })
  return { list: 'message_echoes', of: 'smb_message_echoes', item, hasContact: true }
}

/** An edit or a deletion by its id of Meta's (meta-2026.md, section 4.11). */
function changeAsked({ edits, deletes, text }: Json): Json | string | undefined {
  if (typeof deletes === 'string') return { type: 'revoke', revoke: { original_message_id: deletes } }
  if (typeof edits !== 'string') return undefined
  if (typeof text !== 'string' || text === '') return 'give the text that replaces the old one'
  return { type: 'edit', edit: { original_message_id: edits, message: { type: 'text', text: { body: text } } } }
}

function contentAsked({ text, message }: Json): Json | string {
  if (isJson(message)) return typeof message.type === 'string' ? message : 'message must have a type'
  return typeof text === 'string' && text !== '' ? { type: 'text', text: { body: text } } : 'give text, or message'
}

/** `threads`, each with its person and messages; or a single thread, `from` with `messages`; or `declined`. */
export function createHistoryFact(input: FactInput): Fact | string {
  const { body } = input
  if (body.declined === true) return { list: 'history', of: 'history', item: { errors: [declined] } }
  const threads = Array.isArray(body.threads) ? body.threads : [body]
  const reported = threads.map((thread) => (isJson(thread) ? threadOf(input, thread) : 'a thread must be an object'))
  const wrong = reported.find((one) => typeof one === 'string')
  if (typeof wrong === 'string') return wrong
  const { phase = 0, chunkOrder = 1, progress = 100 } = body
  const metadata = { phase, chunk_order: chunkOrder, progress }
  return { list: 'history', of: 'history', item: { metadata, threads: reported } }
}

export const declined = {
  code: 2593109,
  title: 'History sharing is turned off by the business from the WhatsApp Business App',
  message: 'History sharing is turned off by the business from the WhatsApp Business App',
  error_data: { details: 'History sharing is turned off by the business from the WhatsApp Business App' },
}

export function threadOf(
  { world, phoneNumber }: Pick<FactInput, 'world' | 'phoneNumber'>,
  thread: Json,
): Json | string {
  const input = factInputFrom(world, phoneNumber, thread)
  if (input.person === '') return 'from of each thread must be a phone number, or give userId'
  const { messages } = thread
  if (!Array.isArray(messages) || messages.length === 0) return 'messages must be a non-empty array'
  const reported = messages.map((message) =>
    isJson(message) ? oldMessage(input, message) : 'a message must be an object',
  )
  const wrong = reported.find((one) => typeof one === 'string')
  if (typeof wrong === 'string') return wrong
  const context = namesOf(input, 'wa_id', 'user_id', 'parent_user_id')
  return {
    id: input.waId ?? input.person,
    ...(input.known?.userId === undefined ? {} : { context }),
    messages: reported,
  }
}

/** `text` or `message`; `isFromBusiness`; `at` in ms, by default a day ago; `status`, by default READ. */
function oldMessage({ world, phoneNumber, waId, person }: FactInput, message: Json): Json | string {
  const content = contentAsked(message)
  if (typeof content === 'string') return content
  const { isFromBusiness = false, at = world.now() - dayMs, status = 'READ' } = message
  if (!Number.isFinite(at)) return 'at must be milliseconds since 1970'
  const isOurs = isFromBusiness === true
  const who = waId ?? person
  const { displayNumber } = phoneNumber
  return {
    from: isOurs ? displayNumber : who,
    ...(isOurs ? { to: who } : {}),
    id: textAt(message, 'id') ?? composeWamid(waId ?? '', isOurs ? 'out' : 'in', world.random.hex(18)),
    timestamp: String(Math.floor(Number(at) / 1000)),
    ...content,
    history_context: { status },
  }
}

/**
 * The second webhook of a file: `messageId` of the `media_placeholder`; `kind`: image, video, audio, document or
 * sticker.
 */
export function createHistoryMediaFact(input: FactInput): Fact | string {
  const { world, phoneNumber, person, waId, body, at } = input
  const { kind = 'image' } = body
  if (kind !== 'image' && kind !== 'video' && kind !== 'audio' && kind !== 'document' && kind !== 'sticker')
    return 'kind must be image, video, audio, document or sticker'
  const media = createdMedia({ world, phoneNumber, person, body }, kind)
  if (typeof media === 'string') return media
  const id = textAt(body, 'messageId') ?? composeWamid(waId ?? '', 'in', world.random.hex(18))
  const from = namesOf(input, 'from', 'from_user_id', 'from_parent_user_id')
  const timestamp = String(Number.isFinite(body.at) ? Math.floor(Number(body.at) / 1000) : at)
  return {
    list: 'messages',
    of: 'history',
    item: { ...from, id, timestamp, type: kind, [kind]: media },
    hasContact: true,
  }
}

/** `action`: add (also for an edit) or remove; `name`. */
export function contactSync({ waId, known, body, at }: FactInput): Fact | string {
  const { action = 'add', name = known?.name ?? waId } = body
  if (action !== 'add' && action !== 'remove') return 'action must be add or remove'
  if (typeof name !== 'string') return 'name must be a string'
  const userId = known?.userId === undefined ? {} : { user_id: known.userId }
  const names = action === 'add' ? { full_name: name, first_name: name.split(' ')[0] } : {}
  const contact = { ...names, ...(waId === undefined ? {} : { phone_number: waId }), ...userId }
  const item = { type: 'contact', contact, action, metadata: { timestamp: String(at) } }
  return { list: 'state_sync', of: 'smb_app_state_sync', item }
}
