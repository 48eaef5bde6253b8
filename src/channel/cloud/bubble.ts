/**
 * What a person's message says, as the bot webhook shows it: the documented bubbles (jelou-api.md, section 12.1) and ours,
 * in the same manner, for the kinds that it leaves out. A type is read by one row of `readers`; what no row can read becomes
 * `unsupported` with Meta's own content inside. Called by decode-message.
 */
import type { Bubble } from '../../model/inbound.ts'
import { addTexts, type Content } from './bubble-fields.ts'
import { readInteractive } from './bubble-interactive.ts'
import { readMedia } from './bubble-media.ts'
import { type Json, listOf, numberOf, objectOf, textOf } from './json.ts'
import { readMetaError } from './meta-error.ts'

/** Of the member named after the type; undefined when there is too little in it. */
type Reader = (member: Json, item: Json) => Content | undefined

const readers = new Map<string, Reader>([
  ['text', readText],
  ['image', (member) => readMedia('image', member)],
  ['video', (member) => readMedia('video', member)],
  ['audio', (member) => readMedia('audio', member)],
  ['sticker', (member) => readMedia('sticker', member)],
  ['document', (member) => readMedia('file', member)],
  ['location', readLocation],
  ['reaction', readReaction],
  ['button', readButton],
  ['interactive', readInteractive],
  ['order', readOrder],
  ['system', readSystem],
  ['edit', readEdit],
  ['revoke', readRevoke],
])

export function readContent(item: Json): Content {
  const content = readKnown(item) ?? { bubble: unsupported(item) }
  addOrigin(content.bubble, item)
  return content
}

function readKnown(item: Json): Content | undefined {
  const type = typeOf(item)
  if (type === 'contacts') return readContacts(item)
  const member = objectOf(item[type])
  return member && readers.get(type)?.(member, item)
}

/** Without a type, the member that is there tells it. */
function typeOf(item: Json): string {
  return textOf(item.type) ?? Object.keys(item).find((key) => readers.has(key) || key === 'contacts') ?? ''
}

function readText(member: Json): Content | undefined {
  const text = textOf(member.body)
  return text === undefined ? undefined : { bubble: { type: 'text', text } }
}

function readLocation(member: Json): Content | undefined {
  const lat = numberOf(member.latitude)
  const long = numberOf(member.longitude)
  if (lat === undefined || long === undefined) return undefined
  const text = `Location shared:\nhttps://maps.google.com/maps?q=${lat},${long}`
  const bubble: Bubble = { type: 'location', text, coordinates: { lat, long } }
  return { bubble: addTexts(bubble, { name: member.name, address: member.address, url: member.url }) }
}

function readContacts(item: Json): Content | undefined {
  const contacts = listOf(item.contacts)
  return contacts && { bubble: { type: 'contacts', contacts } }
}

/** An empty emoji takes the reaction back; newer payloads leave it out then. */
function readReaction(member: Json): Content | undefined {
  const messageId = textOf(member.message_id)
  return messageId === undefined
    ? undefined
    : { bubble: { type: 'reaction', emoji: textOf(member.emoji) ?? '', messageId } }
}

/** A template's quick reply. Meta puts the text in place of a payload that was never sent. */
function readButton(member: Json): Content | undefined {
  const text = textOf(member.text) ?? textOf(member.payload)
  if (text === undefined) return undefined
  const payload = textOf(member.payload) ?? text
  return { bubble: { type: 'quick_reply', text, payload }, pressed: { id: payload, title: text } }
}

function readOrder(member: Json): Content {
  const products = (listOf(member.product_items) ?? [])
    .map(objectOf)
    .filter((item) => item !== undefined)
    .map((item) => ({
      productId: item.product_retailer_id,
      quantity: item.quantity,
      price: item.item_price,
      currency: item.currency,
    }))
  return { bubble: addTexts({ type: 'order', products }, { text: member.text, catalogId: member.catalog_id }) }
}

/** A new number, a new id or a new identity of the person: `change` is Meta's word for it. */
function readSystem(member: Json, item: Json): Content {
  const bubble = addTexts(
    { type: 'system' },
    {
      text: member.body,
      change: member.type,
      newUserId: member.wa_id ?? member.new_wa_id,
      newScopedId: member.user_id ?? member.new_user_id,
    },
  )
  const identity = objectOf(member.identity) ?? objectOf(item.identity)
  if (identity) bubble.identity = identity
  return { bubble }
}

/** `edited` is the new content as a bubble of its own; an edit inside an edit is not looked into. */
function readEdit(member: Json): Content | undefined {
  const messageId = textOf(member.original_message_id)
  if (messageId === undefined) return undefined
  const message = objectOf(member.message)
  if (message === undefined) return { bubble: { type: 'edit', messageId } }
  const edited = (typeOf(message) === 'edit' ? undefined : readKnown(message)?.bubble) ?? unsupported(message)
  return { bubble: addTexts({ type: 'edit', messageId, edited }, { text: edited.text }) }
}

function readRevoke(member: Json): Content | undefined {
  const messageId = textOf(member.original_message_id)
  return messageId === undefined ? undefined : { bubble: { type: 'revoke', messageId } }
}

/** Meta's own `unsupported`, and every kind that we cannot read: `original` says which, `content` is what came. */
function unsupported(item: Json): Bubble {
  const type = textOf(item.type)
  const errors = (listOf(item.errors) ?? []).map((error) => readMetaError(error)).filter((error) => error !== undefined)
  const content = type !== undefined && Object.hasOwn(item, type) ? item[type] : undefined
  const original = textOf(objectOf(item.unsupported)?.type) ?? (type === 'unsupported' ? undefined : type)
  const bubble: Bubble = { type: 'unsupported', errors }
  if (original !== undefined) bubble.original = original
  if (content !== undefined) bubble.content = content
  return bubble
}

/** Where a message of any kind came from: an advertisement, another chat, a product. */
function addOrigin(bubble: Bubble, item: Json): void {
  const referral = objectOf(item.referral)
  if (referral) bubble.referral = referral
  const context = objectOf(item.context)
  if (context?.forwarded === true || context?.frequently_forwarded === true) bubble.forwarded = true
  if (context?.frequently_forwarded === true) bubble.frequentlyForwarded = true
  const product = objectOf(context?.referred_product)
  if (product) bubble.referredProduct = { catalogId: product.catalog_id, productId: product.product_retailer_id }
}
