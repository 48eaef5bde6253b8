/** A bot's skills, as the operator wrote them. */
import type { Skill, SkillAct } from '../model/skill.ts'
import type { SkillRunStore } from './skill-run.ts'
import { row, rows, type Transaction } from './transaction.ts'

export type SkillStore = SkillRunStore & {
  skills(botId: string): Promise<Skill[]>
  skill(botId: string, id: string): Promise<Skill | undefined>
  putSkill(skill: Skill): Promise<void>
  /** What waits for it goes to the bot webhook when its turn comes. */
  deleteSkill(botId: string, id: string): Promise<boolean>
}

type SkillRow = {
  bot_id: string
  id: string
  name: string
  kind: SkillAct['kind']
  settings: string
  created_at: number
  updated_at: number
}

export function* skills(botId: string): Transaction<Skill[]> {
  const found = yield* rows<SkillRow>('select * from skills where bot_id = $1 order by id', botId)
  return found.map(skillOf)
}

export function* skill(botId: string, id: string): Transaction<Skill | undefined> {
  const found = yield* row<SkillRow>('select * from skills where bot_id = $1 and id = $2', botId, id)
  return found && skillOf(found)
}

export function* hasSkill(botId: string, id: string): Transaction<boolean> {
  return (yield* row('select 1 as found from skills where bot_id = $1 and id = $2', botId, id)) !== undefined
}

export function* putSkill({ id, botId, name, kind, createdAt, updatedAt, ...settings }: Skill): Transaction<void> {
  yield* rows(
    `insert into skills (bot_id, id, name, kind, settings, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (bot_id, id) do update set name = $3, kind = $4, settings = $5, updated_at = $7`,
    botId,
    id,
    name,
    kind,
    JSON.stringify(settings),
    createdAt,
    updatedAt,
  )
}

export function* deleteSkill(botId: string, id: string): Transaction<boolean> {
  return (yield* row('delete from skills where bot_id = $1 and id = $2 returning id', botId, id)) !== undefined
}

function skillOf(found: SkillRow): Skill {
  return {
    ...JSON.parse(found.settings),
    kind: found.kind,
    id: found.id,
    botId: found.bot_id,
    name: found.name,
    createdAt: found.created_at,
    updatedAt: found.updated_at,
  } as Skill
}
