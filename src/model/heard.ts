/**
 * What the person did, and what that counts for: one notion for skills, for replies, for the figures of campaigns, which count replies, and for
 * the 24-hour window. Pure; called by ingest and by skills.
 */
import type { Bubble } from './inbound.ts'

export const heardKinds = [
  /** Something new of the person's: words, a file, a place, a contact, an order. */
  'said',
  /** A button, a row, a finished flow, leave to call: what we had offered. */
  'pressed',
  'reaction',
  'edit',
  'revoke',
  /** What Meta or we cannot read. */
  'unsupported',
  /** WhatsApp speaks, and not the person. */
  'system',
  /** The chat was opened. */
  'request_welcome',
] as const
export type HeardKind = (typeof heardKinds)[number]

const kindOfBubble = new Map<string, HeardKind>([
  ...['text', 'image', 'video', 'audio', 'sticker', 'file', 'location', 'contacts', 'order'].map(
    (type) => [type, 'said'] as const,
  ),
  ...['quick_reply', 'option', 'flow', 'call_permission'].map((type) => [type, 'pressed'] as const),
  ...heardKinds.map((kind) => [kind, kind] as const),
])

export function heardKind({ type }: Bubble): HeardKind {
  return kindOfBubble.get(type.toLowerCase()) ?? 'unsupported'
}

/** Only what the person says or presses answers anything. It is what a skill hears that does not say otherwise. */
export const answering: readonly HeardKind[] = ['said', 'pressed']

export function isAnswer(kind: HeardKind): boolean {
  return answering.includes(kind)
}

/** By Meta's time, which is told in whole seconds: within the second of the question it is taken for an answer. */
export function isAfterQuestion(sentAt: number, askedAt: number): boolean {
  return sentAt >= askedAt - (askedAt % 1_000)
}

/**
 * "Each user message or call" opens Meta's window (cloud-api.md, 1.5). A reaction is a message of its own, and so is what cannot be read. A
 * change to an earlier message is none, also where Meta only tells it as unsupported; nor is what WhatsApp says itself.
 */
export function opensWindow(bubble: Bubble): boolean {
  const kind = heardKind(bubble)
  if (kind === 'unsupported') return !changes.has(String(bubble.original))
  return kind !== 'edit' && kind !== 'revoke' && kind !== 'system'
}

/** Meta's words in `unsupported.type`. */
const changes: ReadonlySet<string> = new Set(['edit', 'revoke', 'pin', 'keep_in_chat', 'poll_update'])

type Call = { event?: unknown; direction?: unknown; from?: unknown; from_user_id?: unknown; timestamp?: unknown }
export type Caller = { phone?: string; scopedId?: string; calledAt: number }

/** Who calls, by the webhook of a call that a person begins: it opens the window as a message does. Meta's spelling of words varies. */
export function callersIn(raw: Record<string, unknown>, heardAt: number): Caller[] {
  const calls = Array.isArray(raw.calls) ? (raw.calls as unknown[]) : []
  return calls.flatMap((value) => {
    const call = (typeof value === 'object' && value !== null ? value : {}) as Call
    if (lowered(call.event) !== 'connect' || lowered(call.direction) !== 'user_initiated') return []
    const { from, from_user_id: id } = call
    const phone = typeof from === 'string' && /^\d+$/.test(from) ? from : undefined
    const scopedId = typeof id === 'string' && id !== '' ? id : undefined
    if (phone === undefined && scopedId === undefined) return []
    const seconds = Number(call.timestamp)
    const calledAt = seconds > 0 ? Math.min(seconds * 1_000, heardAt) : heardAt
    return [{ ...(phone ? { phone } : {}), ...(scopedId ? { scopedId } : {}), calledAt }]
  })
}

function lowered(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
