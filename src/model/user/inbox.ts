/**
 * What a team of people keeps of a conversation: who has it, labels, notes, whether somebody has read it; and the quick
 * answers of a bot. Pure.
 */
import type { Violation } from '../errors/violation.ts'
import type { Thread } from './thread.ts'
import type { UserState } from './user.ts'

export type InboxConversation = {
  botId: string
  userId: string
  name?: string
  state: UserState
  /** Of a member who still exists. */
  assignee?: Assignee
  labels: string[]
  isUnread: boolean
  lastInboundAt?: number
  /** Another responder of the number has it. */
  thread?: Thread
  revision: number
}

export type Assignee = { id: string; name: string }

export type Note = { id: string; authorId?: string; author?: string; at: number; text: string }

export type QuickAnswer = {
  botId: string
  name: string
  text: string
  createdAt: number
  updatedAt: number
  revision: number
}

export const maxLabels = 20
export const maxLabelLength = 40
export const maxNoteLength = 4_000
/** WhatsApp's limit of a text. */
export const maxQuickAnswerLength = 4_096

/** One word, so that it can be typed after a slash. */
export const quickAnswerNamePattern = '^[\\p{L}\\p{N}_-]{1,40}$'

/** Whether the person has written since somebody last looked. `readAt`: the last message that was seen. */
export function isUnread(lastInboundAt: number | null | undefined, readAt: number | null | undefined): boolean {
  return lastInboundAt != null && lastInboundAt > (readAt ?? 0)
}

/** Each once, sorted: as many as a conversation may have. */
export function mergeLabels(...lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].slice(0, maxLabels).toSorted()
}

/** Without the space around them; blank ones are faulty. */
export function labelsOf(given: readonly string[]): { labels: string[]; violations: Violation[] } {
  const labels = given.map((label) => label.trim())
  const violations = labels.flatMap((label, index): Violation[] =>
    label === '' ? [{ path: `labels.${index}`, rule: 'empty' }] : [],
  )
  return { labels: mergeLabels(labels), violations }
}

const variable = /\{\{([^{}]*)\}\}/g
const known = /^(?:name|phone|memory(?:\.[^.\s]+)+)$/

/** Variables that nothing of a person could fill. */
export function unknownVariables(text: string): Violation[] {
  const isStrange = [...text.matchAll(variable)].some(([, name = '']) => !known.test(name.trim()))
  return isStrange ? [{ path: 'text', rule: 'format', args: { expected: '{{name}}, {{phone}}, {{memory.key}}' } }] : []
}
