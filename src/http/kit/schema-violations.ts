/**
 * Converts Ajv's errors to violations with the field's path and the rule's figures. Only the management API is
 * validated by schemas; the compatible API has parsers of its own.
 */

import type { Violation } from '../../model/errors/violation.ts'
import { maxViolations } from '../../model/request/check.ts'

/** The members read of Ajv's error object with `verbose` on. */
export type SchemaError = {
  keyword: string
  instancePath: string
  schemaPath: string
  params: Record<string, unknown>
  data?: unknown
  parentSchema?: Record<string, unknown>
}

/** `context` names the part of the request, and replaces the path when that part as a whole is wrong. */
export function schemaViolations(errors: object[], context = 'body'): Violation[] {
  const all = errors as SchemaError[]
  // A union in a list fails for each item, always with the same path in the schema.
  const unions = [...new Set(all.filter(({ keyword }) => keyword === 'anyOf').map((error) => `${error.schemaPath}/`))]
  const isBranch = ({ schemaPath }: SchemaError) => unions.some((union) => schemaPath.startsWith(union))
  return all
    .filter((error) => !isBranch(error))
    .slice(0, maxViolations)
    .map((error) => violation(error, pathOf(error.instancePath, context)))
}

/** JSON pointer to dotted path. */
function pathOf(pointer: string, context: string): string {
  if (pointer === '') return context
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
}

function violation(error: SchemaError, path: string): Violation {
  const { params, parentSchema = {} } = error
  const within = (field: unknown) => (error.instancePath === '' ? String(field) : `${path}.${field}`)
  switch (error.keyword) {
    case 'required':
      return { path: within(params.missingProperty), rule: 'required' }
    case 'additionalProperties':
      return { path: within(params.additionalProperty), rule: 'unknown_field' }
    case 'type':
      return { path, rule: 'type', args: { expected: String(params.type) } }
    case 'enum':
      return { path, rule: 'one_of', args: { values: list(params.allowedValues) } }
    case 'minLength':
      return { path, rule: 'empty' }
    case 'maxLength':
      return { path, rule: 'too_long', args: { actual: lengthOf(error.data), limit: Number(params.limit) } }
    case 'minItems':
    case 'minProperties':
      return { path, rule: 'too_few', args: { actual: lengthOf(error.data), limit: Number(params.limit) } }
    case 'maxItems':
      return { path, rule: 'too_many', args: { actual: lengthOf(error.data), limit: Number(params.limit) } }
    case 'minimum':
    case 'maximum':
      return { path, rule: 'range', args: { min: figure(parentSchema.minimum), max: figure(parentSchema.maximum) } }
    case 'uniqueItems': {
      const [first, second] = [Number(params.i), Number(params.j)].sort((a, b) => a - b)
      return { path: `${path}.${second}`, rule: 'duplicate', args: { other: `${path}.${first}` } }
    }
    default:
      return { path, rule: 'format', args: { expected: String(parentSchema.description ?? params.pattern ?? '') } }
  }
}

function list(values: unknown): string {
  return Array.isArray(values) ? values.join(',') : ''
}

function figure(limit: unknown): number | string {
  return typeof limit === 'number' ? limit : '…'
}

function lengthOf(data: unknown): number {
  if (typeof data === 'string') return [...data].length
  if (Array.isArray(data)) return data.length
  return typeof data === 'object' && data !== null ? Object.keys(data).length : 0
}
