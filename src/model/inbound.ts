/**
 * What Meta's webhook told us, decoded: a flat list of facts, one per item of every entry and change. Produced by
 * channel/cloud/decode from untrusted JSON without ever throwing; written by the store's ingest in one transaction.
 */
import type { Status } from './lifecycle.ts'
import type { MetaError } from './outcome.ts'

/** The person, by whatever Meta gave: digits, business-scoped id, or both. At least one is present. */
export type Person = { phone?: string; scopedId?: string; name?: string; username?: string }

/** The documented bubble (jelou-api.md, section 12.1) and ours for the kinds it leaves out. */
export type Bubble = { type: string; text?: string; [field: string]: unknown }

export type InboundMessage = {
  kind: 'message'
  phoneNumberId: string
  wamid: string
  person: Person
  /** ms; from Meta's seconds. */
  sentAt: number
  bubble: Bubble
  /** wamid of the message that it quotes or answers. */
  contextWamid?: string
  /** Set when a row, reply button or template button was pressed: what the channel returned. */
  pressed?: {
    id: string
    title?: string /** Read from an id that we gave. */
    reference?: { messageId: string; indexes: number[] }
  }
  /** Meta's media id, when the bubble carries media that must be fetched from Meta. */
  media?: { id: string; mimeType?: string; sha256?: string; url?: string; filename?: string }
}

export type StatusReport = {
  kind: 'status'
  phoneNumberId: string
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
}

export type TemplateChange = {
  kind: 'template'
  wabaId: string
  change: 'status' | 'quality' | 'category' | 'components'
  elementName: string
  /** Normalised with an underscore: es_MX. */
  language: string
  /** New status, quality or category, in Meta's capitals. */
  value: string
  previous?: string
  reason?: string
  raw: Record<string, unknown>
}

export type AccountChange = {
  kind: 'account'
  wabaId: string
  phoneNumberId?: string
  field: string
  raw: Record<string, unknown>
}

/** Something that we could not read: kept and counted, never silently dropped. */
export type Unreadable = { kind: 'unreadable'; wabaId?: string; phoneNumberId?: string; reason: string; raw: unknown }

export type Fact = InboundMessage | StatusReport | TemplateChange | AccountChange | Unreadable
