/**
 * A message of any type as a phone shows it, rendered from the history entry on reading, never while sending. For GET
 * /_sandbox/messages, the phone's page, and finding the button or row that a person taps.
 */
import type { HistoryEntry } from '../history.ts'
import { cardsOf } from '../rules/contacts.ts'
import { typeOf } from '../rules/rules.ts'
import { isJson, type Json, jsonAt, listAt, parseJson, textAt } from '../wire.ts'
import { renderInteractive } from './interactive.ts'
import { renderTemplate } from './template.ts'

export type RenderedMedia = {
  readonly kind: string
  readonly link?: string
  readonly id?: string
  readonly filename?: string
  readonly mimeType?: string
  /** A voice note, drawn with a microphone rather than as an audio file. */
  readonly isVoice?: boolean
}

export type RenderedButton = {
  readonly kind:
    | 'reply'
    | 'quick_reply'
    | 'url'
    | 'phone'
    | 'copy_code'
    | 'catalog'
    | 'flow'
    | 'call'
    | 'call_permission'
    | 'address'
    | 'contact'
    | 'location'
    | 'order'
  readonly title: string
  readonly id?: string
  readonly payload?: string
  readonly url?: string
  readonly code?: string
  /** A one-time code that the app can also fill in automatically (one tap). */
  readonly isAutofill?: boolean
  readonly phone?: string
  readonly flow?: RenderedFlow
}

/** The data to open a flow: its id, its first screen, and the token that the answer must return. */
export type RenderedFlow = {
  readonly id?: string
  readonly name?: string
  readonly token?: string
  readonly screen?: string
  readonly data?: Json
}

export type RenderedProducts = readonly { readonly title?: string; readonly ids: readonly string[] }[]

export type RenderedItem = {
  readonly id: string
  readonly quantity: number
  readonly price?: number
  readonly currency?: string
}

export type RenderedRow = { readonly id: string; readonly title: string; readonly description?: string }

export type RenderedContact = {
  readonly name: string
  readonly phones: readonly string[]
  readonly emails?: readonly string[]
  readonly company?: string
  /** The first phone with WhatsApp; without one the card offers an invitation. */
  readonly waId?: string
}

export type Rendered = {
  readonly kind: string
  readonly text?: string
  readonly header?: string
  readonly media?: RenderedMedia
  readonly footer?: string
  readonly buttons?: readonly RenderedButton[]
  readonly list?: {
    readonly button: string
    readonly sections: readonly { readonly title?: string; readonly rows: readonly RenderedRow[] }[]
  }
  readonly cards?: readonly Rendered[]
  readonly offer?: { readonly text: string; readonly expiresAt?: number; readonly code?: string }
  readonly location?: Json
  readonly contacts?: readonly RenderedContact[]
  readonly products?: readonly string[]
  /** The same products by section, and their catalog. */
  readonly shelves?: RenderedProducts
  readonly catalogId?: string
  /** The items of a person's order, or of the business's payment request. */
  readonly items?: readonly RenderedItem[]
  /** The business's reference for an order, and its status. */
  readonly order?: { readonly reference: string; readonly status?: string }
  /** A person's answers in a flow. */
  readonly response?: Json
  readonly reaction?: { readonly emoji: string; readonly messageId: string }
  readonly quotes?: string
  /** The same person's earlier message that this one edits or revokes. */
  readonly changes?: string
}

export function renderEntry(entry: HistoryEntry): Rendered {
  const body = parseJson(entry.body)
  const message = isJson(body) ? body : {}
  const quotes = textAt(message.context, entry.direction === 'out' ? 'message_id' : 'id')
  const rendered = entry.direction === 'out' ? renderOutbound(message, entry) : renderInbound(message)
  return quotes === undefined ? rendered : { ...rendered, quotes }
}

function renderOutbound(message: Json, entry: HistoryEntry): Rendered {
  const type = typeOf(message)
  if (type === 'template') return renderTemplate(jsonAt(message, 'template'), entry.template)
  return type === 'interactive' ? renderInteractive(jsonAt(message, 'interactive')) : renderPlain(message, type)
}

/** A tap is shown as the chosen text, as in WhatsApp. */
function renderInbound(message: Json): Rendered {
  const type = typeOf(message)
  if (type === 'button') return { kind: 'text', text: textAt(message.button, 'text') ?? '' }
  if (type === 'order') return renderOrder(jsonAt(message, 'order'))
  if (type === 'edit' || type === 'revoke') return renderChange(type, jsonAt(message, type))
  if (type !== 'interactive') return renderPlain(message, type)
  const interactive = jsonAt(message, 'interactive')
  const reply = jsonAt(interactive, textAt(interactive, 'type') ?? '')
  const response = parseJson(textAt(reply, 'response_json') ?? '')
  const text = textAt(reply, 'title') ?? textAt(reply, 'body') ?? textAt(reply, 'response') ?? ''
  return isJson(response) ? { kind: 'flow_reply', text, response } : { kind: 'text', text }
}

function renderChange(kind: string, change: Json): Rendered {
  const text = textAt(jsonAt(jsonAt(change, 'message'), 'text'), 'body')
  return { kind, ...withText('text', text), ...withText('changes', textAt(change, 'original_message_id')) }
}

function renderOrder(order: Json): Rendered {
  const items = listAt(order, 'product_items').filter(isJson).map(renderItem)
  return { kind: 'order', ...withText('text', textAt(order, 'text') || undefined), items }
}

function renderItem(item: Json): RenderedItem {
  return {
    id: textAt(item, 'product_retailer_id') ?? '',
    quantity: Number(item.quantity ?? 1),
    ...(item.item_price === undefined ? {} : { price: Number(item.item_price) }),
    ...withText('currency', textAt(item, 'currency')),
  }
}

const mediaTypes = new Set(['image', 'video', 'audio', 'document', 'sticker'])

function renderPlain(message: Json, type: string): Rendered {
  const content = jsonAt(message, type)
  if (mediaTypes.has(type))
    return { kind: type, ...withText('text', textAt(content, 'caption')), media: mediaOf(type, content) }
  switch (type) {
    case 'text':
      return { kind: 'text', text: textAt(content, 'body') ?? '' }
    case 'location':
      return { kind: 'location', location: content }
    case 'contacts':
      return { kind: 'contacts', contacts: listAt({ cards: cardsOf(message.contacts) }, 'cards').map(renderContact) }
    case 'reaction':
      return {
        kind: 'reaction',
        reaction: { emoji: textAt(content, 'emoji') ?? '', messageId: textAt(content, 'message_id') ?? '' },
      }
    default:
      return { kind: type, ...withText('text', textAt(content, 'body') ?? textAt(content, 'caption')) }
  }
}

function renderContact(contact: unknown): RenderedContact {
  const phones = listAt(contact, 'phones')
  const emails = listAt(contact, 'emails').flatMap((email) => textAt(email, 'email') ?? [])
  return {
    name: textAt(jsonAt(contact, 'name'), 'formatted_name') ?? '',
    phones: phones.map((phone) => textAt(phone, 'phone') ?? textAt(phone, 'wa_id') ?? ''),
    ...(emails.length === 0 ? {} : { emails }),
    ...withText('company', textAt(jsonAt(contact, 'org'), 'company')),
    ...withText(
      'waId',
      phones.map((phone) => textAt(phone, 'wa_id')).find((waId) => waId !== undefined),
    ),
  }
}

/** WhatsApp's name for a document without one, whatever its address. */
const untitled = 'Untitled'

export function mediaOf(kind: string, content: Json): RenderedMedia {
  return {
    kind,
    ...withText('link', textAt(content, 'link')),
    ...withText('id', textAt(content, 'id')),
    ...withText('filename', textAt(content, 'filename') || (kind === 'document' ? untitled : undefined)),
    ...withText('mimeType', textAt(content, 'mime_type')),
    ...(content.voice === true ? { isVoice: true } : {}),
  }
}

/** Omits the member rather than setting it to undefined. */
export function withText<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string }
}
