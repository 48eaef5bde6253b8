/**
 * A bot's templates, for the operator: put in Meta's own JSON, list, delete. Sends are checked against what is put
 * here; Meta's response of a template list can be put unchanged, because unknown keys are ignored.
 */
import { type Static, Type } from 'typebox'
import type { Violation } from '../../model/errors/violation.ts'
import { withNames } from '../../model/request/named.ts'
import type { TemplateDefinition } from '../../model/template/definition.ts'
import { cursorQuery, seqAfter } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { pageOf, pageQuery, paginate } from '../kit/page.ts'
import { answerRemoved, expectedOf, ifMatchHeaders, refuseChange, tagged } from '../kit/revision.ts'
import { botParams, instant, iso, nothing, oneOf } from '../kit/schemas.ts'
import { registerTemplateInsights } from './template-insights.ts'
import { registerTemplateLibrary } from './template-library.ts'

const config = { access: 'admin' } as const
const tags = ['Template definitions']
const optional = Type.Optional

const params = Type.Object({
  botId: botParams.properties.botId,
  elementName: Type.String({ pattern: '^[a-z0-9_]{1,512}$', description: 'lowercase letters, digits and _' }),
  language: Type.String({ pattern: '^[a-z]{2,3}(_[A-Za-z]{2,4})?$', description: 'es, es_MX' }),
})

const category = oneOf(['AUTHENTICATION', 'MARKETING', 'UTILITY'])
const component = Type.Object({ type: Type.String({ minLength: 1 }) }, { additionalProperties: true })
const capitals = Type.String({
  pattern: '^[A-Z_]{1,40}$',
  description: 'in capital letters, as Meta writes it: APPROVED',
  examples: ['APPROVED'],
})

const definition = Type.Object(
  {
    name: optional(Type.String({ description: "If given, it must equal the path's element name." })),
    language: optional(Type.String({ description: "If given, it must equal the path's language." })),
    category,
    status: optional(capitals),
    components: Type.Array(component, { minItems: 1, maxItems: 20 }),
    parameter_format: optional(oneOf(['POSITIONAL', 'NAMED'])),
    id: optional(Type.String({ description: "Meta's id." })),
  },
  { description: "A template as Meta's API lists it." },
)

const view = Type.Object({
  name: Type.String(),
  language: Type.String(),
  category,
  status: Type.String(),
  components: Type.Array(component),
  parameter_format: oneOf(['POSITIONAL', 'NAMED']),
  id: Type.Union([Type.String(), Type.Null()]),
  quality: Type.Union([Type.String(), Type.Null()]),
})

withNames({ NewTemplateDefinition: definition, TemplateDefinition: view })

const changeView = Type.Object({
  id: Type.String(),
  at: instant,
  language: Type.String(),
  change: oneOf(['status', 'quality', 'category', 'category_warning', 'components']),
  value: Type.String({ description: "Meta's word." }),
  previous: Type.Union([Type.String(), Type.Null()]),
  reason: optional(Type.String()),
  effectiveAt: optional(instant),
  source: oneOf(['webhook', 'sync']),
})
const changes = Type.Object({ results: Type.Array(changeView), next: Type.Union([Type.String(), Type.Null()]) })
const changesQuery = Type.Object({ limit: cursorQuery.limit, after: seqAfter })

withNames({ TemplateHistoryItem: changeView, TemplateHistory: changes })

const path = '/manage/v1/bots/:botId/templates'
const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'List templates',
      params: botParams,
      querystring: pageQuery,
      response: { 200: pageOf(view) },
    },
  },
  changes: {
    config,
    schema: {
      tags,
      summary: 'List the changes of a template',
      params: Type.Object({ botId: params.properties.botId, elementName: params.properties.elementName }),
      querystring: changesQuery,
      response: { 200: changes },
    },
  },
  put: {
    config,
    schema: {
      tags,
      summary: 'Create or replace a template',
      params,
      headers: ifMatchHeaders,
      body: definition,
      response: { 200: view },
    },
  },
  remove: {
    config,
    schema: { tags, summary: 'Delete a template', params, headers: ifMatchHeaders, response: nothing },
  },
}

export function registerManageTemplates(app: App, deps: HttpDeps): void {
  registerTemplateLibrary(app, deps)
  registerTemplateInsights(app, deps)
  app.get(path, routes.list, async (request) => {
    const { results, ...page } = paginate(await deps.store.templates(request.params.botId), request.query)
    return { ...page, results: results.map(templateView) }
  })
  app.get(`${path}/:elementName/changes`, routes.changes, (request) => {
    const { botId, elementName } = request.params
    return listChanges(deps, { botId, elementName }, request.query)
  })
  app.put(`${path}/:elementName/:language`, routes.put, async (request, reply) => {
    const { botId, elementName, language } = request.params
    const { name, language: repeated } = request.body
    const violations = [...differs('name', name, elementName), ...differs('language', repeated, language)]
    if (violations.length > 0) return refuseInvalid(request, reply, violations)
    const template = definitionOf(elementName, language, request.body)
    const changed = await deps.store.replaceTemplate(botId, template, deps.clock(), expectedOf(request))
    if (changed.kind !== 'changed') return refuseChange(request, reply, changed)
    tagged(reply, changed.value)
    return templateView(changed.value.definition)
  })
  app.delete(`${path}/:elementName/:language`, routes.remove, async (request, reply) => {
    const { botId, elementName, language } = request.params
    const removed = await deps.store.deleteTemplate(botId, elementName, language, expectedOf(request))
    return answerRemoved(request, reply, removed)
  })
}

async function listChanges(
  { store }: HttpDeps,
  { botId, elementName }: { botId: string; elementName: string },
  asked: Static<typeof changesQuery>,
): Promise<Static<typeof changes>> {
  const limit = Math.min(Number(asked.limit ?? 50), 500)
  const before = asked.after === undefined ? undefined : Number(asked.after)
  const found = await store.templateChanges(botId, elementName, { ...(before !== undefined && { before }), limit })
  const last = found.length === limit ? found.at(-1) : undefined
  const results = found.map(({ seq, at, previous, effectiveAt, ...same }) => ({
    ...{ id: String(seq), at: iso(at), previous: previous ?? null, ...same },
    ...(effectiveAt !== undefined && { effectiveAt: iso(effectiveAt) }),
  }))
  return { results, next: last === undefined ? null : String(last.seq) }
}

function definitionOf(elementName: string, language: string, body: Static<typeof definition>): TemplateDefinition {
  const { category, status = 'APPROVED', components, parameter_format: parameterFormat, id: metaId } = body
  const format = parameterFormat === undefined ? {} : { parameterFormat }
  return { elementName, language, category, status, components, ...format, ...(metaId !== undefined && { metaId }) }
}

function differs(path: string, given: string | undefined, expected: string): Violation[] {
  return given === undefined || given === expected ? [] : [{ path, rule: 'mismatch', args: { expected } }]
}

function templateView(template: TemplateDefinition) {
  return {
    name: template.elementName,
    language: template.language,
    category: template.category,
    status: template.status,
    components: template.components,
    parameter_format: template.parameterFormat ?? ('POSITIONAL' as const),
    id: template.metaId ?? null,
    quality: template.quality ?? null,
  }
}
