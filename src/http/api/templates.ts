/**
 * A bot's templates for the compatible API (jelou-api.md, section 7): list, create, one by name; and what the documents
 * leave open: change, delete, preview, sync. `model/template` validates requests; what Meta must decide is asked of
 * Meta before the response.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Static } from 'typebox'
import type { Violation } from '../../model/errors/violation.ts'
import { withName } from '../../model/request/named.ts'
import { metaLanguage } from '../../model/template/create-language.ts'
import { fitTemplate } from '../../model/template/fit.ts'
import { languageNotices } from '../../model/template/language.ts'
import { renderTemplate } from '../../model/template/preview.ts'
import { templateStatuses } from '../../model/template/record.ts'
import { parseHsmRequest } from '../../model/template/request.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { noteFit } from '../kit/idempotency.ts'
import { isLearning, refuseLearning } from '../kit/no-template.ts'
import { frameOf, paginationOf } from '../kit/page.ts'
import { botParams, unchecked } from '../kit/schemas.ts'
import { chooseShown, storedOf } from './template-choice.ts'
import {
  createSchema,
  done,
  editQuery,
  editSchema,
  languageQuery,
  previewRequestSchema,
  previewSchema,
  removalQuery,
  removedSchema,
  sendQuery,
  syncedSchema,
  templateListSchema,
  templateParams,
  templateSchema,
  templatesQuery,
  templatesSchema,
} from './template-schemas.ts'
import { oldTemplateView, templateView } from './template-view.ts'
import { createTemplate, editTemplate, removeTemplate, syncTemplates } from './template-writes.ts'

const path = '/v1/bots/:botId/templates'
const one = `${path}/:elementName`
const access = { config: { access: 'client' as const } }
const tags = ['Templates']
const saved = { 200: withName('SavedTemplate', done(templateSchema)) }

/** The model parses bodies, and this file the flag. */
const bodyUnchecked = { validatorCompiler: unchecked }

export function registerTemplates(app: App, deps: HttpDeps): void {
  const about = { tags, params: templateParams }
  const listed = { querystring: templatesQuery, response: { 200: templateListSchema } }
  app.get(
    path,
    { ...access, schema: { tags, summary: 'List templates', params: botParams, ...listed } },
    (request, reply) => list(deps, request, reply, request.query),
  )
  const creation = { params: botParams, querystring: sendQuery, body: createSchema, response: saved }
  app.post(
    path,
    { ...access, ...bodyUnchecked, schema: { tags, summary: 'Create a template', ...creation } },
    (request, reply) => createTemplate(deps, request, reply, request.query),
  )
  app.post(
    `${path}/sync`,
    {
      ...access,
      schema: { tags, summary: 'Sync templates with Meta', params: botParams, response: { 200: syncedSchema } },
    },
    (request, reply) => syncTemplates(deps, request, reply),
  )
  const found = { querystring: languageQuery, response: { 200: templatesSchema } }
  app.get(one, { ...access, schema: { ...about, summary: 'Read a template', ...found } }, (request, reply) =>
    read(deps, request, reply, request.params.elementName, request.query.language),
  )
  registerEdits(app, deps)
  const removal = { querystring: removalQuery, response: { 200: removedSchema } }
  app.delete(one, { ...access, schema: { ...about, summary: 'Delete a template', ...removal } }, (request, reply) =>
    removeTemplate(deps, request, reply, request.params.elementName, request.query.language),
  )
  const rendering = { body: previewRequestSchema, response: { 200: previewSchema } }
  app.post(
    `${one}/preview`,
    { ...access, ...bodyUnchecked, schema: { ...about, summary: 'Preview a template', ...rendering } },
    (request, reply) => preview(deps, request, reply, request.params.elementName),
  )
}

function registerEdits(app: App, deps: HttpDeps): void {
  const changing = { config: { ...access.config, isDestructive: true as const }, ...bodyUnchecked }
  const schema = { tags, params: templateParams, querystring: editQuery, body: editSchema, response: saved }
  app.put(one, { ...changing, schema: { ...schema, summary: 'Replace a template' } }, (request, reply) =>
    editTemplate(deps, request, reply, 'replace', { ...request.params, ...request.query }),
  )
  app.patch(one, { ...changing, schema: { ...schema, summary: 'Change a template' } }, (request, reply) =>
    editTemplate(deps, request, reply, 'merge', { ...request.params, ...request.query }),
  )
}

// ── reading ─────────────────────────────────────────────────

const limits = { limit: 50, max: 500 }
const maxLinks = 100

async function list(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  query: Static<typeof templatesQuery>,
) {
  const bot = botOf(request)
  const violations = [
    ...notOneOf('status', query.status, templateStatuses),
    ...notOneOf('category', query.category, ['UTILITY', 'MARKETING', 'AUTHENTICATION']),
  ]
  if (violations.length > 0) return refuseInvalid(request, reply, violations)
  const frame = frameOf(query, limits)
  const { total, templates } = await deps.store.listTemplates({
    botId: bot.id,
    query: query.query,
    status: query.status?.toUpperCase(),
    category: query.category?.toUpperCase(),
    language: query.language && metaLanguage(query.language),
    limit: frame.limit,
    offset: frame.offset,
  })
  const pagination = paginationOf(frame, total)
  return {
    data: templates.map(templateView),
    pagination,
    _metadata: {},
    results: templates.map((template) => oldTemplateView(bot.id, template)),
    links: Array.from({ length: Math.min(pagination.totalPages, maxLinks) }, (_, index) => ({
      number: index + 1,
      url: `/v1/bots/${encodeURIComponent(bot.id)}/templates?page=${index + 1}&limit=${frame.limit}`,
    })),
  }
}

/** In any case, so not by the schema, which would list both. */
function notOneOf(path: string, given: string | undefined, values: readonly string[]): Violation[] {
  if (given === undefined || values.includes(given.toUpperCase())) return []
  return [{ path, rule: 'one_of', args: { values: values.join(',') } }]
}

async function read(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  elementName: string,
  language: string | undefined,
) {
  const stored = await storedOf(deps, request, elementName, language)
  if (stored.length > 0) return { data: stored.map(templateView) }
  return (await isLearning(deps, request)) ? refuseLearning(request, reply) : refuse(request, reply, 'NOT_FOUND')
}

async function preview(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, elementName: string) {
  const body = typeof request.body === 'object' && request.body !== null ? request.body : {}
  // Never sent: the number only completes the request.
  const whole = { parameters: [], ...body, elementName, destinations: ['593987654321'] }
  const parsed = parseHsmRequest(whole, { now: deps.clock(), allowPrivateMedia: deps.allowPrivateMedia })
  if (!parsed.ok) return refuseInvalid(request, reply, parsed.violations)
  const all = await storedOf(deps, request, elementName)
  if (all.length === 0 && (await isLearning(deps, request))) return refuseLearning(request, reply)
  const shown = chooseShown(request, reply, all, parsed.value.language)
  if (shown === undefined) return reply
  const { definition: chosen } = shown
  const fitted = fitTemplate(parsed.value, chosen)
  if (!fitted.ok) return refuseInvalid(request, reply, fitted.violations)
  const { language, status } = chosen
  noteFit(reply, [...languageNotices(shown), ...(fitted.notices ?? [])])
  return { data: { elementName, language, status, ...renderTemplate(chosen, fitted.value) } }
}
