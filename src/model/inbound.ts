/**
 * What Meta's webhook told us, decoded: a flat list of facts, one per item of every entry and change. Produced by
 * channel/cloud/decode from untrusted JSON without ever throwing; written by the store's ingest in one transaction.
 */
import type { Status } from './lifecycle.ts'
import type { MetaError } from './outcome.ts'

/** The person, by whatever Meta gave: digits, business-scoped id, or both. At least one is present. */
export type Person = {
  phone?: string
  scopedId?: string
  name?: string
  username?: string
  /** Of a business with several portfolios. */
  parentScopedId?: string
  /** Changes with the person's safety number. */
  identityKeyHash?: string
  /** What else Meta's contact says, in Meta's names. */
  extra?: Record<string, unknown>
}

/** The documented bubble (jelou-api.md, section 12.1) and ours for the kinds it leaves out. */
export type Bubble = { type: string; text?: string; [field: string]: unknown }

/** The bot's number: Meta's id of it, and its digits where the webhook has them, by which other fields name it. */
type OfNumber = { phoneNumberId: string; displayNumber?: string }

export type InboundMessage = OfNumber & {
  kind: 'message'
  wamid: string
  person: Person
  /** ms; from Meta's seconds. */
  sentAt: number
  bubble: Bubble
  /** It was written to this group, and not to the bot alone. */
  groupId?: string
  /** WhatsApp says that the person goes by other names from now on. */
  renamed?: Renaming
  /** wamid of the message that it quotes or answers. */
  contextWamid?: string
  /** Who wrote that one, as Meta names them. */
  contextFrom?: string
  /** Set when a row, reply button or template button was pressed: what the channel returned. */
  pressed?: {
    id: string
    title?: string /** Read from an id that we gave. */
    reference?: { messageId: string; indexes: number[] }
  }
  /** Meta's media id, when the bubble carries media that must be fetched from Meta. */
  media?: { id: string; mimeType?: string; sha256?: string; url?: string; filename?: string }
  /** Meta's item, as it came. */
  raw?: Record<string, unknown>
  /** It was written to a number that the bot had before. */
  isOfFormerNumber?: true
}

/** What a status says beside its state: told with the event. */
export type StatusDetails = {
  pricing?: Record<string, unknown>
  conversation?: Record<string, unknown>
  /** All of the list, each read like `error`, with what is left of it in `extra`. */
  errors?: Record<string, unknown>[]
  parentScopedId?: string
  identityKeyHash?: string
  /** Every other member, in Meta's names. */
  extra?: Record<string, unknown>
}

/** From `sentAt` of its message on. `keepsNumber`: only the scoped id is another. */
export type Renaming = {
  from: { phone?: string; scopedId?: string; parentId?: string }
  to: { phone?: string; scopedId?: string }
  keepsNumber: boolean
}

/** A message for the record only: it wakes nobody, answers nothing and opens no window. */
export type RecordedMessage = Pick<
  InboundMessage,
  'wamid' | 'sentAt' | 'bubble' | 'contextWamid' | 'contextFrom' | 'media' | 'raw'
> & {
  /** The business wrote it on its phone, or the person did. */
  by: 'business' | 'person'
  /** Meta's word for what became of it: DELIVERED, READ. */
  status?: string
}

/** What the business writes on its phone while the bot has the number too. */
export type Echo = OfNumber & { kind: 'echo'; person: Person; message: RecordedMessage; raw?: Record<string, unknown> }

/** What was said before the bot came, of one conversation. */
export type HistoryThread = OfNumber & {
  kind: 'history'
  person: Person
  messages: RecordedMessage[]
  /** Meta's phase, order and progress. */
  chunk?: Record<string, unknown>
  /** Meta's thread, or the item outside of one. */
  raw?: Record<string, unknown>
}

/** A status that is no state of a message of ours. */
export type OtherStatus = OfNumber & {
  kind: 'other_status'
  /** What it is about: payment, call, group; or message, with a word that we do not know. */
  about: string
  /** In small letters. */
  status: string
  wamid?: string
  at?: number
  callbackData?: string
  attemptOf?: { messageId: string; attempt: number }
  recipient: Person
  raw: Record<string, unknown>
}

export type StatusReport = OfNumber & {
  kind: 'status'
  wamid: string
  status: Status
  at: number
  /** Our own attempt reference, echoed (`biz_opaque_callback_data`). */
  callbackData?: string
  /** Read from the callback data. */
  attemptOf?: { messageId: string; attempt: number }
  recipient: Person
  error?: MetaError
  pricing?: Record<string, unknown>
  details?: StatusDetails
  /** Meta's item, as it came. */
  raw?: Record<string, unknown>
}

export type TemplateChange = {
  kind: 'template'
  wabaId: string
  /** `category_warning`: the category is `previous` still, and becomes `value` at `effectiveAt`. */
  change: 'status' | 'quality' | 'category' | 'category_warning' | 'components'
  elementName: string
  /** Normalised with an underscore: es_MX. */
  language: string
  /** New status, quality or category, in Meta's capitals. */
  value: string
  previous?: string
  /** ms; absent when the webhook says no time: then a day after it came. */
  effectiveAt?: number
  reason?: string
  raw: Record<string, unknown>
}

export type AccountChange = {
  kind: 'account'
  wabaId: string
  /** Of the number that it is about; neither when it is about the account itself. */
  phoneNumberId?: string
  displayNumber?: string
  field: string
  raw: Record<string, unknown>
}

/** Something that we could not read: kept and counted, never silently dropped. */
export type Unreadable = { kind: 'unreadable'; wabaId?: string; phoneNumberId?: string; reason: string; raw: unknown }

export type Fact =
  | InboundMessage
  | Echo
  | HistoryThread
  | StatusReport
  | OtherStatus
  | TemplateChange
  | AccountChange
  | Unreadable
