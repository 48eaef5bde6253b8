/** Requests that were refused, of the bots that the caller may see: a page from the newest on, by filters. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import type { RefusalRow } from '../../store/access/refusals.ts'
import { cursorQuery } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso } from '../kit/schemas.ts'
import { actor } from './audit-trail.ts'

const optional = Type.Optional
const name = (maxLength: number) => optional(Type.String({ maxLength }))
const query = Type.Object({
  botId: name(64),
  callerId: name(100),
  code: name(20),
  operation: name(200),
  from: cursorQuery.from,
  to: cursorQuery.to,
  limit: cursorQuery.limit,
  after: optional(Type.String({ pattern: '^[0-9]{1,16}-[0-9]{1,16}$', description: '`next` of the previous page.' })),
})
type Query = Static<typeof query>

const item = Type.Object({
  id: Type.String(),
  at: instant,
  operation: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  botId: optional(Type.String()),
  caller: actor,
  requestId: Type.String(),
  fields: optional(Type.Array(Type.String())),
  count: Type.Integer({ description: 'So many were alike within a second.' }),
})
const page = Type.Object({ results: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) })
withNames({ Refusal: item })

const route = {
  config: { access: 'admin' as const },
  schema: { tags: ['Access'], summary: 'List refused requests', querystring: query, response: { 200: page } },
}

export function registerRefusals(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/refusals', route, (request, reply) => list(deps, request, reply, request.query))
}

async function list({ store }: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const { callerId, code, operation } = asked
  const limit = Math.min(Number(asked.limit ?? 50), 500)
  const [at = 0, seq = 0] = (asked.after ?? '').split('-').map(Number)
  const found = await store.refusalRows(
    { botIds: botsOf(request, asked.botId), callerId, code, operation, ...range.value },
    asked.after === undefined ? undefined : { at, seq },
    limit,
  )
  const last = found.length === limit ? found.at(-1) : undefined
  return reply.send({ results: found.map(view), next: last === undefined ? null : `${last.at}-${last.seq}` })
}

/** Of a caller with some bots, those; what concerns no bot is for those who have all. */
function botsOf({ scope = 'all' }: FastifyRequest, botId: string | undefined): readonly string[] | undefined {
  if (botId === undefined) return scope === 'all' ? undefined : scope
  return scope === 'all' || scope.includes(botId) ? [botId] : []
}

function view({ seq, at, ...row }: RefusalRow) {
  return { id: String(seq), at: iso(at), ...row, fields: row.fields && [...row.fields] }
}
