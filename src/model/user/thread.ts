/**
 * Several responders on one number: each conversation has one owner at Meta or none (meta-2026.md, section 3). A bot
 * learns of it by `messaging_handovers`, by `standby` webhooks, which come to whoever does not own it, and by 131070.
 * Pure.
 */
import { type Json, objectOf, textOf } from '../json.ts'

/** Roles of a responder, by Meta's words. Others may come: they are passed on as they are. */
export const responderRoles = ['ai_agent', 'ctwa', 'customer_service', 'escalation', 'marketing', 'utility'] as const

/** Where Meta names no role. */
export const unknownRole = 'unknown'

export const threadActions = ['pass', 'release', 'take'] as const
export type ThreadAction = (typeof threadActions)[number]

/** How it was learned who holds a conversation. */
export const threadSources = ['passed', 'taken', 'standby', 'message', 'refused', 'api'] as const
export type ThreadSource = (typeof threadSources)[number]

/** `heldBy`: null: no other responder. */
export type ThreadWord = {
  heldBy: string | null
  at: number
  source: ThreadSource
  previousRole?: string
  newRole?: string
  metadata?: string
  /** What was said before, in the words of who gives it. */
  summary?: string
}

/** Of another responder, since when. */
export type Thread = { heldBy: string; since: number }

/** A service message into a conversation that another responder owns. */
export const notOwnerCode = 131070

export type Handover = ThreadWord & { phone?: string; scopedId?: string }

/**
 * `control_passed` comes to the new owner alone, `control_taken` to the former one alone (Meta's page on
 * messaging_handovers, September 2026); so no role of one's own need be known. Undefined: it names no person, or no
 * known type. A scoped id may stand beside the number or in its place: both spellings of the name are read.
 */
export function handoverIn(raw: Json, reportedAt: number): Handover | undefined {
  const type = textOf(raw.type)
  const source = type === 'control_passed' ? 'passed' : type === 'control_taken' ? 'taken' : undefined
  const sender = objectOf(raw.sender) ?? {}
  const digits = textOf(sender.phone_number)?.replace(/\D/g, '')
  const scopedId = textOf(sender.user_id)
  if (source === undefined || (!digits && scopedId === undefined)) return undefined
  const said = objectOf(raw[String(type)]) ?? {}
  const seconds = Number(raw.timestamp)
  const at = seconds > 0 ? (seconds >= 1e11 ? seconds : seconds * 1_000) : reportedAt
  const newRole = textOf(said.new_owner_role)
  const previousRole = textOf(said.previous_owner_role)
  const metadata = textOf(said.metadata)
  const summary = textOf(objectOf(objectOf(said.conversation_context)?.summary)?.text)
  return {
    ...(digits ? { phone: digits } : {}),
    ...(scopedId !== undefined && { scopedId }),
    heldBy: source === 'passed' ? null : (newRole ?? unknownRole),
    at: Math.min(at, reportedAt),
    source,
    ...(previousRole !== undefined && { previousRole }),
    ...(newRole !== undefined && { newRole }),
    ...(metadata !== undefined && { metadata }),
    ...(summary !== undefined && { summary }),
  }
}
