/** Types of a skill's run: for the lane, its decision, the table and the timeline. */

import type { Violation } from '../../model/errors/violation.ts'
import type { SkillCause } from '../../model/skill/skill.ts'
import type { MemoryFull } from '../conversations/memory.ts'
import type { NewMessage } from '../messages/records.ts'

/** A run claimed by a lane, with the person's data that the skill may use. */
export type SkillRun = {
  seq: number
  id: string
  botId: string
  userId: string
  skillId: string
  cause: SkillCause
  /** From 1. */
  attempt: number
  createdAt: number
  name?: string
  memory: Record<string, unknown>
}

/** A run in the timeline of its message. */
export type SkillRunView = {
  runId: string
  skillId: string
  state: 'waiting' | 'done' | 'failed'
  attempts: number
  dueAt?: number
  endedAt?: number
  /** The messages it sent. */
  messageIds: string[]
  /** Why it failed or waits. */
  reason?: string
  detail?: string
  problems?: SkillProblem[]
}

/** What a skill's webhook was asked and answered. Of each body the first 8,000 characters are stored. */
export type SkillExchange = {
  request: string
  answer?: string
  status?: number
  durationMs: number
  isCut: boolean
}

/** A run in the list of its skill. */
export type RunReport = SkillRunView &
  Pick<SkillCause, 'action' | 'text'> & {
    seq: number
    userId: string
    cause: SkillCause['kind']
    /** The person's message. */
    messageId?: string
    createdAt: number
    exchange?: SkillExchange
  }

export type SkillProblem = { path: string; violations: Violation[] }

/** Why the bot webhook receives a message that was meant for a skill. */
export type FallbackReason =
  | 'manual'
  | 'closed'
  | 'skill_ended'
  | 'skill_deleted'
  | 'skill_unreachable'
  | 'skill_gone'
  | 'bot_deleted'
  | 'other_responder'

export type SkillDecision = Decided & { exchange?: SkillExchange }

type Decided =
  | {
      kind: 'done'
      messages: NewMessage[]
      memory?: Record<string, unknown>
      /** The skill that receives the person's next messages: the same, another, or none. */
      next: { kind: 'same' } | { kind: 'none' } | { kind: 'skill'; id: string }
      /** Messages that were invalid. */
      problems: SkillProblem[]
    }
  | { kind: 'again'; dueAt: number; detail: string }
  | { kind: 'failed'; reason: FallbackReason; detail: string }

export type ActivateInput = {
  botId: string
  userId: string
  skillId: string
  memory?: Record<string, unknown>
  /** Since when the bot has its number: what was written before opens no window. */
  numberSince?: number
  now: number
}

export type ActivateResult =
  | { kind: 'activated'; isRunning: boolean }
  | { kind: 'window_closed' }
  | { kind: 'skill_not_found' }
  | MemoryFull

/** As both databases return it. */
export type RunRow = {
  seq: number
  id: string
  bot_id: string
  user_id: string
  skill_id: string
  cause: SkillCause['kind']
  /** The whole `SkillCause`, as JSON. */
  facts: string
  state: 'waiting' | 'done' | 'failed'
  due_at: number | null
  attempt: number
  created_at: number
  ended_at: number | null
  detail: string | null
  /** A `SkillExchange`, as JSON. */
  exchange: string | null
}
