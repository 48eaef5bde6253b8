/**
 * How far the import of a number's past has come: the contacts of its phone app, and its conversations of up to 180
 * days. Meta sends both once, after they were asked for, in webhooks of any order (meta-2026.md, section 6.3). Pure.
 */

import { type Json, listOf, objectOf, textOf } from '../json.ts'

export const importParts = ['contacts', 'history'] as const
export type ImportPart = (typeof importParts)[number]

/** Meta's word for each. */
export const syncTypes = { contacts: 'smb_app_state_sync', history: 'history' } as const satisfies Record<
  ImportPart,
  string
>

/** `declined`: the business shares nothing. Contacts have no end: later changes come as well. */
export const importStates = ['asked', 'coming', 'done', 'declined'] as const
export type ImportState = (typeof importStates)[number]

export type ImportProgress = {
  state: ImportState
  askedAt?: number
  /** Meta's name of the request. */
  requestId?: string
  /** New contacts or messages so far. */
  count: number
  /** 0, 1 or 2: the last day, the last 90, and up to 180 days. */
  phase?: number
  /** Percent, by Meta. */
  progress?: number
  /** When something of it came. */
  lastAt?: number
  /** Meta's reason, when it was declined. */
  reason?: string
}

export type NumberImport = { [Part in ImportPart]?: ImportProgress }

/** What one webhook has brought. `phase`, `progress`: as Meta has them. */
export type ImportNews = { count: number; phase?: unknown; progress?: unknown; reason?: string }

/** Asked anew it begins anew: Meta then sends everything again, which is stored once. */
export function askedFor(requestId: string | undefined, now: number): ImportProgress {
  return { state: 'asked', askedAt: now, ...(requestId === undefined ? {} : { requestId }), count: 0 }
}

/** Chunks come in any order: the greatest phase and progress count. */
export function progressAfter(
  before: ImportProgress | undefined,
  { count, phase, progress, reason }: ImportNews,
  now: number,
): ImportProgress {
  const reached = greatest(before?.progress, progress, 100)
  const furthest = greatest(before?.phase, phase, 2)
  const state = reason !== undefined ? 'declined' : reached === 100 ? 'done' : 'coming'
  return {
    ...before,
    state,
    count: (before?.count ?? 0) + count,
    lastAt: now,
    ...(furthest === undefined ? {} : { phase: furthest }),
    ...(reached === undefined ? {} : { progress: reached }),
    ...(reason === undefined ? {} : { reason }),
  }
}

function greatest(before: number | undefined, said: unknown, max: number): number | undefined {
  const now = Number(said)
  if ((typeof said !== 'number' && typeof said !== 'string') || said === '' || !(now >= 0 && now <= max)) return before
  return Math.max(before ?? 0, now)
}

/** Two webhooks' news of one part, as one. */
export function together(one: ImportNews | undefined, other: ImportNews): ImportNews {
  if (one === undefined) return other
  const reason = other.reason ?? one.reason
  return {
    count: one.count + other.count,
    phase: greatest(greatest(undefined, one.phase, 2), other.phase, 2),
    progress: greatest(greatest(undefined, one.progress, 100), other.progress, 100),
    ...(reason === undefined ? {} : { reason }),
  }
}

// ── Meta's webhooks ─────────────────────────────────────────

type ReadJson = Readonly<Json>
export type SharedContact = { phone?: string; scopedId?: string; name: string; at: number }

/** The contacts that a webhook adds or changes, each once. What was removed on the phone stays a conversation here. */
export function contactsIn(raw: ReadJson, now: number): SharedContact[] {
  const items = (listOf(raw.state_sync) ?? []).map((item) => objectOf(item) ?? {})
  const found = new Map<string, SharedContact>()
  for (const item of items) {
    const contact = objectOf(item.contact) ?? {}
    const phone = digitsOf(contact.phone_number)
    const scopedId = wordsOf(contact.user_id)
    const name = wordsOf(contact.full_name) ?? wordsOf(contact.first_name)
    const key = scopedId ?? phone
    if (wordsOf(item.action)?.toLowerCase() === 'remove' || name === undefined || key === undefined) continue
    const seconds = Number(objectOf(item.metadata)?.timestamp)
    const at = seconds > 0 ? Math.min(seconds * (seconds < 1e11 ? 1_000 : 1), now) : now
    const one = { ...(phone ? { phone } : {}), ...(scopedId ? { scopedId } : {}), name: name.slice(0, 200), at }
    if ((found.get(key)?.at ?? 0) <= at) found.set(key, one)
  }
  return [...found.values()]
}

/** Of a webhook `history` that brings no conversation: one that was declined, or the end. */
export function historyNewsIn(raw: ReadJson): ImportNews {
  const chunk = objectOf(listOf(raw.history)?.[0]) ?? {}
  const { phase, progress } = objectOf(chunk.metadata) ?? {}
  const error = objectOf(listOf(chunk.errors)?.[0])
  const reason = error && (wordsOf(error.message) ?? wordsOf(error.title) ?? String(error.code ?? '')).slice(0, 500)
  return { count: 0, phase, progress, ...(reason === undefined ? {} : { reason }) }
}

/** Without the spaces around it. */
function wordsOf(value: unknown): string | undefined {
  return textOf(textOf(value)?.trim())
}

function digitsOf(value: unknown): string | undefined {
  const digits = typeof value === 'string' ? value.replaceAll(/\D/g, '') : ''
  return digits === '' ? undefined : digits
}
