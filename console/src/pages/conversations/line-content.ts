/** What a message of a conversation says, from its bubble to what the drawing takes. Pure. */
import type { Contact, Content, Item } from '../../../../drawing/content.ts'
import type { Item as Listed, Schemas } from '../../../../sdk/client.ts'
import { contentOf as contentOfTemplate } from '../templates/picture.ts'
import { filledIn } from '../templates/slots.ts'

export type Line = Listed<'listMessages'>
type Bubble = Line['bubble']
type Definition = Schemas['TemplateDefinition']
type Fields = Record<string, unknown>

/** `nameOf`: of a kind that has nothing to draw. `templates`: those of the bot, as far as they are known. */
export type Known = { templates: readonly Definition[]; nameOf(type: string): string }

export function contentOf({ bubble, by }: Pick<Line, 'bubble' | 'by'>, known: Known): Content {
  const kind = bubble.type.toLowerCase()
  const text = bubble.text || undefined
  const isTheirs = by === 'user'
  if (kind === 'template') return templateOf(bubble, known.templates)
  if (kind === 'flow' && isTheirs) return { kind: 'flow_reply', response: fieldsOf(bubble.response) }
  const drawn = isTheirs ? undefined : tappableOf(kind, bubble)
  if (drawn) return { kind, text, ...drawn }
  switch (kind) {
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
    case 'file':
      return mediaOf(kind === 'file' ? 'document' : kind, bubble)
    case 'location':
      return { kind, location: placeOf(bubble) }
    case 'contacts':
      return { kind, contacts: listOf(bubble.contacts).map(contactOf) }
    case 'product':
      return { kind, text, products: [String(bubble.productId ?? '')] }
    case 'order':
      return { kind, text, items: listOf(bubble.products).map(itemOf) }
    case 'system':
    case 'unsupported':
      return { kind, text }
    default:
      // What was tapped is shown as the chosen text.
      return { kind: 'text', text: text ?? known.nameOf(bubble.type) }
  }
}

/** What the business sent to be tapped. */
function tappableOf(kind: string, bubble: Bubble): Partial<Content> | undefined {
  const header = said(bubble.title) ?? said(bubble.header)
  const footer = said(bubble.caption)
  const button = (of: string, title: unknown) => ({ header, footer, buttons: [{ kind: of, title: said(title) ?? '' }] })
  switch (kind) {
    case 'quick_reply':
      return { header, buttons: repliesOf(bubble.replies) }
    case 'options': {
      const rows = listOf(bubble.options).map((row) => ({
        title: said(row.title) ?? '',
        description: said(row.description),
      }))
      return { header, list: { button: said(bubble.buttonText) ?? '', sections: [{ rows }] } }
    }
    case 'cta_url':
      return { header, footer, buttons: [urlOf(bubble)] }
    case 'flow':
      return button('flow', bubble.flowCta)
    case 'voice_call':
      return button('call', bubble.displayText)
    case 'location_request':
      return button('location', '')
    case 'carousel':
      return { cards: listOf(bubble.cards).map(cardOf) }
    default:
      return ownOf(kind, bubble)
  }
}

/** What has WhatsApp's own buttons. */
function ownOf(kind: string, bubble: Bubble): Partial<Content> | undefined {
  const header = said(bubble.title)
  const footer = said(bubble.caption)
  const button = (of: string) => ({ header, footer, buttons: [{ kind: of, title: '' }] })
  switch (kind) {
    case 'request_contact_info':
      return button('contact')
    case 'call_permission_request':
      return button('call_permission')
    case 'address_message':
      return button('address')
    case 'catalog_message':
      return { ...button('catalog'), products: textsOf(bubble.products) }
    case 'product':
      return { footer, products: textsOf(bubble.products) }
    case 'product_list': {
      const shelves = listOf(bubble.sections).map(({ title, products }) => ({
        title: said(title),
        ids: textsOf(products),
      }))
      return { ...button('catalog'), shelves, products: shelves.flatMap(({ ids }) => ids) }
    }
    case 'product_carousel':
      return { cards: textsOf(bubble.products).map((id) => ({ kind: 'product', products: [id] })) }
    default:
      return undefined
  }
}

function cardOf({ header, text, action }: Fields): Content {
  const { kind, link } = fieldsOf(header)
  const tap = fieldsOf(action)
  return {
    kind: 'card',
    text: said(text),
    media: { kind: said(kind) ?? 'image', link: said(link) },
    buttons: tap.kind === 'cta_url' ? [urlOf(tap)] : repliesOf(tap.replies),
  }
}

function repliesOf(replies: unknown) {
  return listOf(replies).map(({ title }) => ({ kind: 'reply', title: said(title) ?? '' }))
}

function urlOf({ displayText, url }: Fields) {
  return { kind: 'url', title: said(displayText) ?? '', url: said(url) }
}

function mediaOf(kind: string, { text, mediaUrl, filename, voice }: Bubble): Content {
  const isVoice = voice === true
  return { kind, text: text || undefined, media: { kind, link: mediaUrl, filename: said(filename), isVoice } }
}

function placeOf({ coordinates, name, address, text }: Bubble) {
  const { lat, long } = fieldsOf(coordinates)
  return { latitude: lat, longitude: long, name: said(name) ?? (lat === undefined ? text : undefined), address }
}

function contactOf({ name, phones, emails, org }: Fields): Contact {
  const numbers = listOf(phones)
  return {
    name: said(fieldsOf(name).formatted_name) ?? '',
    phones: numbers.flatMap(({ phone, wa_id }) => said(phone) ?? said(wa_id) ?? []),
    emails: listOf(emails).flatMap(({ email }) => said(email) ?? []),
    company: said(fieldsOf(org).company),
    waId: numbers.map(({ wa_id }) => said(wa_id)).find(Boolean),
  }
}

function itemOf({ productId, quantity, price, currency }: Fields): Item {
  const each = Number(price)
  return {
    id: String(productId ?? ''),
    quantity: Number(quantity) || 1,
    price: price === undefined || Number.isNaN(each) ? undefined : each,
    currency: said(currency),
  }
}

/** The template as it is now around the text that was sent; without it, what the message itself has. */
function templateOf(bubble: Bubble, templates: readonly Definition[]): Content {
  const { elementName, language, text } = bubble
  const header = fieldsOf(bubble.header)
  const link = said(header.link) ?? bubble.mediaUrl
  const kind = said(header.kind) ?? 'image'
  const definition = templates.find((one) => one.name === elementName && one.language === language)
  if (definition === undefined) return { kind: 'template', text, media: link ? { kind, link } : undefined }
  const cards = listOf(bubble.cards)
  const drawn = contentOfTemplate(filledIn(definition, valuesOf(header, cards)))
  return {
    ...drawn,
    text: text ?? drawn.text,
    media: drawn.media && { ...drawn.media, link, filename: said(header.filename) },
    location: header.kind === 'location' ? header : undefined,
    ...(drawn.media?.kind === 'location' && header.kind === 'location' && { media: undefined }),
    offer: drawn.offer && { ...drawn.offer, expiresAt: Number(bubble.offerExpiresAt) || undefined },
    cards: drawn.cards?.map((card, at) => ({
      ...card,
      media: card.media && { ...card.media, link: said(fieldsOf(cards[at]?.header).link) },
    })),
  }
}

function valuesOf(header: Fields, cards: readonly Fields[]): Record<string, string> {
  const ofCards = cards.flatMap(({ body }, at) =>
    (Array.isArray(body) ? body : []).map((value, index) => [`card.${at}.body.${index + 1}`, String(value)]),
  )
  return Object.fromEntries([['header', said(header.text) ?? ''], ...ofCards])
}

function said(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : []
}
