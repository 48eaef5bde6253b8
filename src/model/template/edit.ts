/**
 * An edit of a stored template: the whole of it, or only the parts that the request names, which replace the stored
 * ones. The result is validated as a new template is, except for what the request does not touch: that is Meta's
 * already, and not checked again. Never throws.
 */

import type { Checked, Violation } from '../errors/violation.ts'
import { isPresent, type Reader, readOptionalText, readRoot, report } from '../request/check.ts'
import {
  type CreateContext,
  checkParts,
  type NewTemplate,
  newTemplate,
  type Parts,
  readParts,
  violationsOf,
} from './create.ts'
import { metaLanguage, readCategory } from './create-language.ts'
import { libraryFields } from './create-library.ts'
import { readRecord, readSubCategory, readWord } from './create-record.ts'
import type { TemplateComponent, TemplateDefinition } from './definition.ts'
import { draftStatus, type StoredTemplate, type TemplateRecord } from './record.ts'
import { writableComponents } from './writable.ts'

/** `merge`: parts that the request does not name stay; `replace`: it is the whole template. */
export type EditMode = 'merge' | 'replace'

export type TemplateEdit = NewTemplate & {
  /** Changes what is at Meta, not only the data stored beside it. */
  touchesMeta: boolean
  /** Components of the definition that stay as stored. */
  untouched: readonly TemplateComponent[]
}

export function parseTemplateEdit(
  body: unknown,
  stored: StoredTemplate,
  mode: EditMode,
  context: CreateContext,
): Checked<TemplateEdit> {
  const violations: Violation[] = []
  const root = readRoot(body, violations)
  if (root === undefined) return { ok: false, violations }
  const value = readEdit(root, stored, mode, context)
  return violations.length > 0 ? { ok: false, violations } : { ok: true, value }
}

function readEdit(root: Reader, stored: StoredTemplate, mode: EditMode, context: CreateContext): TemplateEdit {
  const { definition, record } = stored
  const { elementName, language } = definition
  checkSame(root, definition)
  const category = readNewCategory(root, definition)
  const parts = readParts(root, category, mode === 'merge' ? definition : undefined)
  const isWhole = parts.isMeta || mode === 'replace'
  if (mode === 'replace' && !parts.isMeta && category !== 'AUTHENTICATION' && !isPresent(root, 'template'))
    report(root, 'template', 'required')
  const retained = { ...record, ...readRecord(root, parts.params, category) }
  checkFixed(root, stored, retained)
  const isTouched = isWhole || parts.components.length > 0 || parts.withoutButtons
  const touchesMeta = isTouched || category !== definition.category
  const subCategory = readSubCategory(root) ?? definition.subCategory
  const named = { ...definition, ...(subCategory ? { subCategory } : {}) }
  if (!touchesMeta) return { definition: named, record: retained, touchesMeta, untouched: definition.components }
  if (record.library && isTouched) report(root, parts.isMeta ? 'components' : 'template', 'template_library')
  const merged = isWhole ? { ...parts, untouched: [] } : merge(definition, parts)
  checkParts(root, merged, category, { ...context, isNew: notStanding(definition, merged, context) })
  const { untouched } = merged
  const head = { elementName, language, category, ...(subCategory ? { subCategory } : {}) }
  return { ...newTemplate({ ...head, ...merged }, retained), touchesMeta, untouched }
}

/** Fields that Meta accepts only at creation; in a draft they may still change. */
function checkFixed(root: Reader, { definition, record }: StoredTemplate, next: TemplateRecord): void {
  for (const key of libraryFields) if (isPresent(root, key)) report(root, key, 'unknown_field')
  const subCategory = readWord(root, 'subCategory', 'sub_category')
  if (definition.status === draftStatus) return
  if (subCategory !== undefined && subCategory !== definition.subCategory)
    report(root, keyIn(root, 'subCategory', 'sub_category'), 'mismatch', { expected: definition.subCategory ?? '–' })
  if (next.displayFormat !== record.displayFormat)
    report(root, keyIn(root, 'displayFormat', 'display_format'), 'mismatch', { expected: record.displayFormat ?? '–' })
}

function keyIn(root: Reader, own: string, metas: string): string {
  return isPresent(root, own) ? own : metas
}

/** An approved template keeps its category (cloud-api.md, 3.3). */
function readNewCategory(
  root: Reader,
  { category: known, status }: TemplateDefinition,
): TemplateDefinition['category'] {
  if (!isPresent(root, 'category')) return known
  const category = readCategory(root)
  if (category !== known && status === 'APPROVED')
    report(root, 'category', 'template_category_fixed', { expected: known })
  return category
}

/** Name and language identify a template, and stay. */
function checkSame(root: Reader, { elementName: name, language }: TemplateDefinition): void {
  for (const key of ['elementName', 'name']) {
    if (isPresent(root, key) && root.fields[key] !== name) report(root, key, 'mismatch', { expected: name })
  }
  const given = readOptionalText(root, 'language')
  if (given !== undefined && metaLanguage(given) !== language && given !== language)
    report(root, 'language', 'mismatch', { expected: language })
}

type Merged = Parts & { untouched: TemplateComponent[] }

/** The parts that the request makes replace those of their type. */
function merge(definition: TemplateDefinition, parts: Parts): Merged {
  const retained = writableComponents(definition)
  const made = parts.components as TemplateComponent[]
  const components: TemplateComponent[] = []
  const places: [string, string][] = []
  const types = ['HEADER', 'LIMITED_TIME_OFFER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'CALL_PERMISSION_REQUEST']
  for (const type of types) {
    const at = made.findIndex((one) => one.type === type)
    const component = made[at] ?? retained.find((one) => one.type.toUpperCase() === type)
    if (component === undefined || (type === 'BUTTONS' && parts.withoutButtons)) continue
    for (const [from, to] of parts.places) {
      const prefix = `components.${at}.`
      if (at >= 0 && from.startsWith(prefix))
        places.push([`components.${components.length}.${from.slice(prefix.length)}`, to])
    }
    components.push(component)
  }
  return { ...parts, components, places, untouched: components.filter((one) => !made.includes(one)) }
}

/** Whether a violation of the merged components is new, that is, not already present in an untouched part. */
function notStanding(definition: TemplateDefinition, merged: Merged, context: CreateContext) {
  if (merged.untouched.length === 0) return undefined
  const { category } = definition
  const retained = writableComponents(definition)
  const components = merged.components as TemplateComponent[]
  const standing = violationsOf(
    components.map((one) => retained.find((other) => other.type.toUpperCase() === one.type.toUpperCase()) ?? one),
    { ...context, category, isNamed: definition.parameterFormat === 'NAMED' },
  )
  return ({ path, rule }: Violation) => {
    const component = components[Number(/^components\.(\d+)(?:\.|$)/.exec(path)?.[1])]
    const isTouched = component !== undefined && !merged.untouched.includes(component)
    return isTouched || !standing.some((one) => one.path === path && one.rule === rule)
  }
}
