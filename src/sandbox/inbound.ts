// A person does something on the phone: writes, taps, sends media, a place, a card, a reaction, a flow's answer.
// One row of `inboundKinds` per thing; the result is a webhook to the business and an entry in the history.

import type { PhoneNumber } from './identity.ts'
import { createdMedia, type InboundMedia } from './inbound-media.ts'
import { tapButton, tapOption } from './inbound-tap.ts'
import { isMediaKind } from './samples.ts'
import { digitsOf, waIdOf } from './wa-id.ts'
import { composeWamid } from './wamid.ts'
import { contactJson } from './webhook-body.ts'
import { asciiJson, isJson, type Json, textAt } from './wire.ts'
import type { World } from './world.ts'

export type InboundResult =
  | { readonly kind: 'received'; readonly wamid: string }
  | { readonly kind: 'refused'; readonly reason: string }

/** Who does it, to whom. */
export type Act = {
  readonly world: World
  readonly phoneNumber: PhoneNumber
  /** wa_id, or the scoped id of a person without a phone. */
  readonly person: string
  readonly body: Json
}

/** The members of the webhook's message beside from, id and timestamp; or why it cannot be. */
export type Content = Json | string

const inboundKinds: Readonly<Record<string, (act: Act) => Content>> = {
  text: ({ body }) =>
    typeof body.text === 'string' && body.text !== ''
      ? { type: 'text', text: { body: body.text } }
      : 'text must be a non-empty string',
  option: tapOption,
  button: tapButton,
  location: ({ body }) =>
    Number.isFinite(Number(body.latitude ?? Number.NaN)) && Number.isFinite(Number(body.longitude ?? Number.NaN))
      ? { type: 'location', location: placeOf(body) }
      : 'latitude and longitude must be numbers',
  contacts: ({ body }) =>
    Array.isArray(body.contacts) && body.contacts.length > 0
      ? { type: 'contacts', contacts: body.contacts }
      : 'contacts must be a non-empty array',
  reaction: react,
  flow: answerFlow,
}

/** `from` (or `userId` with `phoneless`), `type` and what that type needs; or `raw`, any value at all. */
export function receiveInbound(world: World, body: unknown): InboundResult {
  if (!isJson(body)) return refused('the body must be a JSON object')
  const phoneNumberId = textAt(body, 'phoneNumberId') ?? [...world.numbers.keys()][0] ?? ''
  const phoneNumber = world.numbers.get(phoneNumberId)
  if (phoneNumber === undefined) return refused(`phoneNumberId ${phoneNumberId} is not a number of this sandbox`)
  if (isJson(body.raw)) return postRaw(world, phoneNumber, body)
  const isPhoneless = body.phoneless === true
  const userId = textAt(body, 'userId')
  const from = textAt(body, 'from') ?? (typeof body.from === 'number' ? String(body.from) : '')
  const person = isPhoneless ? (userId ?? '') : waIdOf(digitsOf(from))
  if (person === '') return refused(isPhoneless ? 'userId is required when phoneless' : 'from must be a phone number')
  if (person === phoneNumber.displayNumber) return refused('from must not be the business number itself')
  const content = contentOf({ world, phoneNumber, person, body })
  if (typeof content === 'string') return refused(content)
  const name = textAt(body, 'name')
  world.people.put(person, { ...(name === undefined ? {} : { name }), ...(userId === undefined ? {} : { userId }) })
  return { kind: 'received', wamid: post({ world, phoneNumber, person, body }, content, isPhoneless) }
}

function contentOf(act: Act): Content {
  const { type } = act.body
  if (isMediaKind(type)) return mediaContent(createdMedia(act, type), type)
  const kind = typeof type === 'string' && Object.hasOwn(inboundKinds, type) ? inboundKinds[type] : undefined
  if (kind !== undefined) return kind(act)
  return `type must be one of ${[...Object.keys(inboundKinds), 'image, audio, video, document, sticker'].join(', ')}`
}

function mediaContent(media: InboundMedia | string, type: string): Content {
  return typeof media === 'string' ? media : { type, [type]: media }
}

function post(act: Act, content: Json, isPhoneless: boolean): string {
  const { world, phoneNumber, person, body } = act
  const waId = isPhoneless ? undefined : person
  const known = world.people.get(person)
  const wamid = composeWamid(waId ?? '', 'in', `3A${world.random.hex(18)}`)
  const quoted = textAt(body, 'context')
  const message = {
    ...(quoted === undefined ? {} : { context: { from: phoneNumber.displayNumber, id: quoted } }),
    ...(waId === undefined ? {} : { from: waId }),
    ...(known?.userId === undefined ? {} : { from_user_id: known.userId }),
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
    person,
    receivedAt,
    status: 'received',
    body: item,
  })
  world.counts.inbound += 1
  world.people.openWindow(phoneNumberId, person, receivedAt)
  world.emit({ number: phoneNumber, field: 'messages', contact: contactJson(known, waId), item })
  return wamid
}

/** Any webhook value, or a whole change when it has a `field`: for what the sandbox has no word for. */
function postRaw(world: World, phoneNumber: PhoneNumber, body: Json): InboundResult {
  const raw = body.raw as Json
  const change = typeof raw.field === 'string' && 'value' in raw ? raw : { value: raw, field: body.field ?? 'messages' }
  world.emit({ number: phoneNumber, field: 'raw', item: asciiJson(change) })
  return { kind: 'received', wamid: '' }
}

function placeOf(body: Json): Json {
  const { name, address, url } = body
  const place = { latitude: Number(body.latitude), longitude: Number(body.longitude) }
  return {
    ...place,
    ...(name === undefined ? {} : { name: body.placeName ?? name }),
    ...(address === undefined ? {} : { address }),
    ...(url === undefined ? {} : { url }),
  }
}

function react({ world, phoneNumber, person, body }: Act): Content {
  const { phoneNumberId } = phoneNumber
  const last = world.history.latest(
    (one) => one.person === person && one.phoneNumberId === phoneNumberId && one.direction === 'out',
  )
  const messageId = textAt(body, 'messageId') ?? last?.wamid
  if (messageId === undefined) return 'there is no message to react to: give messageId'
  const emoji = body.emoji ?? ''
  return typeof emoji === 'string'
    ? { type: 'reaction', reaction: { message_id: messageId, ...(emoji === '' ? {} : { emoji }) } }
    : 'emoji must be a string'
}

function answerFlow({ body }: Act): Content {
  const { response } = body
  if (response !== undefined && !isJson(response) && typeof response !== 'string') return 'response must be an object'
  const responseJson = typeof response === 'string' ? response : JSON.stringify(response ?? { flow_token: 'unused' })
  const reply = { response_json: responseJson, body: 'Sent', name: 'flow' }
  return { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: reply } }
}

function refused(reason: string): InboundResult {
  return { kind: 'refused', reason }
}
