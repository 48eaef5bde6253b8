/** Values for the variables of a text: their number, and the length of the text with them filled in. */
import type { TemplateParameter } from '../message/content.ts'
import { composed, lengthOver } from '../text/length.ts'
import { type Hold, misfit, refuse } from './hold.ts'
import { hydrate, type TextShape } from './shape.ts'

/** The documented sentence first, then the gateway's own, which names the figures. */
function fitTexts(
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
  position: { path: string; limit: number },
): TemplateParameter[] {
  return fitFilled(hold, shape, values, { ...position, component: 'body' })
}

/** Meta's limit applies to the text with its values filled in. */
export function fitFilled(
  hold: Hold,
  shape: TextShape,
  values: string[],
  { path, limit, component }: { path: string; limit: number; component: string },
): TemplateParameter[] {
  const parameters = fitTexts(hold, shape, values, { path, component })
  const isWhole = values.length === shape.variables.length
  const actual = isWhole ? lengthOver(composed(hydrate(shape, values)), limit) : undefined
  if (actual !== undefined) refuse(hold, path, 'too_long', { actual, limit })
  return parameters
}
