/**
 * Refusals in the OpenAPI document, from the catalogue: one schema for each HTTP status, whose `error.code` and
 * `error.key` are those of the catalogue with that status, and `Error`, which is any of them. Responses are components:
 * an operation names the statuses that are particular to it, and `default` stands for all others.
 */
import { type TProperties, type TSchema, Type } from 'typebox'
import { type CatalogueEntry, catalogue } from '../../model/errors/errors.ts'
import { withName, withParts } from '../../model/request/named.ts'

const optional = Type.Optional

const texts = withName('Texts', Type.Object({ es: Type.String(), en: Type.String(), pt: Type.String() }))
const symbol = optional(Type.String({ description: 'Name of the error in the compatible API.' }))
const metaFields = {
  reason: optional(Type.String({ description: 'The reason why Meta was not reached.' })),
  metaError: optional(Type.Unknown({ description: "Meta's; null without an answer." })),
}

type Family = { name: string; title: string; fields?: TProperties }

/** By HTTP status: those of the catalogue. `fields`: beside the envelope. */
const families: Record<number, Family> = {
  400: { name: 'BadRequest', title: 'Bad Request', fields: { code: symbol } },
  401: { name: 'SecondFactor', title: 'Unauthorized' },
  403: { name: 'Forbidden', title: 'Forbidden', fields: { code: symbol } },
  404: { name: 'NotFound', title: 'Not Found' },
  408: { name: 'Timeout', title: 'Request Timeout' },
  409: {
    name: 'Conflict',
    title: 'Conflict',
    fields: { quota: optional(Type.Object({ of: Type.String(), most: Type.Integer() })) },
  },
  410: { name: 'Gone', title: 'Gone' },
  412: { name: 'Precondition', title: 'Precondition Failed' },
  413: { name: 'TooLarge', title: 'Content Too Large' },
  415: { name: 'ContentType', title: 'Unsupported Media Type' },
  416: { name: 'Range', title: 'Range Not Satisfiable' },
  421: { name: 'Host', title: 'Misdirected Request' },
  422: {
    name: 'Validation',
    title: 'Unprocessable Content',
    fields: {
      validationError: optional(
        Type.Record(Type.String(), Type.Array(texts), {
          description: "With E0422: errors by the field's path.",
          examples: [{ text: [{ es: 'Es obligatorio.', en: 'Is required.', pt: 'É obrigatório.' }] }],
        }),
      ),
      ...metaFields,
    },
  },
  429: { name: 'TooMany', title: 'Too Many Requests', fields: metaFields },
  431: { name: 'Head', title: 'Request Header Fields Too Large' },
  500: {
    name: 'Internal',
    title: 'Internal Server Error',
    fields: { errorId: optional(Type.String({ description: 'The id by which the log names the cause.' })) },
  },
  502: { name: 'BadGateway', title: 'Bad Gateway', fields: metaFields },
  503: { name: 'Unavailable', title: 'Service Unavailable' },
}

const entries: [string, CatalogueEntry][] = Object.entries(catalogue)
const statuses = [...new Set(entries.map(([, { status }]) => status))].toSorted((one, other) => one - other)

function familyOf(status: number): Family {
  const family = families[status]
  if (family === undefined) throw new Error(`No schema is named for errors with the status ${status}`)
  return family
}

function ofStatus(status: number): [string, CatalogueEntry][] {
  return entries.filter(([, entry]) => entry.status === status)
}

const common = withName(
  'Failure',
  Type.Object({
    message: Type.Array(Type.String(), { description: 'In the language of Accept-Language; English by default.' }),
    statusMessage: Type.Literal('failed'),
    status: Type.Literal(0),
  }),
)

function envelope(cause: TSchema, fields: TProperties = {}) {
  return withParts(Type.Object({ ...common.properties, ...fields, error: cause }), common)
}

/** What causes of every status have. */
const causeTexts = withName(
  'CauseTexts',
  Type.Object({ description: Type.String(), developerMessages: texts, clientMessages: texts }),
)

/** What `error` says with this status. */
function causeOf(status: number) {
  const found = ofStatus(status)
  return withName(
    `Cause${familyOf(status).name}`,
    withParts(
      Type.Object({
        code: Type.Enum(found.map(([, { code }]) => code)),
        key: Type.Enum(found.map(([key]) => key)),
        ...causeTexts.properties,
      }),
      causeTexts,
    ),
  )
}

const causes = new Map(statuses.map((status) => [status, causeOf(status)]))

function errorOf(status: number) {
  const { name, fields } = familyOf(status)
  return withName(`Error${name}`, envelope(causes.get(status) ?? Type.Never(), fields))
}

/** `code` and `key` tell which of the causes it is: each is of one schema alone. */
const anyCause = withName('Cause', Type.Unsafe<Record<string, unknown>>({ oneOf: [...causes.values()] }))
const anyError = withName('Error', envelope(anyCause))

const authenticationFailed = withName(
  'AuthenticationFailed',
  Type.Object({ message: Type.Literal('Authentication failed') }),
)
const templateRefused = withName(
  'TemplateRefused',
  Type.Object(
    {
      message: Type.Array(Type.String()),
      status: Type.Literal('failed'),
      _metadata: Type.Object({ error: Type.Object({}), body: Type.Record(Type.String(), Type.Unknown()) }),
      error: Type.Object({}),
    },
    { description: 'The template does not exist or is not approved in this language. Echoes the normalized request.' },
  ),
)

export type Refusal = { description: string; schema: TSchema; headers: readonly string[] }

const errors = new Map(statuses.map((status) => [status, errorOf(status)]))
const retried = new Set([429, 503])

function refusal(status: number): Refusal {
  const schema = errors.get(status) ?? anyError
  return { description: familyOf(status).title, schema, headers: retried.has(status) ? ['Retry-After'] : [] }
}

/** Responses by the name of their component: mostly the status. */
export const refusals: Record<string, Refusal> = {
  ...Object.fromEntries(statuses.map((status) => [String(status), refusal(status)])),
  401: { description: 'Unauthorized', schema: authenticationFailed, headers: ['WWW-Authenticate'] },
  SignInRefused: {
    description: 'Unauthorized',
    schema: Type.Unsafe<Record<string, unknown>>({ anyOf: [authenticationFailed, errors.get(401) ?? anyError] }),
    headers: [],
  },
  TemplateRefused: {
    description: 'Bad Request',
    schema: Type.Unsafe<Record<string, unknown>>({ anyOf: [templateRefused, errors.get(400) ?? anyError] }),
    headers: [],
  },
  Error: {
    description: 'Any other refusal, such as 401, 403, 429, 500 and 503: `error.key` says which.',
    schema: Type.Unsafe<Record<string, unknown>>({ anyOf: [anyError, authenticationFailed] }),
    headers: ['Retry-After'],
  },
}
