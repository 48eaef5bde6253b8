/** Wake-ups of lanes: collected by transactions, delivered after their commit. Types only. */
import type { EventType } from '../../model/events/event.ts'
import type { TemplateNotice } from '../../model/template/record.ts'

/** Only a hint: a lane that misses it finds its work by the poll. */
export type Wakeup = LaneWakeup | LocalWakeup

/**
 * For this process alone. `received`: a person's message came for a bot that marks as read. `standing`: Meta told
 * something of the bot's number.
 */
export type LocalWakeup =
  | { kind: 'templates'; notice: TemplateNotice }
  | { kind: 'received'; botId: string; wamid: string }
  | { kind: 'standing'; botId: string }

/**
 * `id`: the bot's; for deliveries the endpoint's. `resume`: the bot's channel was fixed, so its lane may resume.
 * `deliveries_changed`: some that were due are behind others, or gone, so the lane must claim again what has not begun.
 */
export type LaneWakeup = {
  kind: 'messages' | 'deliveries' | 'deliveries_changed' | 'skills' | 'media' | 'resume'
  id: string
}

/** The first of its line from now on, and due: never tried, and not held for anything. */
export type PromotedDelivery = { seq: number; endpointId: string; line: string }

/** A delivery that is due now, or next in its line, as its lane posts it. */
export type DueDelivery = {
  seq: number
  endpointId: string
  botId: string
  /** The line it waited in: a person's id, or another subject (model/events/kinds.ts). */
  userId: string
  eventId: string
  /** The message that the event is about, for the log. */
  messageId?: string | undefined
  type: EventType
  /** The JSON to send, exactly these bytes. */
  body: string
  createdAt: number
  /** From 1. */
  attempt: number
  /** From then on it ends as `expired` instead of being delivered. Missing: the schedule limits it. */
  expiresAt?: number | undefined
  /** The trace of its event. */
  traceparent?: string | undefined
}
