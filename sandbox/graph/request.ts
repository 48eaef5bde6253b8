/**
 * Reads Graph requests as tolerantly as Graph does: parameters come in the query, as JSON, as a form or as parts; lists
 * are paged with cursors.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { traceId } from '../trace-id.ts'
import { isJson, type Json, parseJson } from '../wire.ts'
import type { World } from '../world.ts'
import { errorBody, httpStatusOf, type Refusal } from './error.ts'
import { readMultipart } from './multipart.ts'

export type Query = Record<string, string | undefined>
export type ById = { Params: { id: string }; Querystring: Query }

/** The parameters of the query and of the body; the body's win. */
export function parametersOf(request: FastifyRequest): Json {
  const query = request.query as Json
  const type = request.headers['content-type'] ?? ''
  const { body } = request
  if (Buffer.isBuffer(body) && type.startsWith('multipart/form-data')) {
    const parts = readMultipart(body, type).filter(({ filename }) => filename === undefined)
    return { ...query, ...Object.fromEntries(parts.map(({ name, bytes }) => [name, bytes.toString('utf8')])) }
  }
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : typeof body === 'string' ? body : ''
  const parsed = parseJson(text)
  if (isJson(parsed)) return { ...query, ...parsed }
  if (!type.startsWith('application/x-www-form-urlencoded')) return query
  return { ...query, ...Object.fromEntries(new URLSearchParams(text)) }
}

/** A JSON value, also when it is a string that contains JSON, as in forms and queries. */
export function jsonValue(value: unknown): unknown {
  return typeof value === 'string' ? (parseJson(value) ?? value) : value
}

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1' || value === 1
}

export function sendRefusal(world: World, reply: FastifyReply, refusal: Refusal): FastifyReply {
  return sendText(reply, httpStatusOf(refusal), errorBody(refusal, traceId(world)))
}

export function sendText(reply: FastifyReply, statusCode: number, body: string): FastifyReply {
  return reply.code(statusCode).header('content-type', 'application/json; charset=utf-8').send(body)
}

export function sendJson(reply: FastifyReply, value: object): FastifyReply {
  return sendText(reply, 200, JSON.stringify(value))
}

export function sendSuccess(reply: FastifyReply): FastifyReply {
  return sendText(reply, 200, '{"success":true}')
}

export function requires(name: string): Refusal {
  return { code: 100, message: `(#100) The parameter ${name} is required.` }
}

export function wrongParameter(details: string): Refusal {
  return { code: 100, message: `(#100) ${details}`, details }
}

export function originOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`
}

/** `?fields=a,b{c},d.limit(2)`: these fields and the id, as in Graph. */
export function pick(object: object, fields: string | undefined, id: string): object {
  const names = fieldNames(fields)
  if (names === undefined) return object
  return { ...Object.fromEntries(Object.entries(object).filter(([key]) => names.includes(key))), id }
}

export function fieldNames(fields: string | undefined): readonly string[] | undefined {
  if (fields === undefined || fields === '') return undefined
  // Brackets belong to the field before them, commas included.
  const flat = fields.replace(/\{[^{}]*\}|\([^()]*\)/g, '')
  return flat.split(',').map((field) => field.trim().replace(/[.({].*$/, ''))
}

/** `limit`, `after` and `before`; a cursor is an offset in the list, in base64 as Graph's are. */
export function pageOf(request: FastifyRequest, items: readonly object[], size = 25): object {
  const query = request.query as Query
  const limit = Math.min(Math.max(Number(query.limit ?? size) || size, 1), 1_000)
  const end = query.before === undefined ? items.length : placeOf(query.before)
  const from = query.before === undefined ? placeOf(query.after) : Math.max(end - limit, 0)
  const data = items.slice(from, Math.min(from + limit, end))
  if (data.length === 0) return { data }
  const [before, after] = [cursorOf(from), cursorOf(from + data.length)]
  const paging = {
    cursors: { before, after },
    ...(from > 0 ? { previous: addressOf(request, limit, 'before', before) } : {}),
    ...(from + data.length < items.length ? { next: addressOf(request, limit, 'after', after) } : {}),
  }
  return { data, paging }
}

function placeOf(cursor: string | undefined): number {
  return cursor === undefined ? 0 : Math.max(Number(Buffer.from(cursor, 'base64').toString()) || 0, 0)
}

function cursorOf(position: number): string {
  return Buffer.from(String(position)).toString('base64url')
}

/** The same request for another page, without the token. */
function addressOf(request: FastifyRequest, limit: number, name: 'before' | 'after', cursor: string): string {
  const [path = '', search = ''] = request.originalUrl.split('?')
  const query = new URLSearchParams(search)
  for (const other of ['before', 'after', 'access_token']) query.delete(other)
  query.set('limit', String(limit))
  query.set(name, cursor)
  return `${originOf(request)}${path}?${query}`
}
