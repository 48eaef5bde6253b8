/**
 * Classifies what a person did: one notion for skills, for replies, for reply counts of campaigns, and for the 24-hour
 * window. Pure.
 */
import type { Bubble } from './bubble.ts'

export const inputKinds = [
  /** New content from the person: words, a file, a place, a contact, an order. */
  'said',
  /** A button, a list row, a completed flow, a call permission: a choice that the bot offered. */
  'pressed',
  'reaction',
  'edit',
  'revoke',
  /** Content that Meta or the gateway cannot read. */
  'unsupported',
  /** WhatsApp wrote it, not the person. */
  'system',
  /** The chat was opened. */
  'request_welcome',
] as const
export type InputKind = (typeof inputKinds)[number]

const kindOfBubble = new Map<string, InputKind>([
  ...['text', 'image', 'video', 'audio', 'sticker', 'file', 'location', 'contacts', 'order'].map(
    (type) => [type, 'said'] as const,
  ),
  ...['quick_reply', 'option', 'flow', 'call_permission'].map((type) => [type, 'pressed'] as const),
  ...inputKinds.map((kind) => [kind, kind] as const),
])

export function inputKindOf({ type }: Bubble): InputKind {
  return kindOfBubble.get(type.toLowerCase()) ?? 'unsupported'
}

/** Only words and presses answer anything. A skill receives these by default. */
export const answering: readonly InputKind[] = ['said', 'pressed']

export function isAnswer(kind: InputKind): boolean {
  return answering.includes(kind)
}

/** By Meta's time, which has whole seconds: within the second of the question it counts as an answer. */
export function isAfterQuestion(sentAt: number, askedAt: number): boolean {
  return sentAt >= askedAt - (askedAt % 1_000)
}

/**
 * "Each user message or call" opens Meta's window (cloud-api.md, 1.5). A reaction is a message of its own, and so is
 * unreadable content. A change to an earlier message is not, also where Meta reports it only as unsupported; nor is a
 * message by WhatsApp itself.
 */
export function opensWindow(bubble: Bubble): boolean {
  const kind = inputKindOf(bubble)
  if (kind === 'unsupported') return typeof bubble.original !== 'string' || !changes.has(bubble.original)
  return kind !== 'edit' && kind !== 'revoke' && kind !== 'system'
}

/** Meta's words in `unsupported.type`. */
const changes: ReadonlySet<string> = new Set(['edit', 'revoke', 'pin', 'keep_in_chat', 'poll_update'])

type Call = { event?: unknown; direction?: unknown; from?: unknown; from_user_id?: unknown; timestamp?: unknown }
export type Caller = { phone?: string; scopedId?: string; calledAt: number }

/**
 * The callers in a call webhook of a call that a person begins: it opens the window as a message does. The case of
 * Meta's words varies.
 */
export function callersIn(raw: Record<string, unknown>, reportedAt: number): Caller[] {
  const calls = Array.isArray(raw.calls) ? (raw.calls as unknown[]) : []
  return calls.flatMap((value) => {
    const call = (typeof value === 'object' && value !== null ? value : {}) as Call
    if (lowered(call.event) !== 'connect' || lowered(call.direction) !== 'user_initiated') return []
    const { from, from_user_id: id } = call
    const phone = typeof from === 'string' && /^\d+$/.test(from) ? from : undefined
    const scopedId = typeof id === 'string' && id !== '' ? id : undefined
    if (phone === undefined && scopedId === undefined) return []
    const seconds = Number(call.timestamp)
    const calledAt = seconds > 0 ? Math.min(seconds * 1_000, reportedAt) : reportedAt
    return [{ ...(phone ? { phone } : {}), ...(scopedId ? { scopedId } : {}), calledAt }]
  })
}

function lowered(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
