/** Lists the runs of a skill, newest first: why each began, what was asked and answered, and how it ended. */
import type { SkillCause } from '../../model/skill/skill.ts'
import { identifiersOfPerson } from '../conversations/identity.ts'
import { parse, query, type Transaction } from '../sql/transaction.ts'
import { createWhere } from '../sql/where.ts'
import type { RunReport, RunRow, SkillExchange, SkillRunView } from './run.ts'

export type RunFilter = {
  botId: string
  skillId: string
  state?: SkillRunView['state']
  /** By any identifier of the person. */
  userId?: string
  fromAt?: number
  /** Exclusive. */
  toAt?: number
  /** A run's seq: those before it. */
  before?: number
}

export function* skillRuns(filter: RunFilter, limit: number): Transaction<RunReport[]> {
  const { botId, skillId, state, userId, fromAt, toAt, before = Number.MAX_SAFE_INTEGER } = filter
  const where = createWhere()
  where.add((n) => `bot_id = $${n} and skill_id = $${n + 1} and seq < $${n + 2}`, botId, skillId, before)
  if (state !== undefined) where.add((n) => `state = $${n}`, state)
  if (userId !== undefined) {
    const known = yield* identifiersOfPerson(botId, userId)
    const names = known.length > 0 ? known : [userId]
    where.add((n) => `user_id in (${names.map((_, index) => `$${n + index}`).join(', ')}) and user_id <> ''`, ...names)
  }
  if (fromAt !== undefined) where.add((n) => `created_at >= $${n}`, fromAt)
  if (toAt !== undefined) where.add((n) => `created_at < $${n}`, toAt)
  const found = yield* query<RunRow>(
    `select * from skill_runs where ${where.text()} order by seq desc limit $${where.values.length + 1}`,
    ...where.values,
    limit,
  )
  return found.map(reportOf)
}

function reportOf(found: RunRow): RunReport {
  const { action, text, envelope } = parse<SkillCause>(found.facts) ?? { kind: found.cause }
  const messageId = envelope?.messageId
  const exchange = parse<SkillExchange>(found.exchange)
  const ended = parse<Partial<SkillRunView>>(found.detail)
  return {
    seq: Number(found.seq),
    runId: found.id,
    skillId: found.skill_id,
    userId: found.user_id,
    cause: found.cause,
    state: found.state,
    attempts: Number(found.attempt),
    createdAt: Number(found.created_at),
    messageIds: [],
    ...(found.due_at !== null && { dueAt: Number(found.due_at) }),
    ...(found.ended_at !== null && { endedAt: Number(found.ended_at) }),
    ...(action !== undefined && { action }),
    ...(text !== undefined && { text }),
    ...(typeof messageId === 'string' && { messageId }),
    ...(exchange && { exchange }),
    ...ended,
  }
}
