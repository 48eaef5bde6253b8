/**
 * A person's action on the phone: a message, a tap, media, a place, a contact card, an order, a changed number. Each
 * kind is a row of inbound/kinds.ts; here it becomes a webhook to the business and an entry in the history.
 */
import type { PhoneNumber } from '../identity.ts'
import { digitsOf, waIdOf } from '../wa-id.ts'
import { composeWamid } from '../wamid.ts'
import { contactJson } from '../webhooks/body.ts'
import { asciiJson, isJson, type Json, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import type { Act } from './act.ts'
import { follow, join } from './follow.ts'
import { contentOf } from './kinds.ts'
import { emitReceived } from './responder.ts'

export type InboundResult = { kind: 'received'; wamid: string } | { kind: 'refused'; reason: string }

/** `from` (or `userId` with `phoneless`), `type` and the members of that type; or `raw`, any value at all. */
export function receiveInbound(world: World, body: unknown): InboundResult {
  if (!isJson(body)) return refused('the body must be a JSON object')
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? [...world.numbers.keys()][0] ?? ''
  const phoneNumber = world.numbers.get(phoneNumberId)
  if (phoneNumber === undefined) return refused(`phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  if (isJson(body.raw)) return postRaw(world, phoneNumber, body)
  const isPhoneless = body.phoneless === true
  const userId = textAt(body, 'userId')
  const from = textAt(body, 'from') ?? (typeof body.from === 'number' ? String(body.from) : '')
  const person = isPhoneless ? hiddenPerson(world, userId) : waIdOf(digitsOf(from))
  if (person === '') return refused(isPhoneless ? 'userId is required when phoneless' : 'from must be a phone number')
  if (person === phoneNumber.displayNumber) return refused('from must not be the business number itself')
  if (world.rules.blocked && world.business.isBlocked(phoneNumberId, person))
    return refused('the business has blocked this person')
  const act: Act = { world, phoneNumber, person, body }
  const content = contentOf(act)
  if (typeof content === 'string') return refused(content)
  introduce(act)
  return { kind: 'received', wamid: post(act, content, isPhoneless) }
}

/** Who has shared their number with the business is known by it, also where a message hides it. */
function hiddenPerson({ people }: World, userId = ''): string {
  return people.keyOf(userId)
}

/** Creates or updates the person who writes. */
function introduce({ world, person, body }: Act): void {
  // A place has a name of its own.
  const name = body.type === 'location' && body.placeName === undefined ? undefined : textAt(body, 'name')
  const userId = textAt(body, 'userId')
  const username = textAt(body, 'username')
  const parentUserId = textAt(body, 'parentUserId')
  const isLeft = world.people.get(person)?.onWhatsApp === false && isLeftNumber(world, person)
  world.people.put(person, {
    // A person who writes from a number that another person left is on WhatsApp.
    ...(isLeft ? { onWhatsApp: true } : {}),
    ...(name === undefined ? {} : { name }),
    ...(userId === undefined ? {} : { userId }),
    ...(parentUserId === undefined ? {} : { parentUserId }),
    ...(username === undefined ? {} : { username }),
  })
}

function isLeftNumber(world: World, person: string): boolean {
  return world.people.all().some(({ formerNumbers }) => formerNumbers?.includes(person))
}

function post(act: Act, content: Json, isPhoneless: boolean): string {
  const { world, phoneNumber, person, body } = act
  const isSystem = content.type === 'system'
  // A changed id comes without the sender: `previous_user_id` names them (WA:/webhooks/reference/messages/system).
  const isNameless = textAt(content.system, 'type') === 'user_changed_user_id'
  const waId = isPhoneless || isNameless ? undefined : person
  const known = isNameless ? undefined : world.people.get(person)
  const groupId = textAt(body, 'groupId')
  const wamid = composeWamid(waId ?? '', 'in', isSystem ? world.random.digits(10) : `3A${world.random.hex(18)}`)
  const message = {
    ...surroundings(act, content),
    ...(waId === undefined ? {} : { from: waId }),
    ...(known?.userId === undefined ? {} : { from_user_id: known.userId }),
    ...(known?.parentUserId === undefined ? {} : { from_parent_user_id: known.parentUserId }),
    ...(groupId === undefined ? {} : { group_id: groupId }),
    id: wamid,
    timestamp: String(Math.floor(world.now() / 1000)),
    ...content,
  }
  const item = asciiJson(message)
  const { phoneNumberId, displayNumber: to } = phoneNumber
  const receivedAt = world.now()
  world.history.add({
    wamid,
    direction: 'in',
    phoneNumberId,
    to,
    from: person,
    // A message in a group belongs to the group's chat, not to the member's own.
    person: groupId ?? person,
    receivedAt,
    status: 'received',
    body: item,
  })
  world.counts.inbound += 1
  // A system message comes from WhatsApp, not from the person: it opens no window, names no contact (cloud-api.md 4.3).
  if (!isSystem && groupId === undefined) world.people.openWindow(phoneNumberId, person, receivedAt)
  if (isJson(body.referral)) world.charges.enter(phoneNumberId, person, receivedAt)
  const contact = isSystem || body.contact === false ? {} : { contact: contactJson(known, waId) }
  // A group has no responders.
  emitReceived(world, { number: phoneNumber, field: 'messages', item, ...contact }, groupId === undefined ? person : '')
  nameAnew(act, content, { isSystem, isPhoneless })
  return wamid
}

/** What the message says of its sender's own names. */
function nameAnew({ world, person }: Act, content: Json, is: { isSystem: boolean; isPhoneless: boolean }): void {
  if (is.isSystem) follow(world, person, content)
  else if (is.isPhoneless) join(world, person, content)
}

/** Members that may accompany any message: a quotation, forwarding marks, the advertisement it came from. */
function surroundings({ phoneNumber, body }: Act, content: Json): Json {
  const quoted = textAt(body, 'context')
  const context = {
    ...(body.forwarded === true ? { forwarded: true } : {}),
    ...(body.frequentlyForwarded === true ? { frequently_forwarded: true } : {}),
    ...(quoted === undefined ? {} : { from: phoneNumber.displayNumber, id: quoted }),
    ...(isJson(body.product) ? { from: phoneNumber.displayNumber, referred_product: productOf(body.product) } : {}),
  }
  return {
    ...(Object.keys(context).length === 0 || content.context !== undefined ? {} : { context }),
    ...(isJson(body.referral) ? { referral: body.referral } : {}),
  }
}

function productOf({ catalogId, retailerId, ...more }: Json): Json {
  return { catalog_id: catalogId, product_retailer_id: retailerId, ...more }
}

/** Any webhook value, or a whole change if it has a `field`: for events that the sandbox does not model. */
function postRaw(world: World, phoneNumber: PhoneNumber, body: Json): InboundResult {
  const raw = body.raw as Json
  const change = typeof raw.field === 'string' && 'value' in raw ? raw : { value: raw, field: body.field ?? 'messages' }
  world.emit({ number: phoneNumber, field: 'raw', item: asciiJson(change) })
  return { kind: 'received', wamid: '' }
}

function refused(reason: string): InboundResult {
  return { kind: 'refused', reason }
}
