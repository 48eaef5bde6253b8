/** Checks that the skill named by a template send exists; queries the store only when one is named. */

import type { Violation } from '../../model/errors/violation.ts'
import type { Actions } from '../../model/message/content.ts'
import { skillViolations } from '../../model/skill/named-skill.ts'
import type { HttpDeps } from '../kit/deps.ts'

export async function unknownSkill(
  { store }: Pick<HttpDeps, 'store'>,
  botId: string,
  actions: Actions | undefined,
  body: unknown,
): Promise<Violation[]> {
  const id = actions?.setSkill?.id
  if (id === undefined) return []
  const skill = await store.skill(botId, id)
  return skillViolations(actions, () => skill !== undefined, body)
}
