/**
 * Control API routes for templates and flows: the acts of Meta's reviewers and quality rating, by hand, and a flow's
 * JSON for the phone to draw. Each act emits its webhook.
 */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { problemsOf } from '../flow.ts'
import { disabled, type Reviews, reviewModes, type TemplateReview, unpaused } from '../templates/review.ts'
import type { Template } from '../templates/template.ts'
import { isJson, parseJson, textAt } from '../wire.ts'
import type { World } from '../world.ts'

type ById = { Params: { id: string }; Querystring: { wabaId?: string } }

export function registerTemplateControlRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>('/templates', (request) =>
    accountsOf(world)
      .filter((wabaId) => request.query.wabaId === undefined || request.query.wabaId === wabaId)
      .flatMap((wabaId) => world.templates.all(wabaId).map((template) => ({ wabaId, ...template }))),
  )
  app.get('/review', () => reviewOf(world.reviews))
  app.put('/review', (request, reply) => setReview(world.reviews, asJson(request.body), reply))
  app.post<ById>('/templates/:id/review', (request, reply) => {
    const template = world.templates.byId(request.params.id)
    if (template === undefined) return reply.code(404).send({ ok: false, error: 'there is no such template' })
    const fault = act(world, template, asJson(request.body))
    if (fault !== undefined) return reply.code(400).send({ ok: false, error: fault })
    return { ok: true, ...world.templates.byId(request.params.id) }
  })
  app.get('/flows', () => world.flows.all().map(({ json: _json, ...flow }) => flow))
  app.get<ById>('/flows/:id', (request, reply) => {
    const flow = world.flows.get(request.params.id)
    if (flow === undefined) return reply.code(404).send({ ok: false, error: 'there is no such flow' })
    return { ...flow, json: flow.json ?? null, problems: flow.json === undefined ? [] : problemsOf(flow.json) }
  })
}

function accountsOf(world: World): readonly string[] {
  return [...new Set([...world.numbers.values()].map(({ wabaId }) => wabaId))]
}

function asJson(body: unknown): unknown {
  return typeof body === 'string' ? parseJson(body) : body
}

function reviewOf({ mode, delayMs }: Reviews) {
  return { mode, delayMs }
}

function setReview(reviews: Reviews, body: unknown, reply: FastifyReply) {
  const { mode = reviews.mode, delayMs = reviews.delayMs } = isJson(body) ? body : {}
  if (!reviewModes.includes(mode as TemplateReview))
    return reply.code(400).send({ ok: false, error: `mode must be one of ${reviewModes.join(', ')}` })
  if (typeof delayMs !== 'number' || !Number.isInteger(delayMs) || delayMs < 0)
    return reply.code(400).send({ ok: false, error: 'delayMs must be a positive integer or 0' })
  Object.assign(reviews, { mode, delayMs })
  return reviewOf(reviews)
}

/** Plain changes of state: the resulting status, and the event in the webhook. */
const verdicts: Readonly<Record<string, readonly [status: string, event: string]>> = {
  approve: ['APPROVED', 'APPROVED'],
  reject: ['REJECTED', 'REJECTED'],
  flag: ['FLAGGED', 'FLAGGED'],
  reinstate: ['APPROVED', 'REINSTATED'],
  appeal: ['IN_APPEAL', 'IN_APPEAL'],
  lock: ['LOCKED', 'LOCKED'],
  archive: ['ARCHIVED', 'ARCHIVED'],
  unarchive: ['APPROVED', 'UNARCHIVED'],
}

const reasons = [
  'ABUSIVE_CONTENT',
  'CATEGORY_NOT_AVAILABLE',
  'INCORRECT_CATEGORY',
  'INVALID_FORMAT',
  'NONE',
  'PROMOTIONAL',
  'SCAM',
  'TAG_CONTENT_MISMATCH',
]
const scores = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN']
const categories = ['AUTHENTICATION', 'MARKETING', 'UTILITY']

/** The error in the action, or undefined once it is done. */
function act(world: World, template: Template, body: unknown): string | undefined {
  const { reviews } = world
  const action = textAt(body, 'action') ?? ''
  if (action === 'pause') return void reviews.pause(template)
  if (action === 'unpause') return void reviews.changeStatus(template, unpaused)
  if (action === 'disable') return void reviews.changeStatus(template, disabled(world.now()))
  if (action === 'quality') {
    const score = textAt(body, 'score') ?? ''
    if (!scores.includes(score)) return `score must be one of ${scores.join(', ')}`
    return void reviews.changeQuality(template, score)
  }
  if (action === 'category') {
    const category = categories.find((one) => one === textAt(body, 'category'))
    if (category === undefined) return `category must be one of ${categories.join(', ')}`
    return void reviews.changeCategory(template, category as Template['category'])
  }
  return decide(reviews, template, action, body)
}

function decide(reviews: Reviews, template: Template, action: string, body: unknown): string | undefined {
  const verdict = Object.hasOwn(verdicts, action) ? verdicts[action] : undefined
  const others = ['pause', 'unpause', 'disable', 'quality', 'category']
  if (verdict === undefined) return `action must be one of ${[...Object.keys(verdicts), ...others].join(', ')}`
  const reason = textAt(body, 'reason') ?? (action === 'reject' ? 'INVALID_FORMAT' : 'NONE')
  if (!reasons.includes(reason)) return `reason must be one of ${reasons.join(', ')}`
  const [status, event] = verdict
  const recommendation = textAt(body, 'recommendation')
  const more =
    action === 'reject' && recommendation !== undefined ? { rejection_info: { reason, recommendation } } : undefined
  reviews.changeStatus(template, { status, event, reason, ...(more === undefined ? {} : { more }) })
  return undefined
}
