/**
 * Marks on schemas for the OpenAPI document: the name under which it shows a schema once and refers to it elsewhere,
 * and the named schemas that it is made of. The marks are hidden properties, which copies of a schema keep: validators
 * and serializers get the same schema as without them.
 */
import type { TObject, TSchema } from 'typebox'

const nameMark = '~name'
const partsMark = '~parts'

export function withName<Schema extends TSchema>(name: string, schema: Schema): Schema {
  return marked(schema, nameMark, name)
}

/** `parts`: named objects, all of whose properties the schema has. */
export function withParts<Schema extends TObject>(schema: Schema, ...parts: TObject[]): Schema {
  return marked(schema, partsMark, parts)
}

/** Several at once; before a copy of one is made, such as an optional one. */
export function withNames(schemas: Record<string, TSchema>): void {
  for (const [name, schema] of Object.entries(schemas)) withName(name, schema)
}

export function nameOf(schema: object): string | undefined {
  return (schema as { [nameMark]?: string })[nameMark]
}

export function partsOf(schema: object): readonly TObject[] {
  return (schema as { [partsMark]?: TObject[] })[partsMark] ?? []
}

function marked<Schema extends TSchema>(schema: Schema, mark: string, value: unknown): Schema {
  return Object.defineProperty(schema, mark, { value, enumerable: false, configurable: true })
}
