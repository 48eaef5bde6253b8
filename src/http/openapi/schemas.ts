/**
 * Schemas of routes and events as the OpenAPI document has them: named ones (`model/request/named.ts`) stand under
 * `components` and are referred to, and what only the server uses is left out. Two schemas of one name are a mistake,
 * which throws.
 */
import { nameOf, partsOf } from '../../model/request/named.ts'

export type Json = Record<string, unknown>

export type Schemas = {
  of(schema: object): Json
  /** All that were named so far, by name. */
  components(): Record<string, Json>
}

export function createSchemas(): Schemas {
  const components = new Map<string, Json>()
  const sources = new Map<string, string>()

  function of(schema: object): Json {
    const name = nameOf(schema)
    if (name === undefined) return composed(schema, of)
    const source = JSON.stringify(schema)
    const earlier = sources.get(name)
    if (earlier !== undefined && earlier !== source) throw new Error(`Two schemas are named ${name}`)
    if (earlier === undefined) {
      sources.set(name, source)
      components.set(name, composed(schema, of))
    }
    return refTo(name)
  }

  return {
    of,
    components: () => Object.fromEntries([...components].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  }
}

export function refTo(name: string): Json {
  return { $ref: pathTo(name) }
}

function pathTo(name: string): string {
  return `#/components/schemas/${name}`
}

type Of = (schema: object) => Json

/** What its parts have is left to them; what is optional in them may be required here. */
function composed(schema: object, of: Of): Json {
  const parts = partsOf(schema)
  if (parts.length === 0) return written(schema as Json, of)
  const { properties, required = [], additionalProperties, ...rest } = schema as ObjectSchema
  const known = new Set(parts.flatMap((part) => Object.keys(part.properties)))
  const own = Object.entries(properties).filter(([name]) => !known.has(name))
  const certain = new Set(parts.flatMap((part) => part.required ?? []))
  const left = required.filter((name) => !certain.has(name))
  return {
    allOf: parts.map(of),
    ...written({ ...rest, properties: Object.fromEntries(own) }, of),
    ...(left.length === 0 ? {} : { required: left }),
    // Of its own properties alone, the plain keyword would refuse those of the parts.
    ...(additionalProperties === false ? { unevaluatedProperties: false } : {}),
  }
}

type ObjectSchema = { properties: Json; required?: string[]; additionalProperties?: unknown }

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const one = new Set(['items', 'additionalProperties', 'not'])
const several = new Set(['anyOf', 'oneOf', 'allOf'])
/** Read by the server alone (`model/words.ts`). */
const hidden = new Set(['x-meant-by'])

function written(schema: Json, of: Of): Json {
  const shown: Json = {}
  for (const [key, value] of Object.entries(schema)) {
    if (hidden.has(key) || isEmptyList(key, value)) continue
    if (key === 'properties') shown.properties = mapped(value as Record<string, object>, of)
    else if (key === 'patternProperties') shown.additionalProperties = ofAnyName(value as Record<string, object>, of)
    else if (key === 'discriminator') shown.discriminator = discriminatorOf(value as Discriminator)
    else if (one.has(key) && typeof value === 'object' && value !== null) shown[key] = of(value)
    else if (several.has(key)) shown[key] = (value as object[]).map(of)
    else shown[key] = value
  }
  return orNull(shown)
}

/** No properties are said by leaving them out. */
function isEmptyList(key: string, value: unknown): boolean {
  return key === 'properties' && Object.keys(value as object).length === 0
}

function mapped(schemas: Record<string, object>, of: Of): Record<string, Json> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, of(schema)]))
}

/** A record's values: its only pattern lets every name pass. */
function ofAnyName(patterns: Record<string, object>, of: Of): Json {
  const [schema = {}, ...others] = Object.values(patterns)
  if (others.length > 0) throw new Error('A schema with several patterns of names has no form in the document')
  return of(schema)
}

type Discriminator = { propertyName: string; mapping: Record<string, string> }

/** In code the mapping names schemas; in the document it refers to them. */
function discriminatorOf({ propertyName, mapping }: Discriminator): Json {
  const paths = Object.entries(mapping).map(([value, name]) => [value, pathTo(name)])
  return { propertyName, mapping: Object.fromEntries(paths) }
}

/** `type: [string, null]` instead of two alternatives: the same in a third of the bytes. */
function orNull({ anyOf, ...rest }: Json): Json {
  const members = anyOf as Json[] | undefined
  const [first, second] = members ?? []
  if (members?.length === 2 && first && second?.type === 'null' && isPlain(first))
    return { ...first, ...rest, type: [first.type, 'null'] }
  return anyOf === undefined ? rest : { ...rest, anyOf }
}

function isPlain({ type, enum: values, const: only }: Json): boolean {
  return typeof type === 'string' && values === undefined && only === undefined
}
