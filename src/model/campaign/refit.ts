/**
 * Adapts a campaign to a template that has changed since: it sends the current definition, or reports what no longer
 * fits. Pure; runs before a retry, a resume and each automatic continuation.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import type { TemplateDefinition } from '../template/definition.ts'
import { shapeOf } from '../template/shape.ts'
import type { CampaignSnapshot } from './campaign.ts'
import { misfitsOf } from './request.ts'

/** Returns the same object when nothing changed that a send depends on. */
export function refit(
  snapshot: CampaignSnapshot,
  definition: TemplateDefinition,
  allowPrivateMedia?: AllowPrivate,
): Checked<CampaignSnapshot> {
  if (contentOf(snapshot.definition) === contentOf(definition)) return { ok: true, value: snapshot }
  const before = shapeOf(snapshot.definition).body.variables
  const after = shapeOf(definition).body.variables
  const places = after.map((variable) => before.indexOf(variable))
  const misplaced = misplacedIn(definition, before, after)
  if (misplaced.length > 0) return { ok: false, violations: misplaced }
  const value = { ...snapshot, definition, parameters: places.map((position) => snapshot.parameters[position] ?? -1) }
  const misfits = misfitsOf(value, { allowPrivateMedia })
  return misfits.length > 0 ? { ok: false, violations: misfits } : { ok: true, value }
}

function contentOf({ components, parameterFormat, category }: TemplateDefinition): string {
  return JSON.stringify([components, parameterFormat, category])
}

/** Each variable keeps the column that filled it, wherever the variable stands now. */
function misplacedIn({ elementName: template }: TemplateDefinition, before: string[], after: string[]): Violation[] {
  if (before.length !== after.length) {
    const args = { component: 'body', template, expected: after.length, actual: before.length }
    return [{ path: 'parameters', rule: 'parameter_count_detail', args }]
  }
  const strangers = before.filter((variable) => !after.includes(variable))
  const args = { template, available: after.join(', ') || '–' }
  return strangers.map((name) => ({ path: `params.${name}`, rule: 'template_variable_unknown', args }))
}
