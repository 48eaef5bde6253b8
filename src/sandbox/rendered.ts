// What a phone shows of a message, whatever its type: made from the history entry when somebody looks, never while
// sending. Used by GET /_sandbox/messages, by the phone's page, and to find the button or row that a person taps.

import type { HistoryEntry } from './history.ts'
import { renderInteractive } from './rendered-interactive.ts'
import { renderTemplate } from './rendered-template.ts'
import { typeOf } from './rules.ts'
import { isJson, type Json, jsonAt, listAt, parseJson, textAt } from './wire.ts'

export type RenderedMedia = {
  readonly kind: string
  readonly link?: string
  readonly id?: string
  readonly filename?: string
}

export type RenderedButton = {
  readonly kind: 'reply' | 'quick_reply' | 'url' | 'phone' | 'copy_code' | 'catalog' | 'flow' | 'call' | 'location'
  readonly title: string
  readonly id?: string
  readonly payload?: string
  readonly url?: string
  readonly code?: string
}

export type RenderedRow = { readonly id: string; readonly title: string; readonly description?: string }

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
  readonly contacts?: readonly { readonly name: string; readonly phones: readonly string[] }[]
  readonly products?: readonly string[]
  readonly reaction?: { readonly emoji: string; readonly messageId: string }
  readonly quotes?: string
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

/** Taps are shown as the text that the person chose, as WhatsApp does. */
function renderInbound(message: Json): Rendered {
  const type = typeOf(message)
  if (type === 'button') return { kind: 'text', text: textAt(message.button, 'text') ?? '' }
  if (type !== 'interactive') return renderPlain(message, type)
  const interactive = jsonAt(message, 'interactive')
  const reply = jsonAt(interactive, textAt(interactive, 'type') ?? '')
  return { kind: 'text', text: textAt(reply, 'title') ?? textAt(reply, 'body') ?? '' }
}

function renderPlain(message: Json, type: string): Rendered {
  const content = jsonAt(message, type)
  if (type === 'text') return { kind: 'text', text: textAt(content, 'body') ?? '' }
  if (type === 'location') return { kind: 'location', location: content }
  if (type === 'contacts') return { kind: 'contacts', contacts: listAt(message, 'contacts').map(renderContact) }
  if (type === 'reaction')
    return {
      kind: 'reaction',
      reaction: { emoji: textAt(content, 'emoji') ?? '', messageId: textAt(content, 'message_id') ?? '' },
    }
  return { kind: type, ...withText('text', textAt(content, 'caption')), media: mediaOf(type, content) }
}

function renderContact(contact: unknown) {
  const name = textAt(jsonAt(contact, 'name'), 'formatted_name') ?? ''
  return {
    name,
    phones: listAt(contact, 'phones').map((phone) => textAt(phone, 'phone') ?? textAt(phone, 'wa_id') ?? ''),
  }
}

export function mediaOf(kind: string, content: Json): RenderedMedia {
  return {
    kind,
    ...withText('link', textAt(content, 'link')),
    ...withText('id', textAt(content, 'id')),
    ...withText('filename', textAt(content, 'filename')),
  }
}

/** A member that is left out rather than undefined. */
export function withText<Key extends string>(key: Key, value: string | undefined): { readonly [K in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: string }
}
