/** Messages as the flows pass them to the store and receive them from it. Types only. */

import type { MarketingCap, WithheldKind } from '../../model/consent/suppression.ts'
import type { Rule } from '../../model/errors/violation.ts'
import type { StatusDetailFields } from '../../model/events/schemas.ts'
import type { KnownFiles } from '../../model/media/document-name.ts'
import type { Actions, Content, MessageKind } from '../../model/message/content.ts'
import type { Status } from '../../model/message/lifecycle.ts'
import type { MetaError } from '../../model/outcome/outcome.ts'
import type { WindowRule } from '../../model/user/user.ts'

export type NewMessage = {
  id: string
  /** Digits, or a business-scoped id. */
  userId: string
  /** An answer to the person: sent to the number that last worked, not to `userId` as spelt. */
  isAnswer?: true
  kind: MessageKind
  content: Content
  elementName?: string
  campaignId?: string
  /** With a campaign: a single send that only names it. */
  origin?: 'API'
  /** If not sent by then, it ends as `expired`. */
  expiresAt?: number
  actions?: Actions
  /** Its media URL must be probed before the first attempt. */
  needsProbe: boolean
  /** A template of the category MARKETING. */
  isMarketing?: true
  /** The trace to which it belongs. */
  traceparent?: string
}

export type IdempotencyRecord = {
  clientId: string
  key: string
  /** Of route and body; another one under the same key is a conflict. */
  fingerprint: string
  /** The response as JSON, returned again to every repetition. */
  answer: string
}

export type AcceptInput = {
  botId: string
  acceptedAt: number
  messages: NewMessage[]
  idempotency?: IdempotencyRecord
  /** What to do if a recipient's 24-hour window is closed; not checked by default. */
  windowRule?: WindowRule
  /** Since when the bot has its number: earlier messages open no window. */
  numberSince?: number
  /** Of marketing messages to one person. */
  marketingCap?: MarketingCap | undefined
  /** When they are to leave; up to `acceptedAt` is now. The window is then looked at when they do (schedule.ts). */
  sendAt?: number
  /** The number that its messages leave from, unless nothing may leave now. */
  leavesFrom?: string | undefined
}

export type AcceptResult =
  /**
   * `isWindowClosed` is set only if the window was checked. `isHandedOver`: the message is with its lane already, which
   * need not be woken.
   */
  | { kind: 'accepted'; isWindowClosed?: true; isHandedOver?: true }
  | { kind: 'replayed'; answer: string }
  | { kind: 'conflict' }
  | { kind: 'window_closed' }
  | Withheld
  /** The message at this index refers to a message that it cannot refer to. Nothing was stored. */
  | BadReference

/** Marketing, and none of the people may get it. Nothing was stored. */
export type Withheld = { kind: 'withheld'; by: WithheldKind }

export type BadReference = { kind: 'bad_reference'; index: number; rule: Rule }

/** A message claimed by a lane. `lease` guards its settle. */
export type ClaimedMessage = {
  seq: number
  id: string
  botId: string
  userId: string
  /** The person's address on the channel. */
  recipient: { phone?: string; scopedId?: string }
  kind: MessageKind
  content: Content
  /** Known facts about its files. */
  files?: KnownFiles
  acceptedAt: number
  /** From 1. */
  attempt: number
  retries: number
  throttles: number
  possibleDouble: boolean
  lease: number
  /** Given to the lane by the accept: its row is still queued, and the beginning of the attempt claims it. */
  isHandedOver?: true
  /** Its attempt began with its acceptance. */
  hasBegun?: true
  /** Wamid of the message that it quotes or reacts to. */
  refersTo?: string
  /** The number from which it may have been sent already. */
  sentFrom?: string
  /** The number from which it is about to be sent. */
  leavesFrom?: string
  traceparent?: string
  /** A template of the category MARKETING. */
  isMarketing?: true
}

/** A place in a lane, for a message whose attempt begins with its acceptance. One of the two is called, once. */
export type MessagePlace = {
  /** After the commit. */
  begin(message: ClaimedMessage): void
  giveBack(): void
}

/** A status with its echoed callback data decoded. */
export type RecordedStatus = {
  wamid: string
  status: Status
  at: number
  /** By our clock. */
  heardAt?: number
  attemptOf?: { messageId: string; attempt: number }
  /** Meta's name for the person. */
  recipientId?: string
  error?: MetaError
  /** Further details of the status, added to the event. */
  details?: StatusDetailFields
}
