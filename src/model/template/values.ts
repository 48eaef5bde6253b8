/**
 * Values of a template's variables given by name or by number: one rule for the older send and for a campaign's
 * columns. All go by name or all by number, and each must belong to a variable, or a value would end up in the wrong
 * place. Pure.
 */
import type { Violation } from '../errors/violation.ts'
import type { TemplateDefinition } from './definition.ts'
import type { StoredTemplate } from './record.ts'
import { shapeOf } from './shape.ts'

/** The key of each variable of the body; or the violations, each under `<path>.<key>`. */
/** `isByPlace`: the template knows none of the keys, so only their order counted. */
export type Placing = { ok: true; keys: string[]; isByPlace?: true } | { ok: false; violations: Violation[] }

/** The labels that people gave to the variables, in the order of these: each label says which one it belongs to. */
export function labelsIn(stored: readonly StoredTemplate[], language: string): string[] {
  const { definition, record } = stored.find((one) => one.definition.language === language) ?? {}
  if (definition === undefined || record?.params === undefined) return []
  const { params } = record
  return shapeOf(definition).body.variables.flatMap(
    (variable) => params.find(({ param }) => param === variable)?.label ?? [],
  )
}

export function placeValues(
  keys: readonly string[],
  definition: TemplateDefinition,
  { path, labels = [] }: { path: string; labels?: readonly string[] },
): Placing {
  const { variables } = shapeOf(definition).body
  const numbered = keys.filter(isNumber)
  if (numbered.length > 0 && numbered.length < keys.length)
    return { ok: false, violations: [{ path, rule: 'template_variable_mixed' }] }
  const own = namesFor(keys, variables, labels)
  // When nobody has labelled numbered variables, the caller's own names go by order.
  if (own === undefined) return { ok: true, keys: [...keys], ...(keys.length > 1 ? { isByPlace: true } : {}) }
  const strangers = keys.filter((key) => !own.includes(key))
  if (strangers.length === 0) return { ok: true, keys: own.filter((key) => keys.includes(key)) }
  const args = { template: definition.elementName, available: own.join(', ') || '–' }
  const reported = (key: string): Violation => ({ path: `${path}.${key}`, rule: 'template_variable_unknown', args })
  return { ok: false, violations: strangers.map(reported) }
}

/**
 * The variables' names in the style of these keys: numbers, whatever else they are called; names; or the labels that
 * people gave.
 */
function namesFor(keys: readonly string[], variables: string[], labels: readonly string[]): string[] | undefined {
  if (keys.length === 0 || keys.some(isNumber)) return variables.map((_, index) => String(index + 1))
  if (variables.some((name) => !isNumber(name))) return variables
  return areLabels(labels, variables) && keys.some((key) => labels.includes(key)) ? [...labels] : undefined
}

function areLabels(labels: readonly string[], variables: readonly string[]): boolean {
  return labels.length === variables.length && new Set(labels).size === labels.length
}

/**
 * The names by which a file's columns may match variables without an explicit mapping: names or labels; otherwise
 * numbers.
 */
export function columnNames(definition: TemplateDefinition, labels: readonly string[]): string[] {
  const { variables } = shapeOf(definition).body
  return variables.every(isNumber) && areLabels(labels, variables) ? [...labels] : variables
}

function isNumber(key: string): boolean {
  return /^\d+$/.test(key)
}
