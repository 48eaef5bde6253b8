/**
 * The audit trail, for admins: a page from the newest on, by filters, with a cursor that later rows do not shift; or
 * all of it as NDJSON or CSV, streamed at the reader's pace.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../../model/text/csv.ts'
import type { AuditCursor, AuditFilter, AuditRow } from '../../store/access/audit.ts'
import { personMark } from '../kit/audit.ts'
import { cursorQuery } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { separatorOf } from '../kit/language.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso, oneOf, separatorField } from '../kit/schemas.ts'

const optional = Type.Optional
const query = Type.Object({
  from: optional(Type.String({ description: 'At or after: a day or an instant.' })),
  to: optional(Type.String({ description: 'At or before.' })),
  actorId: optional(Type.String({ maxLength: 100 })),
  operation: optional(
    Type.String({
      maxLength: 200,
      description: 'As `PATCH /manage/v1/bots/{botId}` or `sign-in`.',
    }),
  ),
  aboutId: optional(
    Type.String({
      maxLength: 600,
    }),
  ),
  userId: optional(
    Type.String({
      maxLength: 128,
      examples: ['593987654321'],
    }),
  ),
  botId: optional(Type.String({ maxLength: 64 })),
  outcome: optional(oneOf(['done', 'refused'])),
  address: optional(Type.String({ maxLength: 64, description: "The caller's." })),
  limit: cursorQuery.limit,
  after: optional(Type.String({ pattern: '^[0-9]{1,16}-[0-9]{1,16}$', description: '`next` of the previous page.' })),
  separator: separatorField,
  format: optional(
    oneOf(['json', 'ndjson', 'csv'], { description: '`ndjson` and `csv` return all matching rows as a file.' }),
  ),
})
type Query = Static<typeof query>

export const actor = Type.Object({
  kind: oneOf(['user', 'key', 'client', 'admin', 'nobody'], {
    description: '`admin`: the management token. `nobody`: without valid credentials.',
  }),
  id: optional(Type.String()),
  name: optional(Type.String()),
})
const about = Type.Object({ kind: Type.String(), id: optional(Type.String()), botId: optional(Type.String()) })
const state = Type.Unknown({ description: 'Secrets are replaced by a mark that changes when they do.' })
const item = Type.Object({
  id: Type.String(),
  at: instant,
  actor,
  address: optional(Type.String()),
  operation: Type.String(),
  about: optional(about),
  outcome: oneOf(['done', 'refused']),
  status: optional(Type.Integer()),
  before: optional(state),
  after: optional(state),
  details: optional(Type.Record(Type.String(), Type.Unknown())),
})
const page = Type.Object({
  results: Type.Array(item),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Use as `after` for the next rows.' }),
})

withNames({ AuditActor: actor, AuditItem: item, AuditPage: page })

const route = {
  config: { access: 'admin' as const },
  schema: { tags: ['Access'], summary: 'Read the audit trail', querystring: query, response: { 200: page } },
}

export function registerAuditTrail(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/audit', route, (request, reply) => list(deps, request, reply, request.query))
}

async function list({ store, access }: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  const { actorId, operation, aboutId, userId, botId, outcome, address, format = 'json' } = asked
  const ofPerson = userId === undefined ? undefined : personMark(userId, access.seal.mark)
  const filter: AuditFilter = {
    ...{ actorId, operation, aboutId: ofPerson ?? aboutId, botId, outcome, address },
    ...range.value,
  }
  const separator = separatorOf(asked.separator, request.headers['accept-language'])
  if (format !== 'json')
    return download(reply, format, format === 'csv' ? csvLines(store, filter, separator) : jsonLines(store, filter))
  const limit = Math.min(Number(asked.limit ?? 50), 500)
  const found = await store.auditRows(filter, placeOf(asked.after), limit)
  const last = found.length === limit ? found.at(-1) : undefined
  return reply.send({ results: found.map(view), next: last === undefined ? null : `${last.at}-${last.seq}` })
}

function placeOf(after: string | undefined): AuditCursor | undefined {
  if (after === undefined) return undefined
  const [at = 0, seq = 0] = after.split('-').map(Number)
  return { at, seq }
}

function view({ seq, at, ...row }: AuditRow) {
  return { id: String(seq), at: iso(at), ...row }
}

const types = { ndjson: 'application/x-ndjson; charset=utf-8', csv: 'text/csv; charset=utf-8' }

function download(reply: FastifyReply, format: 'ndjson' | 'csv', lines: AsyncIterable<string>) {
  return reply
    .type(types[format])
    .header('content-disposition', `attachment; filename="audit.${format}"`)
    .serializer((payload) => payload as string)
    .send(Readable.from(lines))
}

const columns = [
  'id',
  'at',
  'actorKind',
  'actorId',
  'actorName',
  'address',
  'operation',
  'aboutKind',
  'aboutId',
  'botId',
  'outcome',
  'status',
  'before',
  'after',
  'details',
]

async function* csvLines(
  store: HttpDeps['store'],
  filter: AuditFilter,
  separator: CsvSeparator,
): AsyncGenerator<string> {
  yield csvHeader(columns, separator)
  for await (const found of pieces(store, filter)) yield found.map((row) => csvLine(cellsOf(row), separator)).join('')
}

async function* jsonLines(store: HttpDeps['store'], filter: AuditFilter): AsyncGenerator<string> {
  for await (const found of pieces(store, filter)) yield found.map((row) => `${JSON.stringify(view(row))}\n`).join('')
}

const rowsAtOnce = 500

async function* pieces({ auditRows }: HttpDeps['store'], filter: AuditFilter): AsyncGenerator<AuditRow[]> {
  let behind: AuditCursor | undefined
  for (;;) {
    const found = await auditRows(filter, behind, rowsAtOnce)
    if (found.length > 0) yield found
    behind = found.at(-1)
    if (found.length < rowsAtOnce) return
  }
}

function cellsOf({
  seq,
  at,
  actor: by,
  address,
  operation,
  about: what,
  outcome,
  status,
  before,
  after,
  details,
}: AuditRow): string[] {
  const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))
  return [
    String(seq),
    iso(at),
    by.kind,
    by.id ?? '',
    by.name ?? '',
    address ?? '',
    operation,
    what?.kind ?? '',
    what?.id ?? '',
    what?.botId ?? '',
    outcome,
    String(status ?? ''),
    json(before),
    json(after),
    json(details),
  ]
}
