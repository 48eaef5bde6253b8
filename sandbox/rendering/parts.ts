// The parts of a message as a phone shows them.
import { type Json, textAt } from '../wire.ts'

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
