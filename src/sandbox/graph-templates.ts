// Templates over the Graph API: list with filters, fields and cursors; create (approved at once); delete by name or id
// (cloud-api.md 3.1). The cursor is the position of the next template, in base64 as Graph's are.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { unknownObject } from './graph-error.ts'
import { type ById, pick, sendJson, sendRefusal } from './graph-routes.ts'
import { type Template, templateFrom } from './template.ts'
import { parseJson } from './wire.ts'
import type { World } from './world.ts'

export function registerTemplateRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>('/:id/message_templates', (request, reply) => list(world, request, reply))
  app.post<ById>('/:id/message_templates', (request, reply) => create(world, request, reply))
  app.delete<ById>('/:id/message_templates', (request, reply) => {
    const { name = '', hsm_id: hsmId } = request.query
    if (!isWaba(world, request.params.id)) return sendRefusal(world, reply, unknownObject(request.params.id, 'delete'))
    return world.templates.remove(request.params.id, name, hsmId) > 0
      ? reply.send({ success: true })
      : sendRefusal(world, reply, { code: 100, httpStatus: 404, details: `message template ${name} does not exist` })
  })
}

function isWaba(world: World, id: string): boolean {
  return [...world.numbers.values()].some(({ wabaId }) => wabaId === id)
}

function list(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const { params, query } = request
  if (!isWaba(world, params.id)) return sendRefusal(world, reply, unknownObject(params.id, 'get'))
  const found = world.templates.all(params.id).filter((template) => passes(template, query))
  const from = query.after === undefined ? 0 : Number(Buffer.from(query.after, 'base64').toString()) || 0
  const limit = Math.min(Math.max(Number(query.limit ?? 25) || 25, 1), 1_000)
  const page = found.slice(from, from + limit)
  const after = cursor(from + page.length)
  const hasMore = from + page.length < found.length
  const next = `http://${request.host}/v25.0/${params.id}/message_templates?limit=${limit}&after=${after}`
  const paging = { cursors: { before: cursor(from), after }, ...(hasMore ? { next } : {}) }
  const data = page.map((template) => pick(template, query.fields, template.id))
  return sendJson(reply, 200, JSON.stringify({ data, ...(page.length === 0 ? {} : { paging }) }))
}

function cursor(position: number): string {
  return Buffer.from(String(position)).toString('base64url')
}

function passes(template: Template, query: ById['Querystring']): boolean {
  const wanted = (value: string | undefined, of: string) =>
    value === undefined || valuesOf(value).includes(of.toLowerCase())
  return (
    (query.name === undefined || template.name.includes(query.name)) &&
    wanted(query.status, template.status) &&
    wanted(query.category, template.category) &&
    wanted(query.language, template.language)
  )
}

/** One value, or several as a JSON array: one client sends them so. */
function valuesOf(value: string): string[] {
  const parsed = value.startsWith('[') ? parseJson(value) : undefined
  return (Array.isArray(parsed) ? parsed : [value]).map((one) => String(one).toLowerCase())
}

function create(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const wabaId = request.params.id
  if (!isWaba(world, wabaId)) return sendRefusal(world, reply, unknownObject(wabaId, 'post'))
  const body = typeof request.body === 'string' ? parseJson(request.body) : undefined
  const template = templateFrom(body, world.random.digits(16), 'APPROVED')
  if (template === undefined)
    return sendRefusal(world, reply, {
      code: 100,
      details: 'name, language, category and components with a BODY are required',
    })
  if (world.templates.named(wabaId, template.name).some(({ language }) => language === template.language))
    return sendRefusal(world, reply, {
      code: 100,
      subcode: 2388024,
      details: 'Content in This Language Already Exists',
    })
  world.templates.put(wabaId, template)
  return reply.send({ id: template.id, status: template.status, category: template.category })
}
