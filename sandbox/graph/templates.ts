/**
 * Reading templates in the Graph API: lists with filters, fields and pages, and one by its id (cloud-api.md 3.1).
 * Creation, change and deletion are in graph/template-edit.ts.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { numbersOf } from '../numbers.ts'
import { findInLibrary } from '../templates/library.ts'
import type { Template } from '../templates/template.ts'
import { type Json, parseJson } from '../wire.ts'
import type { World } from '../world.ts'
import { unknownObject } from './error.ts'
import { type ById, pageOf, pick, sendJson, sendRefusal } from './request.ts'
import { registerTemplateEditRoutes } from './template-edit.ts'

type ByTemplate = { Params: { id: string; templateId: string }; Querystring: ById['Querystring'] }

export function registerTemplateRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>('/:id/message_templates', (request, reply) => list(world, request, reply))
  app.get<{ Querystring: Record<string, string> }>('/message_template_library', (request, reply) =>
    sendJson(reply, pageOf(request, findInLibrary(request.query))),
  )
  // Not in Meta's API: one client reads a template by this path.
  app.get<ByTemplate>('/:id/message_templates/:templateId', (request, reply) => {
    const { templateId } = request.params
    const found = templateObject(world, templateId)
    if (found === undefined) return sendRefusal(world, reply, unknownObject(templateId, 'get'))
    return sendJson(reply, pick(found, request.query.fields, templateId))
  })
  registerTemplateEditRoutes(app, world)
}

function list(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const { params, query } = request
  if (numbersOf(world, params.id).length === 0) return sendRefusal(world, reply, unknownObject(params.id, 'get'))
  const found = world.templates.all(params.id).filter((template) => passes(template, query))
  const { fields } = query
  const shown = found.map((one) => (fields === undefined ? plainOf(one) : pick(describe(one), fields, one.id)))
  return sendJson(reply, pageOf(request, shown))
}

export function templateObject(world: World, id: string): object | undefined {
  const template = world.templates.byId(id)
  return template === undefined ? undefined : describe(template)
}

/** The fields returned when the request names none. */
function plainOf(template: Template): object {
  const { quality_score: _quality, rejected_reason: _reason, last_updated_time: _time, ...plain } = template
  return plain
}

function describe(template: Template): Json {
  return { quality_score: { score: 'UNKNOWN' }, rejected_reason: 'NONE', ...template }
}

function passes(template: Template, query: ById['Querystring']): boolean {
  const { name, name_or_content: nameOrContent } = query
  const quality = template.quality_score?.score ?? 'UNKNOWN'
  return (
    (name === undefined || template.name.includes(name)) &&
    (nameOrContent === undefined || contains(template, nameOrContent.toLowerCase())) &&
    isAmong(query.status, template.status) &&
    isAmong(query.category, template.category) &&
    isAmong(query.language, template.language) &&
    isAmong(query.quality_score, quality)
  )
}

function contains({ name, components }: Template, wanted: string): boolean {
  return name.includes(wanted) || components.some(({ text }) => text?.toLowerCase().includes(wanted))
}

/** One value, or several as a JSON array or comma-separated; clients differ. */
function isAmong(wanted: string | undefined, value: string): boolean {
  if (wanted === undefined) return true
  const parsed = wanted.startsWith('[') ? parseJson(wanted) : wanted.split(',')
  return (Array.isArray(parsed) ? parsed : [wanted]).some((one) => String(one).toLowerCase() === value.toLowerCase())
}
