/**
 * A message as history shows it: the documented bubble (jelou-api.md, section 10), with its type in capitals, the text
 * that the person reads and the address of its file. Pure.
 */

import type { Bubble } from '../inbound/bubble.ts'
import { mediaOf } from '../media/media.ts'
import type { CarouselCard, Content, TemplateContent } from './content.ts'

/** Of a message: to the person, or from them. */
export const directions = ['out', 'in'] as const
export type Direction = (typeof directions)[number]

export type HistoryBubble = { type: string; text?: string; mediaUrl?: string; [field: string]: unknown }

/** Beside type, text and address: what else the person sees, by its name in the whole message's `content`. */
export function sentBubble(content: Content): HistoryBubble {
  const [media] = mediaOf(content)
  const text = textOf(content)
  return {
    type: content.type.toUpperCase(),
    ...(text === undefined ? {} : { text }),
    ...(media === undefined ? {} : { mediaUrl: media.url }),
    ...(content.type === 'template' || content.type === 'reaction' || content.replyTo === undefined
      ? {}
      : { replyTo: content.replyTo }),
    ...defined(shownOf(content)),
  }
}

/** Without payloads, which may be of any length and are not shown. Places and reactions in the form of a person's. */
function shownOf(content: Content): Record<string, unknown> {
  switch (content.type) {
    case 'template':
      return templateShown(content)
    case 'reaction':
      return { emoji: content.emoji, messageId: content.messageId }
    case 'options': {
      const options = content.options.map(({ title, description }) => defined({ title, description }))
      return { title: content.title, buttonText: content.buttonText, options }
    }
    case 'quick_reply':
      return { title: content.title, replies: content.replies.map(titleOnly) }
    case 'location': {
      const { latitude: lat, longitude: long, name, address } = content
      return { coordinates: { lat, long }, name, address }
    }
    case 'contacts':
      return { contacts: content.contacts }
    case 'cta_url':
      return { title: content.title, caption: content.caption, displayText: content.displayText, url: content.url }
    case 'flow':
      return { title: content.title, caption: content.caption, flowCta: content.flowCta }
    case 'carousel':
      return { cards: content.cards.map(cardShown) }
    case 'voice_call':
    case 'catalog_message':
    case 'product':
    case 'product_list':
    case 'product_carousel':
    case 'address_message':
      return ownShown(content)
    case 'text':
    case 'location_request':
    case 'request_contact_info':
    case 'call_permission_request':
      return {}
    default:
      return { filename: content.filename, voice: content.voice }
  }
}

type Own = Extract<
  Content,
  { type: 'voice_call' | 'catalog_message' | 'product' | 'product_list' | 'product_carousel' | 'address_message' }
>

/** Of what has WhatsApp's own buttons. */
function ownShown(content: Own): Record<string, unknown> {
  switch (content.type) {
    case 'voice_call':
      return { header: content.header, displayText: content.displayText }
    case 'catalog_message':
      return { caption: content.caption, products: content.thumbnailProductId ? [content.thumbnailProductId] : [] }
    case 'product':
      return { caption: content.caption, catalogId: content.catalogId, products: [content.productId] }
    case 'product_list': {
      const { title, caption, catalogId, sections } = content
      return { title, caption, catalogId, sections }
    }
    case 'product_carousel':
      return { catalogId: content.catalogId, products: content.products }
    case 'address_message':
      return { title: content.title, caption: content.caption, values: content.values }
  }
}

function templateShown({ elementName, language, header, cards, offerExpiresAt }: TemplateContent) {
  const shown = cards?.map((card) => ({ header: card.header, body: card.body.map(({ text }) => text) }))
  return { elementName, language, header, cards: shown, offerExpiresAt }
}

function cardShown({ header, text, action }: CarouselCard): Record<string, unknown> {
  const shown = action.kind === 'quick_reply' ? { ...action, replies: action.replies.map(titleOnly) } : action
  return defined({ header, text, action: shown })
}

function titleOnly({ title }: { title: string }): { title: string } {
  return { title }
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

export function receivedBubble(bubble: Bubble): HistoryBubble {
  return { ...bubble, type: bubble.type.toUpperCase() }
}

/** What the person reads of it. */
export function textOf(content: Content): string | undefined {
  switch (content.type) {
    case 'contacts':
      return content.contacts.map((contact) => contact.name.formatted_name).join(', ')
    case 'location':
      return content.name ?? `${content.latitude},${content.longitude}`
    case 'reaction':
      return undefined
    default:
      return content.text
  }
}
