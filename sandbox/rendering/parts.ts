/** The parts of a message as a phone shows them. */
import { type Json, textAt } from '../wire.ts'

export type RenderedMedia = {
  kind: string
  link?: string
  id?: string
  filename?: string
  mimeType?: string
  /** A voice note, drawn with a microphone rather than as an audio file. */
  isVoice?: boolean
}

export type RenderedButton = {
  kind:
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
  title: string
  id?: string
  payload?: string
  url?: string
  code?: string
  /** A one-time code that the app can also fill in automatically (one tap). */
  isAutofill?: boolean
  phone?: string
  flow?: RenderedFlow
}

/** The data to open a flow: its id, its first screen, and the token that the answer must return. */
export type RenderedFlow = {
  id?: string
  name?: string
  token?: string
  screen?: string
  data?: Json
}

export type RenderedProducts = readonly { title?: string; ids: readonly string[] }[]

export type RenderedItem = {
  id: string
  quantity: number
  price?: number
  currency?: string
}

export type RenderedRow = { id: string; title: string; description?: string }

export type RenderedContact = {
  name: string
  phones: readonly string[]
  emails?: readonly string[]
  company?: string
  /** The first phone with WhatsApp; without one the card offers an invitation. */
  waId?: string
}

export type Rendered = {
  kind: string
  text?: string
  header?: string
  media?: RenderedMedia
  footer?: string
  buttons?: readonly RenderedButton[]
  list?: {
    button: string
    sections: readonly { title?: string; rows: readonly RenderedRow[] }[]
  }
  cards?: readonly Rendered[]
  offer?: { text: string; expiresAt?: number; code?: string }
  location?: Json
  contacts?: readonly RenderedContact[]
  products?: readonly string[]
  /** The same products by section, and their catalog. */
  shelves?: RenderedProducts
  catalogId?: string
  /** The items of a person's order, or of the business's payment request. */
  items?: readonly RenderedItem[]
  /** The business's reference for an order, and its status. */
  order?: { reference: string; status?: string }
  /** A person's answers in a flow. */
  response?: Json
  reaction?: { emoji: string; messageId: string }
  quotes?: string
  /** The same side's earlier message that this one edits or revokes. */
  changes?: string
  /** The business wrote it in its phone app. */
  isFromApp?: true
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
