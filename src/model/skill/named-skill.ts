/**
 * Checks the skill that a template send names in `actions` against the bot's skills: one that does not exist would
 * replace nothing when the message leaves, so the send is refused. The same for every way in: a send, the older send by
 * id, a campaign and each of its rows. Pure.
 */

import type { Violation } from '../errors/violation.ts'
import type { Actions } from '../message/content.ts'
import { isObject } from '../request/check.ts'

export function skillViolations(
  actions: Actions | undefined,
  hasSkill: (id: string) => boolean,
  body: unknown,
): Violation[] {
  const id = actions?.setSkill?.id
  if (id === undefined || hasSkill(id)) return []
  return [{ path: skillPath(body), rule: 'skill_unknown', args: { actual: id.slice(0, 64) } }]
}

/** As the caller wrote it: `setFlow` is the former name of `setSkill`. */
export function skillPath(body: unknown): string {
  const actions = isObject(body) ? body.actions : undefined
  const isOld = isObject(actions) && (actions.setSkill === undefined || actions.setSkill === null)
  return isOld ? 'actions.setFlow.id' : 'actions.setSkill.id'
}
