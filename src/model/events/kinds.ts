/**
 * Ordering and lifetime of each kind of event at an endpoint. Events of one line are delivered one at a time, in order;
 * lines do not wait for each other. Pure; applied once, when the event is stored. docs/webhooks.md documents the same,
 * held to this table by a test.
 */
import type { EventType } from './event.ts'

type Body = Readonly<Record<string, unknown>>

type EventKind = {
  /**
   * `person`: the person's whole line. Otherwise the subject, by its name and the part that distinguishes subjects of
   * that name.
   */
  line: 'person' | { of: string; which: (body: Body) => string }
  lifeMs: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Equals the span of the attempt schedule (`webhooks/schedule.ts`). */
export const usualLifeMs = 72 * hourMs
/** Emitted again every ten minutes while it lasts: an old one says nothing of the present. */
const blockedLifeMs = hourMs
/** No phone rings longer, and a later answer finds no caller. */
export const callOfferLifeMs = minuteMs

const ofPerson: EventKind = { line: 'person', lifeMs: usualLifeMs }
const ofTemplate: EventKind = {
  line: { of: 'template', which: (body) => `${text(body.elementName)}:${text(body.language)}` },
  lifeMs: usualLifeMs,
}

export const eventKinds = {
  message: ofPerson,
  delivered_channel: ofPerson,
  delivered_user: ofPerson,
  read: ofPerson,
  failed: ofPerson,
  reply: ofPerson,
  expired: ofPerson,
  canceled: ofPerson,
  skill_message: ofPerson,
  skill_failed: ofPerson,
  consent: ofPerson,
  message_echo: ofPerson,
  standby: ofPerson,
  handover: ofPerson,
  conversation: ofPerson,
  history: ofPerson,
  status: ofPerson,
  template_status: ofTemplate,
  template_quality: ofTemplate,
  template_category: ofTemplate,
  template_category_warning: ofTemplate,
  account: { line: { of: 'account', which: accountSubject }, lifeMs: usualLifeMs },
  channel_blocked: { line: { of: 'channel', which: () => 'blocked' }, lifeMs: blockedLifeMs },
  endpoint_disabled: { line: { of: 'endpoint', which: (body) => text(body.endpointId) }, lifeMs: usualLifeMs },
  campaign: { line: { of: 'campaign', which: (body) => text(body.campaignId) }, lifeMs: usualLifeMs },
} as const satisfies Record<EventType, EventKind>

export type Travel = {
  /** A person's id, or a subject; subjects contain a colon, which no person's id does. */
  line: string
  /** An event not delivered by then expires. Absent: the usual lifetime. */
  expiresAt?: number
}

/** The line is a key of the backlog's index, and PostgreSQL limits the size of an index row. */
const longestSubject = 200

export function travelOf(event: { type: EventType; userId: string; at: number; body: Body }): Travel {
  const kind: EventKind = eventKinds[event.type]
  const call = callOf(event.body)
  const offeredAt = call && offerInstant(call)
  const lifeMs = offeredAt === undefined ? kind.lifeMs : callOfferLifeMs
  return {
    line: call ? subject('call', text(call.id)) : lineOf(kind, event),
    ...(lifeMs === usualLifeMs ? {} : { expiresAt: (offeredAt ?? event.at) + lifeMs }),
  }
}

/**
 * Events about a person are in the person's line; others in their subject's, or in the line of their kind when they
 * name none.
 */
function lineOf({ line }: EventKind, { type, userId, body }: { type: EventType; userId: string; body: Body }): string {
  if (line === 'person') return userId === '' ? subject(type, '') : userId
  return subject(line.of, line.which(body))
}

function subject(of: string, which: string): string {
  return `${of}:${which}`.slice(0, longestSubject)
}

/** The field and the number that it is about; Meta names it in one way or the other, or means the whole account. */
function accountSubject({ field, phoneNumberId, wabaId, raw }: Body): string {
  const number = text(phoneNumberId) || text(object(raw)?.display_phone_number)
  return `${text(field)}:${number || text(wabaId)}`
}

// ── calls (meta-2026.md, 13.2) ──────────────────────────────

/** The call that an event is about: `raw` is Meta's value, or its only item. */
function callOf({ field, raw }: Body): Body | undefined {
  if (field !== 'calls') return undefined
  const { calls, statuses, ...item } = object(raw) ?? {}
  const items = calls ?? statuses
  const found = Array.isArray(items) ? object(items[0]) : item
  return typeof found?.id === 'string' ? found : undefined
}

/**
 * When the call was offered, in ms, from Meta's seconds. Undefined for everything but an offer: how a call ended stays
 * relevant for days.
 */
function offerInstant({ event, session, timestamp }: Body): number | undefined {
  const isOffer = text(event).toLowerCase() === 'connect' && text(object(session)?.sdp_type).toLowerCase() !== 'answer'
  const seconds = Number(timestamp)
  return isOffer && Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

function object(value: unknown): Body | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : undefined
}
