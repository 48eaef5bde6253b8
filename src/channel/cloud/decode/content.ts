/**
 * Decodes the content of a person's message into the bot webhook's bubbles: the documented ones (jelou-api.md, section
 * 12.1), and the gateway's own, in the same style, for kinds not documented. Each type has one row in `readers`.
 * Content that no row can read becomes `unsupported` with Meta's own content inside, and unread members go to `extra`,
 * so that nothing of an item is lost.
 */

import type { AnyBubble, BubbleOf, BubbleOrigin } from '../../../model/inbound/bubble.ts'
import { idOf, type Json, listOf, numberOf, objectOf, textOf } from '../../../model/json.ts'
import { present } from '../../../model/request/check.ts'
import { readErrors } from '../outcomes/meta-error.ts'
import { addTexts, type Content } from './content-fields.ts'
import { readInteractive } from './content-interactive.ts'
import { readMedia } from './content-media.ts'
import { readSystem } from './content-system.ts'
import { booleanOf, restsOf, type Taking, takingFrom } from './taking.ts'

/** Receives the member named after the type; returns undefined when it holds too little. */
type Reader = (member: Json) => Content | undefined

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

/** Read by `message.ts` and `person.ts`. */
const ofTheMessage = ['id', 'from', 'from_user_id', 'from_parent_user_id', 'timestamp']
const ofTheContext = ['id', 'from']

/** `elsewhere`: members of the item that are read elsewhere. */
export function readContent(item: Json, elsewhere: readonly string[] = ofTheMessage): Content {
  return readItem(item, readers, elsewhere, ofTheContext)
}

/** A message, or the message inside an edit, of which nothing is read elsewhere. */
function readItem(
  item: Json,
  known: ReadonlyMap<string, Reader>,
  elsewhere: readonly string[] = [],
  contextElsewhere: readonly string[] = [],
): Content {
  const said = takingFrom(item, elsewhere)
  const type = said.text('type') ?? Object.keys(item).find((key) => readers.has(key) || key === 'contacts') ?? ''
  const { rest, ...content } = readKnown(said, type, known) ?? { bubble: unsupported(item, said, type) }
  const { bubble } = content
  const context = addOrigin(bubble, said, contextElsewhere)
  const beside = said.rest()
  if (beside || rest || context) bubble.extra = { ...beside, ...restsOf({ [type]: rest, context }) }
  return content
}

function readKnown(said: Taking, type: string, known: ReadonlyMap<string, Reader>): Content | undefined {
  // The chat was opened; there is no further content.
  if (type === 'request_welcome') return { bubble: { type } }
  if (type === 'contacts') {
    const contacts = said.take(type, listOf)
    const isRequested = contacts?.length === 1 && objectOf(contacts[0])?.origin === 'contact_request'
    return contacts && { bubble: { type, contacts: [...contacts], ...(isRequested && { requested: true }) } }
  }
  return said.take(type, (value) => {
    const member = objectOf(value)
    return member && known.get(type)?.(member)
  })
}

function readText(member: Json): Content | undefined {
  const said = takingFrom(member)
  const text = said.text('body')
  return text === undefined ? undefined : { bubble: { type: 'text', text }, rest: said.rest() }
}

function readLocation(member: Json): Content | undefined {
  const said = takingFrom(member)
  const lat = said.take('latitude', numberOf)
  const long = said.take('longitude', numberOf)
  if (lat === undefined || long === undefined) return undefined
  const text = `Location shared:\nhttps://maps.google.com/maps?q=${lat},${long}`
  const bubble: BubbleOf<'location'> = { type: 'location', text, coordinates: { lat, long } }
  addTexts(bubble, { name: said.text('name'), address: said.text('address'), url: said.text('url') })
  return { bubble, rest: said.rest() }
}

/** An empty emoji removes the reaction; newer payloads omit it then. */
function readReaction(member: Json): Content | undefined {
  const said = takingFrom(member)
  const messageId = said.text('message_id')
  if (messageId === undefined) return undefined
  return { bubble: { type: 'reaction', emoji: said.text('emoji') ?? '', messageId }, rest: said.rest() }
}

/** A template's quick reply. If the send had no payload, Meta returns the text in its place. */
function readButton(member: Json): Content | undefined {
  const said = takingFrom(member)
  const given = said.text('payload')
  const text = said.text('text') ?? given
  if (text === undefined) return undefined
  const payload = given ?? text
  return { bubble: { type: 'quick_reply', text, payload }, pressed: { id: payload, title: text }, rest: said.rest() }
}

function readOrder(member: Json): Content {
  const said = takingFrom(member)
  const items = said.take('product_items', listOf) ?? []
  const strange = items.filter((item) => objectOf(item) === undefined)
  const products = items.map(objectOf).filter((item) => item !== undefined)
  const bubble: BubbleOf<'order'> = { type: 'order', products: products.map(readProduct) }
  addTexts(bubble, { text: said.text('text'), catalogId: said.text('catalog_id') })
  return { bubble, rest: restsOf({ ...said.rest(), ...restsOf({ product_items: strange }) }) }
}

/** Unknown members stay with their product under Meta's names. */
function readProduct({ product_retailer_id: productId, quantity, item_price: price, currency, ...more }: Json) {
  return { ...more, productId, quantity, price, currency }
}

/** `edited` is the new content as a bubble of its own; an edit inside an edit is not decoded. */
function readEdit(member: Json): Content | undefined {
  const said = takingFrom(member)
  const messageId = said.text('original_message_id')
  if (messageId === undefined) return undefined
  const message = said.take('message', objectOf)
  const edited = message && readItem(message, withoutEdit).bubble
  return { bubble: addEdited({ type: 'edit', messageId }, edited), rest: said.rest() }
}

const withoutEdit = new Map([...readers].filter(([type]) => type !== 'edit'))

function addEdited(bubble: BubbleOf<'edit'>, edited: AnyBubble | undefined): BubbleOf<'edit'> {
  return edited === undefined
    ? bubble
    : addTexts({ ...bubble, edited }, { text: 'text' in edited ? edited.text : undefined })
}

function readRevoke(member: Json): Content | undefined {
  const said = takingFrom(member)
  const messageId = said.text('original_message_id')
  return messageId === undefined ? undefined : { bubble: { type: 'revoke', messageId }, rest: said.rest() }
}

/** Meta's own `unsupported`, and every kind that cannot be read: `original` names it, `content` is its raw content. */
function unsupported(item: Json, said: Taking, type: string): BubbleOf<'unsupported'> {
  const bubble: BubbleOf<'unsupported'> = { type: 'unsupported', errors: [] }
  const content = said.take(type, (value) => value)
  if (content !== undefined) bubble.content = content
  const original = textOf(objectOf(item.unsupported)?.type) ?? (type === 'unsupported' ? undefined : type)
  return addTexts(bubble, { original })
}

/**
 * Origin of a message of any kind: an advertisement, another chat, a product, a group. Returns the unread rest of its
 * context.
 */
function addOrigin(bubble: BubbleOrigin, said: Taking, elsewhere: readonly string[]): Json | undefined {
  const errors = said.take('errors', readErrors)
  const origin: BubbleOrigin = {
    ...(errors && { errors }),
    referral: said.take('referral', objectOf),
    identity: said.take('identity', objectOf),
    groupId: said.take('group_id', idOf),
  }
  Object.assign(bubble, present(origin))
  const context = said.take('context', objectOf)
  return context && addContext(bubble, takingFrom(context, elsewhere))
}

function addContext(bubble: BubbleOrigin, context: Taking): Json | undefined {
  const isForwarded = context.take('forwarded', booleanOf)
  const isFrequentlyForwarded = context.take('frequently_forwarded', booleanOf)
  if (isForwarded || isFrequentlyForwarded) bubble.forwarded = true
  if (isFrequentlyForwarded) bubble.frequentlyForwarded = true
  const product = context.take('referred_product', objectOf)
  if (product) {
    const { catalog_id: catalogId, product_retailer_id: productId, ...more } = product
    bubble.referredProduct = { ...more, catalogId, productId }
  }
  return context.rest()
}
