/** Reads skill runs: the due heads for the lane, and a message's run for its timeline. */
import type { SkillCause } from '../../model/skill/skill.ts'
import { memoryOf } from '../conversations/memory.ts'
import type { ConversationRow } from '../conversations/row.ts'
import { claimDue, type DueInput } from '../sql/due-claims.ts'
import { parse, queryOne, type Transaction } from '../sql/transaction.ts'
import type { RunRow, SkillRun, SkillRunView } from './run.ts'

type ClaimedRow = RunRow & Pick<ConversationRow, 'name' | 'memory' | 'memory_terms'>

const runsDue = {
  table: 'skill_runs',
  key: 'seq',
  owner: 'bot_id',
  dueAt: 'due_at',
  columns: 'skill_runs.*, conversations.name, conversations.memory, conversations.memory_terms',
  beside: `left join conversations
    on conversations.bot_id = skill_runs.bot_id and conversations.user_id = skill_runs.user_id`,
} as const

export function* claimSkillRuns({
  botId,
  ...due
}: DueInput<number> & { botId: string }): Transaction<{ runs: SkillRun[]; nextDueAt?: number }> {
  const { ready, nextDueAt } = yield* claimDue<ClaimedRow, number>(runsDue, botId, due)
  return { runs: ready.map((found) => runOf(found, due.now)), nextDueAt }
}

function runOf(found: ClaimedRow, now: number): SkillRun {
  return {
    seq: found.seq,
    id: found.id,
    botId: found.bot_id,
    userId: found.user_id,
    skillId: found.skill_id,
    cause: JSON.parse(found.facts) as SkillCause,
    attempt: found.attempt + 1,
    createdAt: found.created_at,
    name: found.name ?? undefined,
    memory: memoryOf(found, now).values,
  }
}

/** The run of a received message, found by the message's event. */
export function* runOfMessage(messageId: string): Transaction<SkillRunView | undefined> {
  const found = yield* queryOne<RunRow>(
    `select skill_runs.* from events join skill_runs on skill_runs.id = events.id
     where events.message_id = $1 and events.type = 'skill_message'`,
    messageId,
  )
  if (!found) return undefined
  const reported = parse<Partial<SkillRunView>>(found.detail)
  return {
    runId: found.id,
    skillId: found.skill_id,
    state: found.state,
    attempts: found.attempt,
    dueAt: found.due_at ?? undefined,
    endedAt: found.ended_at ?? undefined,
    messageIds: [],
    ...reported,
  }
}
