/**
 * A message as the Cloud API expects it: the whole body of POST /{phone-number-id}/messages (cloud-api.md, sections 1
 * and 9). Pure. The content was validated on accept, so this only translates; it runs once for every attempt.
 */

import type { Locale } from '../../../model/errors/texts.ts'
import { documentName, type KnownFiles } from '../../../model/media/document-name.ts'
import type { Content, LocationContent, MediaContent } from '../../../model/message/content.ts'
import type { MarketingEndpoint } from '../../../model/message/marketing-endpoint.ts'
import { callbackData } from '../callback.ts'
import {
  encodeCarousel,
  encodeCtaUrl,
  encodeFlow,
  encodeLocationRequest,
  encodeOptions,
  encodeQuickReply,
  encodeVoiceCall,
  type Interactive,
} from './interactive.ts'
import {
  encodeAddress,
  encodeCatalog,
  encodeProduct,
  encodeProductCarousel,
  encodeProductList,
  encodeRequest,
} from './interactive-meta.ts'
import { encodeTemplate } from './template.ts'

export type EncodeInput = {
  content: Content
  /** Digits, or a business-scoped id; the phone takes precedence, as at Meta. */
  recipient: { phone?: string; scopedId?: string }
  messageId: string
  /** From 1. */
  attempt: number
  locale: Locale
  /** Wamid of the message that it quotes or reacts to. */
  refersTo?: string
}

/** `files`: facts known of the message's files, including their ids at Meta. */
export function encode(input: EncodeInput, files: KnownFiles = none): Record<string, unknown> {
  const content = encodeContent(input, files)
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...encodeRecipient(input.recipient),
    ...encodeQuote(input),
    ...(files.size > 0 ? (byId(content, files) as typeof content) : content),
    biz_opaque_callback_data: callbackData(input.messageId, input.attempt),
  }
}

/** Members of a marketing message beside those of any template's (meta-2026.md, sections 10.1 and 10.2). */
export function besideMarketing(content: Content, choice: MarketingEndpoint = 'off'): Record<string, unknown> {
  const multiplier = content.type === 'template' ? content.bidMultiplier : undefined
  return {
    product_policy: choice === 'strict' ? 'STRICT' : 'CLOUD_API_FALLBACK',
    ...(multiplier !== undefined && { bid_spec: { per_message_bid_multiplier: multiplier } }),
  }
}

const none: KnownFiles = new Map()

/** Replaces every `link` with a known id, wherever it stands: header, card or the message itself. */
function byId(value: unknown, files: KnownFiles): unknown {
  if (Array.isArray(value)) return value.map((item) => byId(item, files))
  if (typeof value !== 'object' || value === null) return value
  const { link, ...rest } = value as Record<string, unknown>
  const id = typeof link === 'string' ? files.get(link)?.mediaId : undefined
  if (id !== undefined) return { id, ...rest }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, byId(item, files)]))
}

/** Without the plus Meta would prepend the business number's own country code (cloud-api.md, fact 1). */
function encodeRecipient({ phone, scopedId }: EncodeInput['recipient']): Record<string, unknown> {
  if (phone === undefined) return { recipient: scopedId }
  return { to: phone.startsWith('+') ? phone : `+${phone}` }
}

/** A quoted reply (meta-2026.md, 4.1). */
function encodeQuote({ content, refersTo }: EncodeInput): Record<string, unknown> {
  return refersTo === undefined || content.type === 'reaction' ? {} : { context: { message_id: refersTo } }
}

function encodeContent(
  { content, messageId, locale, refersTo }: EncodeInput,
  files: KnownFiles,
): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: { body: content.text } }
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
    case 'file':
      return encodeMedia(content, files)
    case 'location':
      return { type: 'location', location: encodeLocation(content) }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts }
    case 'reaction':
      return { type: 'reaction', reaction: { message_id: refersTo ?? content.messageId, emoji: content.emoji } }
    case 'template':
      return { type: 'template', template: encodeTemplate(content, messageId, files) }
    default:
      return { type: 'interactive', interactive: encodeInteractive(content, messageId, locale) }
  }
}

type Plain = 'text' | MediaContent['type'] | 'location' | 'contacts' | 'reaction' | 'template'

function encodeInteractive(content: Exclude<Content, { type: Plain }>, messageId: string, locale: Locale): Interactive {
  switch (content.type) {
    case 'options':
      return encodeOptions(content, messageId, locale)
    case 'quick_reply':
      return encodeQuickReply(content, messageId)
    case 'location_request':
      return encodeLocationRequest(content)
    case 'cta_url':
      return encodeCtaUrl(content)
    case 'flow':
      return encodeFlow(content, messageId)
    case 'voice_call':
      return encodeVoiceCall(content)
    case 'carousel':
      return encodeCarousel(content, messageId)
    case 'request_contact_info':
    case 'call_permission_request':
      return encodeRequest(content)
    case 'catalog_message':
      return encodeCatalog(content)
    case 'product':
      return encodeProduct(content)
    case 'product_list':
      return encodeProductList(content)
    case 'product_carousel':
      return encodeProductCarousel(content)
    case 'address_message':
      return encodeAddress(content)
  }
}

/** Audio and stickers have no caption at Meta, and only a document has a name. */
function encodeMedia(
  { type, mediaUrl: link, text, filename: given, voice }: MediaContent,
  files: KnownFiles,
): Record<string, unknown> {
  const captioned = text ? { link, caption: text } : { link }
  switch (type) {
    case 'image':
      return { type, image: captioned }
    case 'video':
      return { type, video: captioned }
    case 'audio':
      return { type, audio: voice ? { link, voice } : { link } }
    case 'sticker':
      return { type, sticker: { link } }
    case 'file': {
      const filename = documentName({ given, url: link, known: files.get(link) })
      return { type: 'document', document: filename ? { ...captioned, filename } : captioned }
    }
  }
}

function encodeLocation({ latitude, longitude, name, address }: LocationContent): Record<string, unknown> {
  return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) }
}
