/** The store's methods for skills and their runs. */
import type { Skill } from '../../model/skill.ts'
import type { Changed, Expected, Removed } from '../sql/revisions.ts'
import type { ActivateResult, SkillDecision, SkillRun } from './run.ts'
import type { NewSkill } from './skills.ts'

export type SkillRunStore = {
  /** Due heads by person, without those `inFlight` (their seqs). */
  claimSkillRuns(input: {
    botId: string
    limit: number
    now: number
    inFlight: ReadonlySet<number>
  }): Promise<{ runs: SkillRun[]; nextDueAt?: number }>
  /**
   * Writes messages, memory, the next skill and the end of the run in one transaction. False if the run was taken from
   * the skill meanwhile.
   */
  settleSkillRun(run: SkillRun, decision: SkillDecision, now: number): Promise<boolean>
  /** Makes a skill a person's active one, and in `auto` runs it at once. */
  activateSkill(input: {
    botId: string
    userId: string
    skillId: string
    memory?: Record<string, unknown>
    /** Since when the bot has its number: earlier messages open no window. */
    numberSince?: number
    now: number
  }): Promise<ActivateResult>
}

export type SkillStore = SkillRunStore & {
  skills(botId: string): Promise<Skill[]>
  skill(botId: string, id: string): Promise<Skill | undefined>
  /** Replaces the whole skill. Without a name it keeps its present one, or uses its id; the creation time is kept. */
  putSkill(skill: NewSkill, expected?: Expected): Promise<Changed<Skill>>
  /** Messages waiting for it go to the bot webhook when they are due. */
  deleteSkill(botId: string, id: string, expected?: Expected): Promise<Removed>
}
