/**
 * Values for the variables of a text: as many as it has, and no longer than Meta takes it with them in it. Called by fit and fit-header.
 */
import type { TemplateParameter } from '../content.ts'
import { lengthOver } from '../length.ts'
import { type Hold, misfit, refuse } from './hold.ts'
import { hydrate, type TextShape } from './shape.ts'

/** The documented sentence first, then ours, which names the figures. */
export function fitTexts(
  hold: Hold,
  shape: TextShape,
  values: string[],
  { path, component }: { path: string; component: string },
): TemplateParameter[] {
  const expected = shape.variables.length
  if (values.length !== expected) {
    refuse(hold, path, 'parameter_count')
    misfit(hold, path, 'parameter_count_detail', { component, expected, actual: values.length })
  }
  return values.map((text, index) => (shape.named ? { text, name: shape.variables[index] ?? '' } : { text }))
}

export function fitBody(
  hold: Hold,
  shape: TextShape,
  values: string[],
  { path, limit }: { path: string; limit: number },
): TemplateParameter[] {
  const parameters = fitTexts(hold, shape, values, { path, component: 'body' })
  const actual = values.length === shape.variables.length ? lengthOver(hydrate(shape, values), limit) : undefined
  if (actual !== undefined) refuse(hold, path, 'too_long', { actual, limit })
  return parameters
}
