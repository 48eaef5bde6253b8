/**
 * A template to be created or changed: the compatible API's request or Meta's own `components`, parsed, checked against
 * all of Meta's rules (promise 10) and returned as a definition plus the API's own data. Never throws.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import type { AllowPrivate } from '../media/media.ts'
import { isObject, isPresent, type Reader, readChoice, readRoot, readText, report } from '../request/check.ts'
import { composed } from '../text/length.ts'
import { checkComponents } from './check-components.ts'
import { readForm, readParams } from './create-form.ts'
import { readCategory, readTemplateLanguage } from './create-language.ts'
import { isFromLibrary, readLibrary } from './create-library.ts'
import { readRecord, readSubCategory } from './create-record.ts'
import type { TemplateComponent, TemplateDefinition } from './definition.ts'
import type { TemplateRecord } from './record.ts'

export type NewTemplate = {
  definition: Omit<TemplateDefinition, 'status' | 'metaId'>
  record: TemplateRecord
}

export type CreateContext = { allowPrivateMedia?: AllowPrivate }

export const elementNamePattern = '^[a-z0-9_]{1,512}$'
const elementName = new RegExp(elementNamePattern)
const formats = ['POSITIONAL', 'NAMED'] as const

export function parseNewTemplate(body: unknown, context: CreateContext): Checked<NewTemplate> {
  const violations: Violation[] = []
  const root = readRoot(body, violations)
  if (root === undefined) return { ok: false, violations }
  const value = readNew(root, context)
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

/** Meta calls it `name`. */
function readName(root: Reader): string {
  const key = isPresent(root, 'elementName') || !isPresent(root, 'name') ? 'elementName' : 'name'
  const name = readText(root, key, 512)
  if (name !== '' && name.length <= 512 && !elementName.test(name))
    report(root, key, 'format', { expected: 'a-z, 0-9, _' })
  return name
}

function readNew(root: Reader, context: CreateContext): NewTemplate {
  const name = readName(root)
  const language = readTemplateLanguage(root)
  const category = readCategory(root)
  const subCategory = readSubCategory(root)
  const head = { elementName: name, language, category, ...(subCategory ? { subCategory } : {}) }
  if (isFromLibrary(root)) return newFromLibrary(root, head)
  const parts = readParts(root, category)
  if (!parts.isMeta && category !== 'AUTHENTICATION' && !isPresent(root, 'template'))
    report(root, 'template', 'required')
  else checkParts(root, parts, category, context)
  const record = readRecord(root, parts.params, category)
  checkFormat(root, head, parts, record)
  return newTemplate({ ...head, ...parts }, record)
}

type Head = Pick<TemplateDefinition, 'elementName' | 'language' | 'category' | 'subCategory'>

function newFromLibrary(root: Reader, head: Head): NewTemplate {
  const library = readLibrary(root, head.category)
  return { definition: { ...head, components: [] }, record: { ...readRecord(root, undefined, head.category), library } }
}

/**
 * Rules that tie fields of the head to parts: a payment button of marketing, and the status of an order (Meta's pages
 * of both).
 */
function checkFormat(
  root: Reader,
  { category, subCategory }: Head,
  { components }: Parts,
  { displayFormat }: TemplateRecord,
): void {
  const buttons = components.filter(isObject).flatMap((one) => (Array.isArray(one.buttons) ? one.buttons : []))
  const hasOrder = buttons.some(
    (one) => isObject(one) && typeof one.type === 'string' && one.type.toUpperCase() === 'ORDER_DETAILS',
  )
  const format = 'ORDER_DETAILS'
  const key = isPresent(root, 'displayFormat') ? 'displayFormat' : 'display_format'
  if (hasOrder && category === 'MARKETING' && displayFormat !== format)
    report(root, key, 'mismatch', { expected: format })
  if (subCategory === 'ORDER_STATUS' && category !== 'UTILITY')
    report(root, 'category', 'mismatch', { expected: 'UTILITY' })
}

export type Parts = {
  components: unknown[]
  places: [string, string][]
  isNamed: boolean
  /** The request is in Meta's own form. */
  isMeta: boolean
  params?: TemplateRecord['params']
  withoutButtons: boolean
}

/** `known`: the template being edited; the request then names parts only. */
export function readParts(root: Reader, category: TemplateDefinition['category'], known?: TemplateDefinition): Parts {
  const key = isPresent(root, 'parameterFormat') ? 'parameterFormat' : 'parameter_format'
  const isGiven = isPresent(root, key)
  const isNamed = isGiven ? readFormat(root, key) === 'NAMED' : known && known.parameterFormat === 'NAMED'
  if (!isPresent(root, 'components')) {
    const form = readForm(root, { category, isNamed, isPartial: known !== undefined })
    return { ...form, components: composeTexts(form.components), isMeta: false }
  }
  const { components } = root.fields
  const params = isPresent(root, 'params') ? { params: readParams(root, 'params') } : {}
  return {
    ...params,
    components: Array.isArray(components) ? composeTexts(components as unknown[]) : [],
    places: [],
    isNamed: isNamed ?? false,
    isMeta: true,
    withoutButtons: false,
  }
}

const holders = ['buttons', 'cards', 'components', 'limited_time_offer']

/** Composes the texts that people will read, as they are counted; addresses, codes and samples stay unchanged. */
function composeTexts(components: unknown[]): unknown[] {
  const of = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(of)
    if (!isObject(value)) return value
    const fields = Object.entries(value).map(([key, inner]) => {
      if (key === 'text' && typeof inner === 'string') return [key, composed(inner)]
      return [key, holders.includes(key) ? of(inner) : inner]
    })
    return Object.fromEntries(fields)
  }
  return components.map(of)
}

function readFormat(root: Reader, key: string): 'POSITIONAL' | 'NAMED' {
  const given = root.fields[key]
  const fields = typeof given === 'string' ? { ...root.fields, [key]: given.toUpperCase() } : root.fields
  return readChoice({ ...root, fields }, key, formats)
}

/**
 * Violations of a part are reported under the field that it came from. `isNew`: whether the request caused a violation;
 * all are, when absent.
 */
export function checkParts(
  root: Reader,
  parts: Parts,
  category: TemplateDefinition['category'],
  context: CreateContext & { isNew?: (violation: Violation) => boolean },
): void {
  const { isNew = () => true, ...same } = context
  const components = parts.isMeta ? root.fields.components : parts.components
  const found = violationsOf(components, { ...same, category, isNamed: parts.isNamed })
  for (const violation of found.filter(isNew))
    report(root, renamed(violation.path, parts.places), violation.rule, violation.args)
}

/** Each under its path, `components.1.text`. */
export function violationsOf(components: unknown, context: Parameters<typeof checkComponents>[1]): Violation[] {
  const violations: Violation[] = []
  checkComponents({ fields: { components }, path: '', violations }, context)
  return violations
}

function renamed(path: string, places: [string, string][]): string {
  let best: [string, string] = ['', '']
  for (const position of places) {
    const [from] = position
    if (from.length > best[0].length && (path === from || path.startsWith(`${from}.`))) best = position
  }
  const [from, to] = best
  if (from === '') return path
  // In the other form an example is a single value.
  return from.includes('.example') ? to : to + path.slice(from.length)
}

export function newTemplate(head: Head & Parts, record: TemplateRecord): NewTemplate {
  const { elementName, language, category, subCategory, components, isNamed } = head
  return {
    definition: {
      elementName,
      language,
      category,
      ...(subCategory ? { subCategory } : {}),
      ...(isNamed ? { parameterFormat: 'NAMED' as const } : {}),
      components: components.filter(isObject) as TemplateComponent[],
    },
    record,
  }
}
