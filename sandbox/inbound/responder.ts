/**
 * A second responder on a number: it takes conversations, answers in them, and passes them back. What people write in a
 * conversation that it holds comes to the app as `standby`, and a message of the app's own there is refused by 131070.
 * Shapes: meta-2026.md, section 3. Its rule: the number's role `escalation` (control API) may take, by a call or by a
 * message; every other role may not. Templates pass, since Meta speaks of service messages.
 */
import type { PhoneNumber } from '../identity.ts'
import { composeWamid } from '../wamid.ts'
import type { Update } from '../webhooks/body.ts'
import { asciiJson, type Json, parseJson, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { type FactInput, factInputFrom } from './fact.ts'

export const roles = ['ai_agent', 'ctwa', 'customer_service', 'escalation', 'marketing', 'utility'] as const
const usualRole = 'customer_service'

export function roleOf({ role }: PhoneNumber): string {
  return role ?? usualRole
}

/** The other responder that holds the conversation; undefined: none. */
export function holderOf(world: World, phoneNumberId: string, person: string): string | undefined {
  return world.business.number(phoneNumberId).threads.get(person)
}

export type Acted = { kind: 'done'; id?: string } | { kind: 'refused'; reason: string }

/** `action`: take, answer or pass; `from` or `userId`; `role`, by default ai_agent; `text`, `metadata`, `summary`. */
export function actAsResponder(world: World, body: Json): Acted {
  const { action, role = 'ai_agent' } = body
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? [...world.numbers.keys()][0] ?? ''
  const phoneNumber = world.numbers.get(phoneNumberId)
  if (phoneNumber === undefined) return refused(`phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  if (!roles.some((one) => one === role)) return refused(`role must be one of ${roles.join(', ')}`)
  const input = factInputFrom(world, phoneNumber, body)
  if (input.person === '') return refused('from must be a phone number, or give userId')
  const { threads } = world.business.number(phoneNumberId)
  if (action === 'take' || action === 'answer') {
    const isHeld = threads.has(input.person)
    threads.set(input.person, String(role))
    // Who holds it already takes nothing by an answer.
    if (action === 'take' || !isHeld) notifyHandover(input, 'control_taken', roleOf(phoneNumber), String(role))
    return action === 'take' ? { kind: 'done' } : answer(input)
  }
  if (action !== 'pass') return refused('action must be take, answer or pass')
  const holder = threads.get(input.person)
  threads.delete(input.person)
  notifyHandover(input, 'control_passed', holder ?? String(role), roleOf(phoneNumber))
  return { kind: 'done' }
}

function refused(reason: string): Acted {
  return { kind: 'refused', reason }
}

type Handover = 'control_passed' | 'control_taken'

function notifyHandover(input: FactInput, type: Handover, previousRole: string, newRole: string): void {
  const { world, phoneNumber, known, waId, body, at } = input
  const { phoneNumberId, displayNumber } = phoneNumber
  const metadata = textAt(body, 'metadata')
  const text = textAt(body, 'summary')
  const value = {
    messaging_product: 'whatsapp',
    sender: {
      ...(waId === undefined ? {} : { phone_number: waId }),
      ...(known?.userId === undefined ? {} : { user_id: known.userId }),
    },
    recipient: { display_phone_number: displayNumber, phone_number_id: phoneNumberId },
    type,
    timestamp: String(at),
    [type]: {
      previous_owner_role: previousRole,
      new_owner_role: newRole,
      ...(metadata === undefined ? {} : { metadata }),
      ...(text === undefined ? {} : { conversation_context: { type: 'summary', summary: { text } } }),
    },
  }
  world.emit({ number: phoneNumber, field: 'raw', item: asciiJson({ value, field: 'messaging_handovers' }) })
}

/** As the request that the other responder sent; the person's phone shows it. */
function answer(input: FactInput): Acted {
  const { world, phoneNumber, person, known, waId, body, at } = input
  const text = textAt(body, 'text') ?? 'Hola'
  const id = composeWamid(waId ?? '', 'out', world.random.hex(18))
  const to = waId === undefined ? { recipient: known?.userId ?? person } : { to: waId }
  const message = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...to,
    type: 'text',
    text: { body: text },
  }
  const { phoneNumberId, displayNumber } = phoneNumber
  const entry = { wamid: id, phoneNumberId, to: waId ?? person, from: displayNumber, person, receivedAt: world.now() }
  world.history.add({ ...entry, direction: 'out', status: 'delivered', body: asciiJson(message) })
  world.emit(standby(phoneNumber, 'message_echoes', asciiJson({ id, timestamp: String(at), message })))
  return { kind: 'done', id }
}

/** A person's message: `standby` in a conversation that another holds. */
export function emitReceived(world: World, update: Update, person: string): void {
  const { number, item, contact } = update
  const isHeld = holderOf(world, number.phoneNumberId, person) !== undefined
  world.emit(isHeld ? standby(number, 'messages', item, contact) : update)
}

function standby(number: PhoneNumber, list: string, item: string, contact?: string): Update {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number.displayNumber, phone_number_id: number.phoneNumberId },
    standby: { ...(contact === undefined ? {} : { contacts: [parseJson(contact)] }), [list]: [parseJson(item)] },
  }
  return { number, field: 'raw', item: asciiJson({ value, field: 'standby' }) }
}

/** Whether a message of the app's own may go; a role that may take takes by it. */
export function admitSend(world: World, number: PhoneNumber, person: string, message: Json): boolean {
  const { threads } = world.business.number(number.phoneNumberId)
  if (threads.size === 0 || !threads.has(person) || message.type === 'template') return true
  if (roleOf(number) !== 'escalation') return false
  threads.delete(person)
  return true
}
