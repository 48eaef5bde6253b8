/**
 * What a template says, as a text that is the same whenever it says the same; and which template a content was filled from, so that it is
 * never sent as another one that has the name by then. Pure; used by the sync of templates and by whoever accepts a send.
 */
import { createHash } from 'node:crypto'
import type { TemplateContent } from '../content.ts'
import type { TemplateDefinition } from './definition.ts'

/** Examples do not count: Meta signs the addresses of sample files anew for every answer. Nor does the case of words. */
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

/** 16 characters: it is kept with every message. */
export function sumOf(definition: TemplateDefinition): string {
  return createHash('sha256').update(meaning(definition)).digest('base64url').slice(0, 16)
}

/** With the account whose template it is, and what that says. */
export function ofAccount(content: TemplateContent, wabaId: string, definition: TemplateDefinition): TemplateContent {
  return { ...content, source: { wabaId, sum: sumOf(definition) } }
}
