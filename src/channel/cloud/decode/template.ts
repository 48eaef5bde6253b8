/**
 * Template webhooks: status, quality, category or components changed, or the category will change (cloud-api.md,
 * section 3.4).
 */
import type { TemplateChange } from '../../../model/inbound/inbound.ts'
import { type Json, objectOf, textOf } from '../../../model/json.ts'
import { dayMs } from '../../../model/time.ts'
import { instantOf } from './person.ts'

type Reading = { change: TemplateChange['change']; value?: unknown; previous?: unknown; effectiveAt?: number }

const readings = new Map<string, (value: Json, entryAt: number | undefined) => Reading>([
  ['message_template_status_update', (value) => ({ change: 'status', value: value.event })],
  [
    'message_template_quality_update',
    (value) => ({ change: 'quality', value: value.new_quality_score, previous: value.previous_quality_score }),
  ],
  ['template_category_update', readCategory],
  ['message_template_components_update', () => ({ change: 'components', value: 'UPDATED' })],
])

/**
 * Two forms under one name. If `correct_category` differs from `new_category` it is a warning: the latter is the
 * current category, and the former comes in 24 hours. Otherwise the change has happened.
 */
function readCategory(value: Json, entryAt: number | undefined): Reading {
  const current = capitals(value.new_category) ?? capitals(value.previous_category)
  const correct = capitals(value.correct_category)
  if (correct === undefined || correct === capitals(value.new_category))
    return { change: 'category', value: value.new_category, previous: value.previous_category }
  const effectiveAt = instantOf(value.category_update_timestamp) ?? (entryAt && entryAt + categoryNoticeMs)
  return { change: 'category_warning', value: correct, previous: current, ...(effectiveAt ? { effectiveAt } : {}) }
}

const categoryNoticeMs = dayMs

export function isTemplateField(field: string): boolean {
  return readings.has(field)
}

/** Undefined when it does not say which template, or what changed. `entryAt`: when Meta said so, in ms. */
export function decodeTemplateChange(
  field: string,
  raw: Json,
  wabaId: string,
  entryAt?: number,
): TemplateChange | undefined {
  const reading = readings.get(field)?.(raw, entryAt)
  const elementName = textOf(raw.message_template_name)
  const language = textOf(raw.message_template_language)
  const value = capitals(reading?.value)
  if (!reading || !elementName || !language || !value) return undefined
  const previous = capitals(reading.previous)
  const reason = reasonOf(raw)
  return {
    kind: 'template',
    wabaId,
    change: reading.change,
    elementName,
    language: normaliseLanguage(language),
    value,
    ...(previous ? { previous } : {}),
    ...(reading.effectiveAt ? { effectiveAt: reading.effectiveAt } : {}),
    ...(reason ? { reason } : {}),
    raw,
  }
}

function capitals(value: unknown): string | undefined {
  return textOf(value)?.toUpperCase()
}

/** `en-US`, `en_us` -> `en_US`: Meta writes templates with an underscore, their webhooks sometimes with a hyphen. */
export function normaliseLanguage(language: string): string {
  const [first = '', ...rest] = language.split(/[-_]/)
  return [first.toLowerCase(), ...rest.map((part) => part.toUpperCase())].join('_')
}

/** NONE is Meta's word for no reason; a pause gives its reason in `other_info`. */
function reasonOf(raw: Json): string | undefined {
  const reason = textOf(raw.reason)
  if (reason !== undefined && reason !== 'NONE') return reason
  return textOf(objectOf(raw.other_info)?.title) ?? textOf(objectOf(raw.rejection_info)?.reason)
}
