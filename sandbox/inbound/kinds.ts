/**
 * The actions a person can take, one row each: the members of the webhook's message besides from, id and timestamp, or
 * an error text. Shapes: cloud-api.md 4.3.
 */
import { isMediaKind } from '../samples/samples.ts'
import { dayMs } from '../time.ts'
import { isJson, type Json, listAt, textAt } from '../wire.ts'
import type { Act, Content } from './act.ts'
import { createdMedia, type InboundMedia } from './media.ts'
import { changeIdentity, changeNumber, changeUserId, miss } from './system.ts'
import { tapButton, tapOption } from './tap.ts'

const kinds: Readonly<Record<string, (act: Act) => Content>> = {
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
  contact_info: shareContactInfo,
  reaction: react,
  flow: answerFlow,
  address: answerAddress,
  call_permission: answerPermission,
  order: orderProducts,
  request_welcome: () => ({ type: 'request_welcome' }),
  edit: edited,
  revoke: (act) => onOwn(act, (id) => ({ type: 'revoke', revoke: { original_message_id: id } })),
  changed_number: changeNumber,
  changed_user_id: changeUserId,
  changed_identity: changeIdentity,
  unsupported: miss,
}

export const inboundTypes: readonly string[] = [...Object.keys(kinds), 'image', 'audio', 'video', 'document', 'sticker']

export function contentOf(act: Act): Content {
  const { type } = act.body
  if (isMediaKind(type)) return mediaContent(createdMedia(act, type), type)
  const kind = typeof type === 'string' && Object.hasOwn(kinds, type) ? kinds[type] : undefined
  return kind === undefined ? `type must be one of ${inboundTypes.join(', ')}` : kind(act)
}

function mediaContent(media: InboundMedia | string, type: string): Content {
  return typeof media === 'string' ? media : { type, [type]: media }
}

function placeOf(body: Json): Json {
  const { name, address, url } = body
  const location = { latitude: Number(body.latitude), longitude: Number(body.longitude) }
  return {
    ...location,
    ...(name === undefined ? {} : { name: body.placeName ?? name }),
    ...(address === undefined ? {} : { address }),
    ...(url === undefined ? {} : { url }),
  }
}

/** The person's own number, as asked for: no card of another, and without a vcard (meta-2026.md 4.8). */
function shareContactInfo({ world, person, body }: Act): Content {
  const phone = textAt(body, 'phone') ?? person
  if (!/^\d+$/.test(phone)) return 'this person has no number: give phone'
  const name = world.people.get(person)?.name
  const card = {
    origin: 'contact_request',
    phones: [{ phone: `+${phone}`, wa_id: phone, type: 'CELL' }],
    ...(name === undefined ? {} : { name: { formatted_name: name, first_name: name } }),
  }
  return { type: 'contacts', contacts: [card] }
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
  return nfmReply(responseJson, 'Sent', 'flow')
}

function answerAddress({ body }: Act): Content {
  const { values } = body
  if (!isJson(values)) return 'values must be an object: the fields of the address'
  const text = textAt(body, 'text') ?? Object.values(values).join('\n')
  return nfmReply(JSON.stringify({ values }), text, 'address_message')
}

function nfmReply(responseJson: string, body: string, name: string): Content {
  return {
    type: 'interactive',
    interactive: { type: 'nfm_reply', nfm_reply: { response_json: responseJson, body, name } },
  }
}

function answerPermission({ world, body }: Act): Content {
  const { response = 'accept' } = body
  if (response !== 'accept' && response !== 'reject') return 'response must be accept or reject'
  const weekMs = 7 * dayMs
  const expires = response === 'accept' ? { expiration_timestamp: Math.floor((world.now() + weekMs) / 1000) } : {}
  const reply = { response, ...expires, response_source: 'user_action' }
  return { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: reply } }
}

function orderProducts({ body }: Act): Content {
  const products = listAt(body, 'items').map(itemOf)
  if (products.length === 0) return 'items must be a non-empty array'
  const catalogId = textAt(body, 'catalogId') ?? 'catalog'
  const text = textAt(body, 'text') ?? ''
  return { type: 'order', order: { catalog_id: catalogId, text, product_items: products } }
}

function itemOf(product: unknown): Json {
  const { id = 'sku-1', quantity = 1, price = 1, currency = 'USD' } = isJson(product) ? product : {}
  return { product_retailer_id: id, quantity, item_price: price, currency }
}

function edited(act: Act): Content {
  const { text } = act.body
  if (typeof text !== 'string' || text === '') return 'text must be a non-empty string'
  return onOwn(act, (id) => ({
    type: 'edit',
    edit: { original_message_id: id, message: { type: 'text', text: { body: text } } },
  }))
}

/** `messageId`, by default the person's last message. */
function onOwn({ world, phoneNumber, person, body }: Act, change: (wamid: string) => Json): Content {
  const { phoneNumberId } = phoneNumber
  const last = world.history.latest(
    (one) => one.person === person && one.phoneNumberId === phoneNumberId && one.direction === 'in',
  )
  const messageId = textAt(body, 'messageId') ?? last?.wamid
  return messageId === undefined ? 'this person has written nothing yet: give messageId' : change(messageId)
}
