/**
 * How each kind of event travels to an endpoint: in whose line it waits, and for how long it is worth waiting for. Events of one line go one
 * at a time, in order; lines do not wait for each other. Pure; asked once, when the event is stored (store/events.ts). The same is said to
 * readers in docs/webhooks.md, which a test holds against this table.
 */
import type { EventType } from './event.ts'

type Body = Readonly<Record<string, unknown>>

type EventKind = {
  /** `person`: their whole line. Else the subject, by its name and what tells it from others of that name. */
  line: 'person' | { of: string; which: (body: Body) => string }
  lifeMs: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** The schedule of attempts goes on for as long (webhooks/schedule.ts). */
export const usualLifeMs = 72 * hourMs
/** Told anew every ten minutes while it lasts: an old one says nothing of now. */
const blockedLifeMs = hourMs
/** Nobody lets a phone ring for longer, and who answers then hears nobody. */
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
  message_echo: ofPerson,
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
  /** A person's id, or a subject; these have a colon, which no person's id has. */
  line: string
  /** Not delivered by then: it ends. Absent: the usual life. */
  expiresAt?: number
}

/** A key of the index of what waits, and a row of PostgreSQL's index has an end. */
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

/** What a kind says of a person is in their line; the rest in its subject's, or in one of its own where it names none. */
function lineOf({ line }: EventKind, { type, userId, body }: { type: EventType; userId: string; body: Body }): string {
  if (line === 'person') return userId === '' ? subject(type, '') : userId
  return subject(line.of, line.which(body))
}

function subject(of: string, which: string): string {
  return `${of}:${which}`.slice(0, longestSubject)
}

/** The field, and the number that it is about; Meta names it in one way or the other, or means the whole account. */
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

/** When the call was offered, ms, by Meta's seconds. Undefined for what is no offer: how a call ended is worth knowing for days. */
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
