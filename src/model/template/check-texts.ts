/**
 * Checks the texts of a template to be created against Meta's rules: length, the form and order of variables, and an
 * example for each (cloud-api.md, 3.2 and 3.3). Violations are reported under the paths of the component. Pure.
 */
import { isObject, type Reader, readProse, report } from '../request/check.ts'
import { hasEmoji, hasMarkdown } from '../text/length.ts'

export type TextRules = {
  limit: number
  /** Maximum number of variables. */
  variables: number
  /** A body: no variable at its edges, none next to another. Otherwise one line, plain. */
  isBody: boolean
  isNamed: boolean
  /** Meta's key of the examples: `body_text`, `header_text`. */
  exampleKey: string
}

const anyVariable = /\{\{([^{}]*)\}\}/g
const positional = /^[1-9][0-9]{0,2}$/
const named = /^[a-z][a-z_]*$/
const lineBreak = /[\r\n]/

/** The distinct variables of a text in the order of their examples. */
export function variablesIn(text: string, isNamed: boolean): string[] {
  const names = [...new Set(Array.from(text.matchAll(anyVariable), (match) => (match[1] ?? '').trim()))]
  return isNamed ? names : names.sort((a, b) => Number(a) - Number(b))
}

export function braced(variable: string): string {
  return `{{${variable}}}`
}

/** `component.text`. */
export function checkText(component: Reader, rules: TextRules): void {
  const before = component.violations.length
  const text = readProse(component, 'text', rules.limit)
  const variables = variablesIn(text, rules.isNamed)
  const isFormed = checkForm(component, 'text', text, rules.isNamed)
  const actual = variables.length
  if (actual > rules.variables) report(component, 'text', 'template_variable_most', { actual, limit: rules.variables })
  if (rules.isBody) checkPlaces(component, text)
  else checkPlain(component, 'text', text)
  if (rules.isBody && component.violations.length === before) checkRatio(component, text, variables.length)
  if (isFormed) checkExamples(component, variables, rules)
}

/** Names, or numbers without a gap; braces that form no variable are a mistake. */
export function checkForm(reader: Reader, key: string, text: string, isNamed: boolean): boolean {
  const expected = isNamed ? '{{first_name}}' : '{{1}}'
  const wrong = variablesIn(text, true).find((name) => !(isNamed ? named : positional).test(name))
  const stray = /\{\{|\}\}/.exec(text.replace(anyVariable, ''))?.[0]
  const variable = wrong === undefined ? stray : braced(wrong)
  if (variable !== undefined) {
    report(reader, key, 'template_variable_form', { variable, expected })
    return false
  }
  if (isNamed) return true
  const numbers = variablesIn(text, false)
  const gap = numbers.findIndex((number, index) => number !== String(index + 1))
  if (gap < 0) return true
  report(reader, key, 'template_variable_order', { first: braced('1'), variable: braced(String(gap + 1)) })
  return false
}

function checkPlaces(component: Reader, text: string): void {
  const trimmed = text.trim()
  if (trimmed.startsWith('{{') || trimmed.endsWith('}}')) report(component, 'text', 'template_variable_edge')
  if (/\}\}\s*\{\{/.test(text)) report(component, 'text', 'template_variable_adjacent')
}

/** Reported only for a text that is valid otherwise. */
function checkRatio(component: Reader, text: string, variables: number): void {
  const limit = 2 * variables + 1
  const actual = variables === 0 ? limit : wordsIn(text)
  if (actual < limit) report(component, 'text', 'template_variable_ratio', { actual, limit })
}

const words = new Intl.Segmenter('und', { granularity: 'word' })

/**
 * Words besides the variables. Meta states no figure for 2388293; three providers found the same by trying: two words
 * for each variable and one more. The larger of two counts is used, for scripts without spaces and for words with a
 * hyphen.
 */
function wordsIn(text: string): number {
  const plain = text.replace(anyVariable, ' ')
  const spaced = plain.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  const segmented = [...words.segment(plain)].filter(({ isWordLike }) => isWordLike).length
  return Math.max(spaced, segmented)
}

/** One line without formatting marks and emoji: headers, and the texts of buttons. */
export function checkPlain(reader: Reader, key: string, text: string): void {
  if (lineBreak.test(text)) report(reader, key, 'template_one_line')
  const written = text.replace(anyVariable, '')
  if (hasEmoji(written)) report(reader, key, 'no_emoji')
  if (hasMarkdown(written)) report(reader, key, 'no_markdown')
}

/** Each variable needs one; Meta refuses the template without saying which was missing. */
function checkExamples(component: Reader, variables: string[], { exampleKey, isNamed }: TextRules): void {
  const { example } = component.fields
  const given = isNamed ? namedExamples(example, exampleKey) : listedExamples(example, exampleKey)
  const actual = countExamples(example, exampleKey, isNamed)
  const limit = variables.length
  if (actual > limit) report(component, `example.${exampleKey}`, 'template_example_most', { actual, limit })
  variables.forEach((variable, index) => {
    const value = given(variable, index)
    if (typeof value === 'string' && value.trim() !== '') return
    const path = isNamed ? `example.${exampleKey}_named_params.${index}` : `example.${exampleKey}.${index}`
    report(component, path, 'template_example', { variable: braced(variable) })
  })
}

function countExamples(example: unknown, key: string, isNamed: boolean): number {
  const list = isObject(example) ? example[isNamed ? `${key}_named_params` : key] : undefined
  if (!Array.isArray(list)) return 0
  return Array.isArray(list[0]) ? list[0].length : list.length
}

type Given = (variable: string, index: number) => unknown

/** `body_text` is a list of lists, `header_text` a list; both forms are accepted for both. */
function listedExamples(example: unknown, key: string): Given {
  const list = isObject(example) && Array.isArray(example[key]) ? (example[key] as unknown[]) : []
  const values = Array.isArray(list[0]) ? (list[0] as unknown[]) : list
  return (_variable, index) => values[index]
}

function namedExamples(example: unknown, key: string): Given {
  const list = isObject(example) ? example[`${key}_named_params`] : undefined
  const items = Array.isArray(list) ? list.filter(isObject) : []
  return (variable) => items.find((item) => item.param_name === variable)?.example
}
