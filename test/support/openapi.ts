/** The committed OpenAPI document: each operation with the security that it has, and with its references followed. */
import { readFileSync } from 'node:fs'

type Json = Record<string, unknown>

type Paths = Record<string, Record<string, { security?: Json[] }>>

export const openapi = withSecurity(JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')))

/** An operation that names none has the document's. */
function withSecurity<Document extends { security: Json[]; paths: Paths }>(document: Document): Document {
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods)) operation.security ??= document.security
  return document
}

/** Without references: what each stands for is in its place. The document has no circles. */
export function inlined<Document>(document: object): Document {
  return inline(document, document as Json) as Document
}

function inline(value: unknown, document: Json): unknown {
  if (Array.isArray(value)) return value.map((one) => inline(one, document))
  if (typeof value !== 'object' || value === null) return value
  const { $ref, ...rest } = value as Json & { $ref?: string }
  if ($ref !== undefined) return { ...(inline(at(document, $ref), document) as Json), ...rest }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, inline(member, document)]))
}

function at(document: Json, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((found, part) => (found as Json)[part], document)
}
