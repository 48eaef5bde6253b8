/** A bot's skills, as the operator defined them. */
import { answering, type InputKind } from '../../model/inbound/heard.ts'
import type { Quotas } from '../../model/quota.ts'
import type { Skill, SkillAct } from '../../model/skill/skill.ts'
import { within } from '../sql/quota.ts'
import { type Changed, type Expected, isExpected, type Removed, removeRow } from '../sql/revisions.ts'
import { parse, query, queryOne, type Transaction } from '../sql/transaction.ts'

/** A skill to be written. */
export type NewSkill = SkillAct & Pick<Skill, 'id' | 'botId' | 'updatedAt'> & Partial<Skill>

type SkillRow = {
  bot_id: string
  id: string
  name: string
  kind: SkillAct['kind']
  settings: string
  created_at: number
  updated_at: number
  revision: number
}

export function* skills(botId: string): Transaction<Skill[]> {
  const found = yield* query<SkillRow>('select * from skills where bot_id = $1 order by id', botId)
  return found.map(skillOf)
}

export function* skill(botId: string, id: string): Transaction<Skill | undefined> {
  const found = yield* queryOne<SkillRow>('select * from skills where bot_id = $1 and id = $2', botId, id)
  return found && skillOf(found)
}

/** The kinds of messages it accepts; undefined if the skill does not exist. */
export function* hearingOf(botId: string, id: string): Transaction<readonly InputKind[] | undefined> {
  const found = yield* queryOne<{ settings: string }>(
    'select settings from skills where bot_id = $1 and id = $2',
    botId,
    id,
  )
  return found && (parse<{ hears?: InputKind[] }>(found.settings)?.hears ?? answering)
}

export function* putSkill(quotas: Quotas, put: NewSkill, expected?: Expected): Transaction<Changed<Skill>> {
  const { id, botId, name, kind, createdAt = put.updatedAt, updatedAt, revision: _, ...settings } = put
  const known = yield* skill(botId, id)
  if (!isExpected(expected, known?.revision)) return { kind: 'stale' }
  if (!known) yield* within(quotas, 'skills', botId)
  yield* query(
    `insert into skills (bot_id, id, name, kind, settings, created_at, updated_at, revision)
     values ($1, $2, $3, $4, $5, $6, $7, $6)
     on conflict (bot_id, id) do update set name = $3, kind = $4, settings = $5, updated_at = $7,
       revision = skills.revision + 1`,
    botId,
    id,
    name ?? known?.name ?? id,
    kind,
    JSON.stringify(settings),
    createdAt,
    updatedAt,
  )
  const value = yield* skill(botId, id)
  return value ? { kind: 'changed', value } : { kind: 'missing' }
}

export function deleteSkill(botId: string, id: string, expected?: Expected): Transaction<Removed> {
  return removeRow('skills', { bot_id: botId, id }, expected)
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
    revision: Number(found.revision),
  } as Skill
}
