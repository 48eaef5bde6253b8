/**
 * What Meta says about a template: its status, quality, category or components changed (cloud-api.md, section 3.4).
 * Called by decode.
 */
import type { TemplateChange } from '../../model/inbound.ts'
import { type Json, objectOf, textOf } from './json.ts'

type Reading = { change: TemplateChange['change']; value?: unknown; previous?: unknown }

const readings = new Map<string, (value: Json) => Reading>([
  ['message_template_status_update', (value) => ({ change: 'status', value: value.event })],
  [
    'message_template_quality_update',
    (value) => ({ change: 'quality', value: value.new_quality_score, previous: value.previous_quality_score }),
  ],
  [
    'template_category_update',
    (value) => ({ change: 'category', value: value.new_category, previous: value.previous_category }),
  ],
  ['message_template_components_update', () => ({ change: 'components', value: 'UPDATED' })],
])

export function isTemplateField(field: string): boolean {
  return readings.has(field)
}

/** Undefined when it does not say which template, or what became of it. */
export function decodeTemplateChange(field: string, raw: Json, wabaId: string): TemplateChange | undefined {
  const reading = readings.get(field)?.(raw)
  const elementName = textOf(raw.message_template_name)
  const language = textOf(raw.message_template_language)
  const value = textOf(reading?.value)?.toUpperCase()
  if (!reading || !elementName || !language || !value) return undefined
  const previous = textOf(reading.previous)?.toUpperCase()
  const reason = reasonOf(raw)
  return {
    kind: 'template',
    wabaId,
    change: reading.change,
    elementName,
    language: normaliseLanguage(language),
    value,
    ...(previous ? { previous } : {}),
    ...(reason ? { reason } : {}),
    raw,
  }
}

/** `en-US`, `en_us` -> `en_US`: Meta writes templates with an underscore, their webhooks now and then with a hyphen. */
export function normaliseLanguage(language: string): string {
  const [first = '', ...rest] = language.split(/[-_]/)
  return [first.toLowerCase(), ...rest.map((part) => part.toUpperCase())].join('_')
}

/** NONE is Meta's word for no reason; a pause says why in `other_info`. */
function reasonOf(raw: Json): string | undefined {
  const reason = textOf(raw.reason)
  if (reason !== undefined && reason !== 'NONE') return reason
  return textOf(objectOf(raw.other_info)?.title) ?? textOf(objectOf(raw.rejection_info)?.reason)
}
