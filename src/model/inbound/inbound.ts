/**
 * Meta's webhooks, decoded: a flat list of facts, one per item of every entry and change. Decoded from untrusted JSON
 * without ever throwing; written by the store's ingest in one transaction.
 */
import type { Status } from '../message/lifecycle.ts'
import type { MetaError } from '../outcome/outcome.ts'
import type { Bubble } from './bubble.ts'

/** The person, by the identifiers Meta gave: digits, business-scoped id, or both. At least one is present. */
export type Person = {
  phone?: string
  scopedId?: string
  name?: string
  username?: string
  /** Of a business with several portfolios. */
  parentScopedId?: string
  /** Changes with the person's safety number. */
  identityKeyHash?: string
  /** Further members of Meta's contact, under Meta's names. */
  extra?: Record<string, unknown>
}

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
  /** WhatsApp reports that the person has other identifiers from now on. */
  renamed?: Renaming
  /** wamid of the message that it quotes or answers. */
  contextWamid?: string
  /** The author of that message, as Meta names them. */
  contextFrom?: string
  /** Set when a row, reply button or template button was pressed: what the channel returned. */
  pressed?: {
    id: string
    title?: string /** Parsed from an id that the gateway issued. */
    reference?: { messageId: string; indexes: number[] }
  }
  /** Meta's media id, when the bubble carries media that must be fetched from Meta. */
  media?: { id: string; mimeType?: string; sha256?: string; url?: string; filename?: string }
  /** Meta's raw item. */
  raw?: Record<string, unknown>
  /** It was written to a former number of the bot. */
  isOfFormerNumber?: true
}

/** A status's details besides its state, emitted with the event. */
export type StatusDetails = {
  pricing?: Record<string, unknown>
  conversation?: Record<string, unknown>
  /** The whole list, each read like `error`, with the unread rest in `extra`. */
  errors?: Record<string, unknown>[]
  parentScopedId?: string
  identityKeyHash?: string
  /** Every other member, under Meta's names. */
  extra?: Record<string, unknown>
}

/** Valid from `sentAt` of its message on. `keepsNumber`: only the scoped id changes. */
export type Renaming = {
  from: { phone?: string; scopedId?: string; parentId?: string }
  to: { phone?: string; scopedId?: string }
  keepsNumber: boolean
}

/** A message for the record only: it wakes no one, answers nothing and opens no window. */
export type RecordedMessage = Pick<
  InboundMessage,
  'wamid' | 'sentAt' | 'bubble' | 'contextWamid' | 'contextFrom' | 'media' | 'raw'
> & {
  /** Written by the business on its phone, or by the person. */
  by: 'business' | 'person'
  /** Meta's delivery word: DELIVERED, READ. */
  status?: string
}

/** A message that the business writes on its phone while the bot has the number too. */
export type Echo = OfNumber & {
  kind: 'echo'
  person: Person
  message: RecordedMessage
  /** Another responder holds the conversation: of either side, and nothing that a bot answers. */
  isStandby?: true
  /** As of a message. */
  renamed?: Renaming
  raw?: Record<string, unknown>
}

/** Messages of one conversation from before the bot joined. */
export type HistoryThread = OfNumber & {
  kind: 'history'
  person: Person
  messages: RecordedMessage[]
  /** Meta's phase, order and progress. */
  chunk?: Record<string, unknown>
  /** Meta's thread, or the item outside one. */
  raw?: Record<string, unknown>
}

/** A status that is not a state of a message sent from here. */
export type OtherStatus = OfNumber & {
  kind: 'other_status'
  /** Its subject: payment, call, group; or message, with an unknown word. */
  about: string
  /** In lower case. */
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
  /** The gateway's own attempt reference, echoed (`biz_opaque_callback_data`). */
  callbackData?: string
  /** Parsed from the callback data. */
  attemptOf?: { messageId: string; attempt: number }
  recipient: Person
  error?: MetaError
  pricing?: Record<string, unknown>
  details?: StatusDetails
  /** Meta's raw item. */
  raw?: Record<string, unknown>
}

export type TemplateChange = {
  kind: 'template'
  wabaId: string
  /** `category_warning`: the category is still `previous`, and becomes `value` at `effectiveAt`. */
  change: 'status' | 'quality' | 'category' | 'category_warning' | 'components'
  elementName: string
  /** Normalized with an underscore: es_MX. */
  language: string
  /** New status, quality or category, in Meta's capitals. */
  value: string
  previous?: string
  /** ms; absent when the webhook gives no time: then a day after it arrived. */
  effectiveAt?: number
  reason?: string
  raw: Record<string, unknown>
}

export type AccountChange = {
  kind: 'account'
  wabaId: string
  /** The number that it is about; neither when it is about the account itself. */
  phoneNumberId?: string
  displayNumber?: string
  field: string
  raw: Record<string, unknown>
}

/** Something that could not be read: stored and counted, never silently dropped. */
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
