/** A run of a skill: what the lane takes, what it decides, how it stands in the table and in the timeline. Types only. */

import type { SkillCause } from '../model/skill.ts'
import type { Violation } from '../model/violation.ts'
import type { NewMessage } from './store.ts'
import type { MemoryFull } from './users.ts'

/** One run in the hands of a lane, with what the skill may know of the person. */
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

/** A run as the timeline of its message shows it. */
export type SkillRunView = {
  runId: string
  skillId: string
  state: 'waiting' | 'done' | 'failed'
  attempts: number
  dueAt?: number
  endedAt?: number
  /** What it answered with. */
  messageIds: string[]
  /** Why it failed, or waits. */
  reason?: string
  detail?: string
  problems?: SkillProblem[]
}

export type SkillProblem = { path: string; violations: Violation[] }

/** Why the bot webhook gets what a skill was meant for. */
export type FallbackReason =
  | 'manual'
  | 'closed'
  | 'skill_ended'
  | 'skill_deleted'
  | 'skill_unreachable'
  | 'skill_gone'
  | 'bot_deleted'

export type SkillDecision =
  | {
      kind: 'done'
      messages: NewMessage[]
      memory?: Record<string, unknown>
      /** Who hears the person from now on: the same skill, another, or none. */
      next: { kind: 'same' } | { kind: 'none' } | { kind: 'skill'; id: string }
      /** Messages that could not be sent as they were. */
      problems: SkillProblem[]
    }
  | { kind: 'again'; dueAt: number; detail: string }
  | { kind: 'failed'; reason: FallbackReason; detail: string }

export type SkillRunStore = {
  /** Heads of people that are due, without those `inFlight` (their seq). */
  claimSkillRuns(input: {
    botId: string
    limit: number
    now: number
    inFlight: ReadonlySet<number>
  }): Promise<{ runs: SkillRun[]; nextDueAt?: number }>
  /** Messages, memory, the next skill and the end of the run in one transaction. False when the run was taken from the skill meanwhile. */
  settleSkillRun(run: SkillRun, decision: SkillDecision, now: number): Promise<boolean>
  /** Makes a skill a person's active one, and in `auto` runs it at once. */
  activateSkill(input: {
    botId: string
    userId: string
    skillId: string
    memory?: Record<string, unknown>
    /** Since when the bot has its number: what was written before opens no window. */
    numberSince?: number
    now: number
  }): Promise<ActivateResult>
}

export type ActivateResult =
  | { kind: 'activated'; isRunning: boolean }
  | { kind: 'window_closed' }
  | { kind: 'skill_not_found' }
  | MemoryFull

/** As both databases give it. */
export type RunRow = {
  seq: number
  id: string
  bot_id: string
  user_id: string
  skill_id: string
  cause: SkillCause['kind']
  /** The whole SkillCause. */
  facts: string
  state: 'waiting' | 'done' | 'failed'
  due_at: number | null
  attempt: number
  created_at: number
  ended_at: number | null
  detail: string | null
}
