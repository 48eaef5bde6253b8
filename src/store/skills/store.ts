/** The store's methods for skills and their runs. */
import type { Quotas } from '../../model/quota.ts'
import type { Skill } from '../../model/skill/skill.ts'
import type { EventContext } from '../events/events.ts'
import type { Changed, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import { claimSkillRuns } from './claims.ts'
import { type RunFilter, skillRuns } from './list.ts'
import type { ActivateInput, ActivateResult, RunReport, SkillDecision, SkillRun } from './run.ts'
import { activateSkill, settleSkillRun } from './settle.ts'
import * as skills from './skills.ts'

export type SkillStore = {
  skills(botId: string): Promise<Skill[]>
  skill(botId: string, id: string): Promise<Skill | undefined>
  /** Replaces the whole skill. Without a name it keeps its present one, or uses its id; the creation time is kept. */
  putSkill(skill: skills.NewSkill, expected?: Expected): Promise<Changed<Skill>>
  /** Messages waiting for it go to the bot webhook when they are due. */
  deleteSkill(botId: string, id: string, expected?: Expected): Promise<Removed>
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
  /** Newest first. */
  skillRuns(filter: RunFilter, limit: number): Promise<RunReport[]>
  /** Makes a skill a person's active one, and in `auto` runs it at once. */
  activateSkill(input: ActivateInput): Promise<ActivateResult>
}

export type SkillStoreDeps = Pick<
  Runner<EventContext>,
  'read' | 'readSlow' | 'write' | 'writeFor' | 'writeAndEmit' | 'writeAndEmitFor' | 'readUnderLease'
> & { quotas: Quotas }

export function skillStore(deps: SkillStoreDeps): SkillStore {
  const { quotas, read, readSlow, write, writeFor, writeAndEmit, writeAndEmitFor, readUnderLease } = deps
  return {
    skills: (botId) => read(() => skills.skills(botId)),
    skill: (botId, id) => read(() => skills.skill(botId, id)),
    putSkill: (skill, expected) => writeFor(skill.botId, () => skills.putSkill(quotas, skill, expected)),
    deleteSkill: (botId, id, expected) => write([botId], () => skills.deleteSkill(botId, id, expected)),
    claimSkillRuns: (input) => readUnderLease(input.botId, { runs: [] }, () => claimSkillRuns(input)),
    settleSkillRun: (run, decision, now) =>
      writeAndEmit([run.botId], (context) => settleSkillRun(context, run, decision, now)),
    skillRuns: (filter, limit) => readSlow(() => skillRuns(filter, limit)),
    activateSkill: (input) => writeAndEmitFor(input.botId, (context) => activateSkill(context, input)),
  }
}
