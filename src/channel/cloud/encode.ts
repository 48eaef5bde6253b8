/**
 * A message as the Cloud API wants it: the whole body of POST /{phone-number-id}/messages (cloud-api.md, sections 1 and 9).
 * Pure. The content was checked at the door, so this only translates; the client calls it once for every attempt.
 */
import type { Locale } from '../../model/bot.ts'
import type { Content, LocationContent, MediaContent } from '../../model/content.ts'
import { callbackData } from './callback.ts'
import {
  encodeCarousel,
  encodeCtaUrl,
  encodeFlow,
  encodeLocationRequest,
  encodeOptions,
  encodeQuickReply,
  encodeVoiceCall,
  type Interactive,
} from './encode-interactive.ts'
import { encodeTemplate } from './encode-template.ts'

export type EncodeInput = {
  content: Content
  /** Digits, or a business-scoped id; the phone wins, as it does at Meta. */
  recipient: { phone?: string; scopedId?: string }
  messageId: string
  /** From 1. */
  attempt: number
  locale: Locale
}

/** Meta's ids by the address of the file. */
export type MediaIds = ReadonlyMap<string, string>

export function encode(input: EncodeInput, mediaIds?: MediaIds): Record<string, unknown> {
  const content = encodeContent(input)
  return {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    ...encodeRecipient(input.recipient),
    ...(mediaIds?.size ? (byId(content, mediaIds) as typeof content) : content),
    biz_opaque_callback_data: callbackData(input.messageId, input.attempt),
  }
}

/** Every file named by `link` whose id is known, wherever it stands: header, card or the message itself. */
function byId(value: unknown, mediaIds: MediaIds): unknown {
  if (Array.isArray(value)) return value.map((item) => byId(item, mediaIds))
  if (typeof value !== 'object' || value === null) return value
  const { link, ...rest } = value as Record<string, unknown>
  const id = typeof link === 'string' ? mediaIds.get(link) : undefined
  if (id !== undefined) return { id, ...rest }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, byId(item, mediaIds)]))
}

/** Without the plus Meta would put the business number's own country code in front (cloud-api.md, fact 1). */
function encodeRecipient({ phone, scopedId }: EncodeInput['recipient']): Record<string, unknown> {
  if (phone === undefined) return { recipient: scopedId }
  return { to: phone.startsWith('+') ? phone : `+${phone}` }
}

function encodeContent({ content, messageId, locale }: EncodeInput): Record<string, unknown> {
  switch (content.type) {
    case 'text':
      return { type: 'text', text: { body: content.text } }
    case 'image':
    case 'video':
    case 'audio':
    case 'sticker':
    case 'file':
      return encodeMedia(content)
    case 'location':
      return { type: 'location', location: encodeLocation(content) }
    case 'contacts':
      return { type: 'contacts', contacts: content.contacts }
    case 'options':
      return interactive(encodeOptions(content, messageId, locale))
    case 'quick_reply':
      return interactive(encodeQuickReply(content, messageId))
    case 'location_request':
      return interactive(encodeLocationRequest(content))
    case 'cta_url':
      return interactive(encodeCtaUrl(content))
    case 'flow':
      return interactive(encodeFlow(content, messageId))
    case 'voice_call':
      return interactive(encodeVoiceCall(content))
    case 'carousel':
      return interactive(encodeCarousel(content, messageId))
    case 'template':
      return { type: 'template', template: encodeTemplate(content, messageId) }
  }
}

/** Audio and stickers have no caption at Meta, and only a document has a name. */
function encodeMedia({ type, mediaUrl: link, text, filename }: MediaContent): Record<string, unknown> {
  const captioned = text ? { link, caption: text } : { link }
  switch (type) {
    case 'image':
      return { type, image: captioned }
    case 'video':
      return { type, video: captioned }
    case 'audio':
      return { type, audio: { link } }
    case 'sticker':
      return { type, sticker: { link } }
    case 'file':
      return { type: 'document', document: filename ? { ...captioned, filename } : captioned }
  }
}

function encodeLocation({ latitude, longitude, name, address }: LocationContent): Record<string, unknown> {
  return { latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) }
}

function interactive(content: Interactive): Record<string, unknown> {
  return { type: 'interactive', interactive: content }
}
