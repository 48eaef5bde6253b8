/**
 * Whether what the gateway says is what the OpenAPI document says: answers by operation and status, events by type. Strict: a member that the
 * document does not name is a fault. Receivers look at every delivery, so each flow test checks the events that it causes.
 */
import Schema from 'typebox/schema'
import { inlined, openapi } from './openapi.ts'

type Json = Record<string, unknown>
export type Content = Record<string, { schema: object; example?: unknown }>
export type Described = {
  operationId: string
  tags: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: Json }[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { description: string; headers?: Json; content?: Content }>
  security?: Json[]
}
type Document = {
  paths: Record<string, Record<string, Described>>
  webhooks: Record<string, { post: Described }>
}

let document: Document | undefined
/** Read once, and only where it is needed. */
export function described(): Document {
  document ??= inlined<Document>(openapi)
  return document
}

const validators = new WeakMap<object, (value: unknown) => string[]>()

/** What is wrong with a value, by the document's schema. */
export function faultsOf(schema: object, value: unknown): string[] {
  const known = validators.get(schema) ?? validatorOf(strict(schema) as object)
  validators.set(schema, known)
  return known(value)
}

function validatorOf(schema: object): (value: unknown) => string[] {
  const compiled = Schema.Compile(schema)
  return (value) => {
    if (compiled.Check(value)) return []
    const [, errors] = compiled.Errors(value)
    return errors.map(({ instancePath, message }) => `${instancePath} ${message}`)
  }
}

/** An object names all its members, together with its parts. */
function strict(schema: unknown, isPart = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => strict(one))
  if (typeof schema !== 'object' || schema === null) return schema
  const { discriminator: _, properties, allOf, ...rest } = schema as Json
  const inner = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [key, nested.has(key) ? strict(value) : value]),
  )
  const isOpen = (properties === undefined && allOf === undefined) || 'additionalProperties' in rest || isPart
  return {
    ...inner,
    ...(properties === undefined ? {} : { properties: mapped(properties as Json) }),
    ...(allOf === undefined ? {} : { allOf: (allOf as unknown[]).map((part) => strict(part, true)) }),
    ...(isOpen ? {} : { unevaluatedProperties: false }),
  }
}

const nested = new Set(['items', 'anyOf', 'oneOf', 'additionalProperties'])

function mapped(properties: Json): Json {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strict(schema)]))
}

/** `type`: the header X-Recado-Event. */
export function faultsOfEvent(type: string, body: unknown): string[] {
  const schema = described().webhooks[type]?.post.requestBody?.content['application/json']?.schema
  return schema === undefined ? [`no event is named ${type}`] : faultsOf(schema, body)
}

export type Told = { method: string; path: string; status: number; type: string; body: unknown }

/** `path`: with its values; query and host apart. */
export function faultsOfAnswer({ method, path, status, type, body }: Told): string[] {
  const operation = operationAt(method, path)
  if (operation === undefined) return []
  const response = operation.responses[status] ?? operation.responses.default
  if (response === undefined) return [`${operation.operationId} does not answer ${status}`]
  const [named = ''] = type.split(';')
  if (named === '') return body === undefined || body === '' ? [] : [`${operation.operationId} ${status}: no type`]
  const content = response.content?.[named] ?? response.content?.['*/*']
  if (content === undefined) return [`${operation.operationId} ${status} does not answer ${named}`]
  if (named !== 'application/json') return []
  return faultsOf(content.schema, body).map((fault) => `${operation.operationId} ${status}: ${fault}`)
}

/** Plain paths before those with parameters, as the router has it. */
export function operationAt(method: string, path: string): Described | undefined {
  const parts = path.split('/')
  const fitting = Object.entries(described().paths).filter(([template]) => {
    const wanted = template.split('/')
    return wanted.length === parts.length && wanted.every((one, at) => one.startsWith('{') || one === parts[at])
  })
  const plain = ([template]: [string, unknown]) => template.split('{').length
  const ordered = fitting.toSorted((one, other) => plain(one) - plain(other))
  return ordered.flatMap(([, methods]) => methods[method.toLowerCase()] ?? [])[0]
}
