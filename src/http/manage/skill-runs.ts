/**
 * The runs of a skill, for those who may read conversations: what the person did, what the webhook was asked and
 * answered, what was sent, and how it ended.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { skillCauses } from '../../model/skill/skill.ts'
import type { RunReport } from '../../store/skills/run.ts'
import { cursorQuery } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'
import { skillParams } from './skills.ts'

const optional = Type.Optional

const query = Type.Object({
  state: optional(oneOf(['waiting', 'done', 'failed'])),
  userId: optional(Type.String({ maxLength: 100 })),
  from: cursorQuery.from,
  to: cursorQuery.to,
  limit: cursorQuery.limit,
  after: optional(Type.String({ pattern: '^[0-9]{1,16}$', description: '`next` of the previous page.' })),
})
type Query = Static<typeof query>

const text = Type.String()
/** With the webhook, at the last attempt. */
const exchange = Type.Object({
  request: text,
  answer: optional(text),
  status: optional(Type.Integer()),
  durationMs: Type.Integer(),
  isCut: Type.Boolean({ description: 'Of a longer body 8,000 characters are kept.' }),
})
const run = Type.Object({
  id: text,
  at: instant,
  endedAt: optional(instant),
  state: text,
  userId: text,
  cause: oneOf(skillCauses),
  action: optional(text),
  text: optional(text),
  messageId: optional(text),
  messageIds: Type.Array(text),
  attempts: Type.Integer(),
  reason: optional(text),
  detail: optional(text),
  problems: optional(Type.Array(Type.Unknown())),
  exchange: optional(exchange),
})
const page = Type.Object({ results: Type.Array(run), next: Type.Union([text, Type.Null()]) })
withNames({ SkillRun: run })

const route = {
  config: { access: 'admin' } as const,
  schema: {
    tags: ['Skills'],
    summary: 'List the runs of a skill',
    params: skillParams,
    querystring: query,
    response: { 200: page },
  },
}

export function registerSkillRuns(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/bots/:botId/skills/:skillId/runs', route, (request, reply) =>
    list(deps, request, reply, { ...request.params, ...request.query }),
  )
}

type Asked = Static<typeof skillParams> & Query

async function list({ store }: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Asked) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const { botId, skillId, state, userId, after } = asked
  const limit = Math.min(Number(asked.limit ?? 50), 500)
  const filter = { botId, skillId, ...range.value, ...(state && { state }), ...(userId && { userId }) }
  const found = await store.skillRuns({ ...filter, ...(after !== undefined && { before: Number(after) }) }, limit)
  const last = found.length === limit ? found.at(-1) : undefined
  return reply.send({ results: found.map(view), next: last === undefined ? null : String(last.seq) })
}

function view({ seq: _seq, runId, skillId: _skill, createdAt, endedAt, dueAt: _due, ...same }: RunReport) {
  return {
    ...same,
    id: runId,
    at: iso(createdAt),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
  }
}
