/**
 * A message as the drawing takes it, whoever keeps it: the sandbox's phone, which reads its control API, and the
 * gateway's console, which reads the messages and templates of the documented API. Nothing here is a rule of either.
 */

export type Media = {
  kind: string
  link?: string
  /** By which the sandbox has the file. */
  id?: string
  filename?: string
  /** A voice note, drawn with a microphone rather than as an audio file. */
  isVoice?: boolean
}

export type Button = {
  /** `reply`, `url`, `flow` … : its mark, and its title if it has none. */
  kind: string
  title: string
  id?: string
  url?: string
  code?: string
  /** A one-time code that the app can also fill in automatically (one tap). */
  isAutofill?: boolean
  phone?: string
  flow?: Flow
}

/** A form: its id or name, its first screen, and the token that the answer returns. */
export type Flow = { id?: string; name?: string; token?: string; screen?: string; data?: Record<string, unknown> }

export type Row = { id?: string; title: string; description?: string }
export type List = { button: string; sections: readonly { title?: string; rows: readonly Row[] }[] }

export type Contact = {
  name: string
  phones: readonly string[]
  emails?: readonly string[]
  company?: string
  /** The first phone with WhatsApp; without one the card offers an invitation. */
  waId?: string
}

export type Item = { id: string; quantity: number; price?: number; currency?: string }

/** Degrees; a message that broke the rules may hold anything. */
export type Place = { latitude?: unknown; longitude?: unknown; name?: unknown; address?: unknown }

export type Content = {
  kind: string
  text?: string
  header?: string
  media?: Media
  footer?: string
  buttons?: readonly Button[]
  list?: List
  cards?: readonly Content[]
  /** `expiresAt` in ms. */
  offer?: { text: string; expiresAt?: number; code?: string }
  location?: Place
  contacts?: readonly Contact[]
  /** Ids of a catalog's products. */
  products?: readonly string[]
  shelves?: readonly { title?: string; ids: readonly string[] }[]
  catalogId?: string
  /** What a person orders, or the business asks payment for. */
  items?: readonly Item[]
  order?: { reference: string; status?: string }
  /** A person's answers in a form. */
  response?: Record<string, unknown>
  reaction?: { emoji: string }
  isEdited?: boolean
}

/** What the ticks tell; `received` and `played` as well, since WhatsApp has words for them. */
export type State = 'accepted' | 'sent' | 'delivered' | 'received' | 'read' | 'played' | 'failed'

/** `mine`: written on this side of the chat, so drawn on the right in its colour. */
export type Side = 'mine' | 'theirs'

export type Message = {
  /** Of its element too. */
  id?: string
  side: Side
  /** Read to those who see no sides. */
  who?: string
  content: Content
  /** Ms; a message that was not sent yet has no time. */
  at?: number
  /** None: no ticks. */
  state?: State
  /** `id`: where it is in this chat. */
  quoted?: { id?: string; who?: string; text: string }
  /** Emoji, one for each side that reacted. */
  reactions?: readonly string[]
  /** Why it was lost. */
  failure?: string
}

/** What a button of a message opens over the page. */
export type View =
  | { kind: 'contacts'; contacts: readonly Contact[] }
  | { kind: 'order'; items: readonly Item[] }
  | { kind: 'response'; response: Record<string, unknown> }
  | { kind: 'list'; list: List }
  | { kind: 'buttons'; buttons: readonly Button[] }
  | { kind: 'catalog' }
