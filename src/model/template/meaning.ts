/**
 * A canonical text of a template's content, equal whenever the content is; and the template that a message was filled
 * from, so that it is never sent as another template that bears the name by then. Pure.
 */
import { createHash } from 'node:crypto'
import type { TemplateContent } from '../message/content.ts'
import type { TemplateDefinition } from './definition.ts'

/**
 * Examples do not count, because Meta signs the addresses of sample files anew for every response. Nor does the case of
 * keywords.
 */
export function meaning({ components, parameterFormat = 'POSITIONAL' }: TemplateDefinition): string {
  return (
    parameterFormat +
    JSON.stringify(components, (key, value: unknown) => {
      if (key === 'example') return undefined
      if ((key === 'type' || key === 'format') && typeof value === 'string') return value.toUpperCase()
      return isPlain(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
    })
  )
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** 16 characters: it is stored with every message. */
export function sumOf(definition: TemplateDefinition): string {
  return createHash('sha256').update(meaning(definition)).digest('base64url').slice(0, 16)
}

/** Adds the template's account and the checksum of its content. */
export function ofAccount(content: TemplateContent, wabaId: string, definition: TemplateDefinition): TemplateContent {
  return { ...content, source: { wabaId, sum: sumOf(definition) } }
}
