/**
 * Skills set by a campaign: a skill for all rows is checked when the campaign is accepted, a skill per row when the
 * rows are validated.
 */
import { areSkillsByRow, type CampaignSnapshot } from '../model/campaign/campaign.ts'
import type { Violation } from '../model/errors/violation.ts'
import { skillPath } from '../model/skill/named-skill.ts'
import { readSkillId } from '../model/template/request.ts'
import type { CampaignDeps } from './deps.ts'

type SkillDeps = { store: Pick<CampaignDeps['store'], 'skill' | 'skills'> }

/** Checks the skill that the request itself names. */
export async function unknownSkill(
  { store }: SkillDeps,
  botId: string,
  snapshot: CampaignSnapshot,
): Promise<Violation[]> {
  const id = readSkillId(snapshot.request)
  if (id === undefined || areSkillsByRow(snapshot) || (await store.skill(botId, id))) return []
  return [{ path: skillPath(snapshot.request), rule: 'skill_unknown', args: { actual: id.slice(0, 64) } }]
}

/** Lookup for rows that name their own skill; undefined when none does, which avoids the query. */
export async function skillsOf(
  { store }: SkillDeps,
  botId: string,
  snapshot: CampaignSnapshot,
): Promise<((id: string) => boolean) | undefined> {
  if (!areSkillsByRow(snapshot)) return undefined
  const ids = new Set((await store.skills(botId)).map(({ id }) => id))
  return (id) => ids.has(id)
}
