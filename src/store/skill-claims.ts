/** Reading runs of skills: the heads that are due, for the lane, and the one that a message made, for its timeline. */
import type { SkillCause } from '../model/skill.ts'
import type { RunRow, SkillRun, SkillRunView } from './skill-run.ts'
import { parse, row, rows, type Transaction } from './transaction.ts'

export function* claimSkillRuns(input: {
  botId: string
  limit: number
  now: number
  inFlight: ReadonlySet<number>
}): Transaction<{ runs: SkillRun[]; nextDueAt?: number }> {
  const { botId, limit, now, inFlight } = input
  const due = yield* rows<{ seq: number; due_at: number }>(
    'select seq, due_at from skill_runs where bot_id = $1 and due_at is not null order by due_at limit $2',
    botId,
    limit + inFlight.size + 1,
  )
  const free = due.filter(({ seq }) => !inFlight.has(seq))
  const ready = free.filter(({ due_at }) => due_at <= now).slice(0, limit)
  const runs: SkillRun[] = []
  for (const { seq } of ready) {
    const run = yield* readRun(seq)
    if (run) runs.push(run)
  }
  return { runs, nextDueAt: free[ready.length]?.due_at }
}

function* readRun(seq: number): Transaction<SkillRun | undefined> {
  const found = yield* row<RunRow & { name: string | null; memory: string | null }>(
    `select skill_runs.*, conversations.name, conversations.memory
     from skill_runs left join conversations
       on conversations.bot_id = skill_runs.bot_id and conversations.user_id = skill_runs.user_id
     where seq = $1`,
    seq,
  )
  return (
    found && {
      seq,
      id: found.id,
      botId: found.bot_id,
      userId: found.user_id,
      skillId: found.skill_id,
      cause: JSON.parse(found.facts) as SkillCause,
      attempt: found.attempt + 1,
      createdAt: found.created_at,
      name: found.name ?? undefined,
      memory: parse<Record<string, unknown>>(found.memory) ?? {},
    }
  )
}

/** The run that a received message made, by the event that tells of it. */
export function* runOfMessage(messageId: string): Transaction<SkillRunView | undefined> {
  const found = yield* row<RunRow>(
    `select skill_runs.* from events join skill_runs on skill_runs.id = events.id
     where events.message_id = $1 and events.type = 'skill_message'`,
    messageId,
  )
  if (!found) return undefined
  const told = parse<Partial<SkillRunView>>(found.detail)
  return {
    runId: found.id,
    skillId: found.skill_id,
    state: found.state,
    attempts: found.attempt,
    dueAt: found.due_at ?? undefined,
    endedAt: found.ended_at ?? undefined,
    messageIds: [],
    ...told,
  }
}
