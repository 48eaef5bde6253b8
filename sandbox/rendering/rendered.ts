/**
 * A message of any type as a phone shows it, rendered from the history entry on reading, never while sending. For GET
 * /_sandbox/messages, the phone's page, and finding the button or row that a person taps.
 */
import type { HistoryEntry } from '../history.ts'
import { cardsOf } from '../rules/contacts.ts'
import { typeOf } from '../rules/rules.ts'
import { isJson, type Json, jsonAt, listAt, parseJson, textAt } from '../wire.ts'
import { renderInteractive } from './interactive.ts'
import { mediaOf, type Rendered, type RenderedContact, type RenderedItem, withText } from './parts.ts'
import { renderTemplate } from './template.ts'

export function renderEntry(entry: HistoryEntry): Rendered {
  const body = parseJson(entry.body)
  const message = isJson(body) ? body : {}
  const quotes = entry.direction === 'out' ? quotedBy(message) : textAt(message.context, 'id')
  const rendered = entry.direction === 'out' ? renderOutbound(message, entry) : renderInbound(message)
  const app = entry.direction === 'out' && isFromApp(message) ? { isFromApp: true as const } : {}
  return { ...rendered, ...app, ...withText('quotes', quotes) }
}

/** An echo has the id that the app gave it; a message of the API gets one from its answer. */
function isFromApp({ id, from }: Json): boolean {
  return typeof id === 'string' && typeof from === 'string'
}

/** A template arrives without its quote (WA:/messages/contextual-replies). */
function quotedBy(message: Json): string | undefined {
  return typeOf(message) === 'template' ? undefined : textAt(message.context, 'message_id')
}

function renderOutbound(message: Json, entry: HistoryEntry): Rendered {
  const type = typeOf(message)
  if (type === 'template') return renderTemplate(jsonAt(message, 'template'), entry.template)
  if (isFromApp(message) && (type === 'edit' || type === 'revoke')) return renderChange(type, jsonAt(message, type))
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
