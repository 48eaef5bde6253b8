/**
 * One operation of the OpenAPI document from its route: parameters, body and answers are the route's own schemas,
 * security and refusals follow from its access, and the rest is in `extras.ts`.
 */
import type { FastifySchema, RouteOptions } from 'fastify'
import { Type } from 'typebox'
import { type OperationId, operationIdOf, operationName, operationOf } from '../../model/access/operations.ts'
import { ifMatchHeaders } from '../kit/revision.ts'
import { idempotencyHeaders } from '../kit/schemas.ts'
import { examples, formExamples } from './examples.ts'
import { type Extras, extras } from './extras.ts'
import type { HeaderName } from './headers.ts'
import type { Json, Schemas } from './schemas.ts'
import { textsOf } from './texts.ts'

export type Route = RouteOptions & { schema: FastifySchema }

export function operationDocument(route: Route, schemas: Schemas): Json {
  const name = operationName(String(route.method), route.url)
  const id = operationIdOf(name)
  if (id === undefined) throw new Error(`${name} has no id`)
  const { schema } = route
  const parameters = parametersOf(schema, schemas)
  const body = schema.body === undefined ? undefined : bodyOf(schema.body as object, id, schemas)
  return {
    operationId: id,
    summary: schema.summary,
    description: textsOf(id).about,
    tags: schema.tags,
    ...security(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: body }),
    responses: { ...answersOf(route, id, schemas), ...refusalsOf(route, id) },
  }
}

// ── the request ─────────────────────────────────────────────

const places = { params: 'path', querystring: 'query', headers: 'header' } as const

function parametersOf(schema: FastifySchema, schemas: Schemas): Json[] {
  return Object.entries(places).flatMap(([part, place]) => {
    const { properties = {}, required = [] } = (schema[part as keyof typeof places] ?? {}) as ObjectSchema
    return Object.entries(properties).map(([name, property]) => {
      // A named schema is only referred to, and says elsewhere what it is.
      const { description = (property as Json).description, ...rest } = schemas.of(property)
      return {
        name: place === 'header' ? headerName(name) : name,
        in: place,
        ...(required.includes(name) || place === 'path' ? { required: true } : {}),
        // Whose name says all: linters want a description, and the document has a bound.
        description: description ?? (place === 'query' ? 'Filter.' : 'Id.'),
        schema: rest,
      }
    })
  })
}

type ObjectSchema = { properties?: Record<string, object>; required?: string[] }

function headerName(name: string): string {
  return name.replaceAll(/(^|-)(\w)/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
}

type Content = Record<string, { schema: object }>

function bodyOf(body: object, id: OperationId, schemas: Schemas): Json {
  const { content } = body as { content?: Content }
  const whole = content ?? { 'application/json': { schema: withoutNull(body) } }
  const isRequired = content !== undefined || withoutNull(body) === body
  return {
    ...(isRequired ? { required: true } : {}),
    content: Object.fromEntries(
      Object.entries(whole).map(([type, one]) => [type, { schema: schemas.of(one.schema), ...exampleOf(type, id) }]),
    ),
  }
}

function exampleOf(type: string, id: OperationId): Json {
  const example = (type === 'application/json' ? examples : formExamples)[id]
  return example === undefined ? {} : { example }
}

/** A body that may be absent is null to the validator. */
function withoutNull(body: object): object {
  const { anyOf = [] } = body as { anyOf?: { type?: string }[] }
  const [first, second] = anyOf
  return first !== undefined && second?.type === 'null' ? first : body
}

// ── the answers ─────────────────────────────────────────────

function answersOf({ schema }: Route, id: OperationId, schemas: Schemas): Record<string, Json> {
  const own: Extras = extras[id] ?? {}
  const declared = Object.entries((schema.response ?? {}) as Record<string, object>)
  const answers = declared.length > 0 ? declared : [['200', own.answer ?? Type.Null()] as const]
  return Object.fromEntries(
    answers.map(([status, answer]) => [status, answerOf(answer, filesOf(own), headersOf(schema, own), schemas)]),
  )
}

function answerOf(answer: object, files: Json, headers: readonly HeaderName[], schemas: Schemas): Json {
  const { description, type } = answer as { description?: string; type?: string }
  const json = type === 'null' ? {} : { 'application/json': { schema: schemas.of(answer) } }
  const content = { ...json, ...files }
  return {
    description: description ?? (type === 'null' ? 'Done.' : 'OK'),
    ...(headers.length === 0 ? {} : { headers: headerRefs(headers) }),
    ...(Object.keys(content).length === 0 ? {} : { content }),
  }
}

export function headerRefs(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

function filesOf({ files = {} }: Extras): Json {
  const schemaOf = (kind: 'text' | 'bytes') => ({
    type: 'string',
    ...(kind === 'bytes' ? { format: 'binary' } : {}),
  })
  return Object.fromEntries(Object.entries(files).map(([type, kind]) => [type, { schema: schemaOf(kind) }]))
}

function headersOf({ headers }: FastifySchema, { headers: own = [] }: Extras): HeaderName[] {
  return [...(headers === idempotencyHeaders ? sendHeaders : []), ...own]
}

const sendHeaders = ['Idempotency-Replayed', 'Recado-Window', 'Recado-Ignored'] as const satisfies HeaderName[]

// ── access ──────────────────────────────────────────────────

/** Nothing where it is the document's own, `ofManagement`. Routes of the own account require a session alone. */
function security({ config, method, url }: Route): { security?: Json[] } {
  const access = config?.access
  if (access !== 'client' && access !== 'admin') return { security: [] }
  if (operationOf(operationName(String(method), url))?.permission === 'self') return { security: [{ session: [] }] }
  return access === 'admin' ? {} : { security: ofAny(access) }
}

function ofAny(access: 'client' | 'admin'): Json[] {
  return [{ [access]: [] }, { key: [] }, { keyHeader: [] }, { session: [] }]
}

/** Most operations are of the management API: the document has theirs once. */
export const ofManagement = ofAny('admin')

/** `default` stands for the refusals of every operation, such as 403, 429 and 500. */
function refusalsOf(route: Route, id: OperationId): Record<string, Json> {
  const named = new Map([...statusesOf(route), ...(extras[id]?.refuses ?? [])].map(componentOf))
  const statuses = [...named].toSorted(([one], [other]) => Number(one) - Number(other))
  return Object.fromEntries([...statuses, ['default', 'Error'] as const].map(([status, name]) => [status, refTo(name)]))
}

function componentOf(refusal: number | 'TemplateRefused' | 'SignInRefused'): [status: string, name: string] {
  if (refusal === 'TemplateRefused') return ['400', refusal]
  if (refusal === 'SignInRefused') return ['401', refusal]
  return [String(refusal), String(refusal)]
}

function refTo(name: string): Json {
  return { $ref: `#/components/responses/${name}` }
}

function statusesOf({ config, schema, url }: Route): number[] {
  const { access, isNeverRefused } = config ?? {}
  const hasInput = schema.body !== undefined || schema.querystring !== undefined
  const isNamed = url.includes(':')
  if (access === 'meta' || isNeverRefused) return [421]
  if (access === 'panel') return [400, 401, 404, 409, 422]
  if (access === 'public') return [...(schema.body ? [400, 422] : []), ...(isNamed ? [404] : [421])]
  const others = [...(schema.headers === ifMatchHeaders ? [412] : []), ...(hasInput ? [422] : [])]
  // 400 and 404 are under `default`, which has their form: naming them everywhere takes 8 kB of 300. The 401 of clients
  // has a form of its own. Linters ask for one refusal by its number.
  if (access === 'client') return [401, ...others]
  return others.length > 0 ? others : [isNamed ? 404 : 401]
}
