/**
 * Notifications and their states (jelou-api.md, section 9): the list under its new and its old path, with statistics
 * and a download, and one by id. `pagination` is the documented one; `_metadata.next` continues without counting pages,
 * at any depth.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { sentStatus, sentStatuses } from '../../model/message/lifecycle.ts'
import { withName } from '../../model/request/named.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../../model/text/csv.ts'
import type { NotificationFilter, NotificationRecord } from '../../store/lists/lists.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { separatorOf } from '../kit/language.ts'
import { frameOf, listLimits, listQuery, pagination, paginationOf } from '../kit/page.ts'
import { readRange } from '../kit/range.ts'
import { botParams, iso, oneOf, separatorField } from '../kit/schemas.ts'

const optional = Type.Optional
const nullable = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])
const instantOrNull = nullable(Type.String({ format: 'date-time' }))

const query = Type.Object({
  ...listQuery.properties,
  messageId: optional(Type.String()),
  campaignId: optional(Type.String()),
  elementName: optional(Type.String()),
  from: optional(Type.String({ description: 'Accepted at or after: ISO 8601, a day or an instant.' })),
  to: optional(Type.String({ description: 'Accepted at or before.' })),
  after: optional(Type.String({ description: '`_metadata.next` of the previous page, instead of `page`.' })),
  download: optional(oneOf(['true', 'false'], { description: '`true` returns all of them as CSV.' })),
  separator: separatorField,
})
type Query = Static<typeof query>

const record = Type.Object({
  id: Type.String(),
  destination: Type.String(),
  sentStatus: oneOf(sentStatuses),
  wasRead: Type.Boolean(),
  origin: oneOf(['BULK', 'API'], {
    description: "BULK for rows of a campaign's file; API for a single send, whatever campaign it names.",
  }),
  elementName: nullable(Type.String()),
  campaignId: nullable(Type.String()),
  internalId: nullable(Type.String({ description: 'wamid, once Meta has assigned one.' })),
  possibleDouble: Type.Boolean({ description: 'The person may have received it twice; the timeline says why.' }),
  error: Type.Unknown({
    description: "Meta's complete error, or the reason why the message was not sent; null when there is none.",
  }),
  createdAt: Type.String({ format: 'date-time' }),
  sentDate: instantOrNull,
  deliveryChannelAt: instantOrNull,
  deliveryUserAt: instantOrNull,
  readAt: instantOrNull,
  replyAt: instantOrNull,
})

withName('Notification', record)

const metadata = Type.Object({
  statistics: Type.Record(Type.String(), Type.Integer(), { description: 'Notifications by sentStatus.' }),
  statisticsOver: Type.Integer({ description: 'Number of notifications counted: the newest that match the filter.' }),
  next: nullable(Type.String({ description: 'For `after`; null on the last page.' })),
})

withName('NotificationMetadata', metadata)

const tags = ['Notifications']
const config = { access: 'client' } as const
const list = {
  config,
  schema: {
    tags,
    summary: 'List notifications',
    params: botParams,
    querystring: query,
    response: {
      200: withName('NotificationPage', Type.Object({ pagination, _metadata: metadata, results: Type.Array(record) })),
    },
  },
}
const oneParams = Type.Object({
  botId: botParams.properties.botId,
  notificationId: Type.String({ description: 'Id returned by the send.' }),
})
const one = {
  config,
  schema: { tags, summary: 'Read a notification', params: oneParams, response: { 200: record } },
}

/** Statistics cover this many at most: for older ones, campaigns have their own. */
const maxCounted = 10_000

export function registerNotifications(app: App, deps: HttpDeps): void {
  app.get('/v1/external/bots/:botId/notifications', list, (request, reply) =>
    answerList(deps, request, reply, request.params.botId, request.query),
  )
  app.get('/v1/bots/:botId/notifications', list, (request, reply) =>
    answerList(deps, request, reply, request.params.botId, request.query),
  )
  app.get('/v1/bots/:botId/notifications/:notificationId', one, async (request, reply) => {
    const { botId, notificationId: messageId } = request.params
    const [found] = await deps.store.notifications({ botId, messageId }, { offset: 0 }, 1)
    return found ? recordView(found) : refuse(request, reply, 'MESSAGE_NOT_FOUND')
  })
}

async function answerList(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, botId: string, asked: Query) {
  const range = readRange(asked, 'from', 'to')
  const after = readCursor(asked.after)
  if (!range.ok) return refuseInvalid(request, reply, range.violations)
  if (after === null) {
    return refuseInvalid(request, reply, [{ path: 'after', rule: 'format', args: { expected: '_metadata.next' } }])
  }
  const { messageId, campaignId, elementName } = asked
  const filter: NotificationFilter = { botId, messageId, campaignId, elementName, ...range.value }
  if (asked.download === 'true')
    return download(deps, reply, filter, separatorOf(asked.separator, request.headers['accept-language']))
  const frame = frameOf(asked, listLimits)
  const { store } = deps
  const [found, total, states] = await Promise.all([
    store.notifications(filter, after === undefined ? { offset: frame.offset } : { after }, frame.limit),
    store.countNotifications(filter),
    store.countStates(filter, maxCounted),
  ])
  return {
    pagination: paginationOf(frame, total),
    _metadata: {
      statistics: statisticsOf(states),
      statisticsOver: Math.min(total, maxCounted),
      next: found.length < frame.limit ? null : cursorOf(found.at(-1)),
    },
    results: found.map(recordView),
  }
}

function statisticsOf(states: Awaited<ReturnType<HttpDeps['store']['countStates']>>): Record<string, number> {
  const statistics: Record<string, number> = {}
  for (const { state, isReplied, count } of states) {
    const status = sentStatus(state, isReplied)
    statistics[status] = (statistics[status] ?? 0) + count
  }
  return statistics
}

function cursorOf(last: NotificationRecord | undefined): string | null {
  return last === undefined ? null : `${last.acceptedAt}.${last.seq}`
}

/** Null when it is not a valid cursor. */
function readCursor(text: string | undefined): { at: number; seq: number } | undefined | null {
  if (text === undefined) return undefined
  const [, at, seq] = /^(\d{1,15})\.(\d{1,15})$/.exec(text) ?? []
  return at === undefined || seq === undefined ? null : { at: Number(at), seq: Number(seq) }
}

const isoOrNull = (at: number | undefined) => (at === undefined ? null : iso(at))

function recordView(found: NotificationRecord) {
  return {
    id: found.id,
    destination: found.userId,
    sentStatus: sentStatus(found.state, found.repliedAt !== undefined),
    wasRead: found.readAt !== undefined,
    origin: found.isFromFile ? ('BULK' as const) : ('API' as const),
    elementName: found.elementName ?? null,
    campaignId: found.campaignId ?? null,
    internalId: found.wamid ?? null,
    possibleDouble: found.possibleDouble,
    error: found.error ?? null,
    createdAt: iso(found.acceptedAt),
    sentDate: isoOrNull(found.sentAt),
    deliveryChannelAt: isoOrNull(found.sentAt),
    deliveryUserAt: isoOrNull(found.deliveredAt),
    readAt: isoOrNull(found.readAt),
    replyAt: isoOrNull(found.repliedAt),
  }
}

// ── download ────────────────────────────────────────────────

const columns = [
  'id',
  'destination',
  'sentStatus',
  'elementName',
  'campaignId',
  'createdAt',
  'deliveryChannelAt',
  'deliveryUserAt',
  'readAt',
  'replyAt',
  'error',
] as const

function download(
  deps: HttpDeps,
  reply: FastifyReply,
  filter: NotificationFilter,
  separator: CsvSeparator,
): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="notifications.csv"')
    .serializer((payload) => payload as string)
    .send(Readable.from(linesOf(deps, filter, separator)))
}

/** Page after page by the last row seen, at the reader's pace: memory holds one page. */
async function* linesOf(
  { store }: HttpDeps,
  filter: NotificationFilter,
  separator: CsvSeparator,
): AsyncGenerator<string> {
  yield csvHeader(columns, separator)
  let start: Parameters<typeof store.notifications>[1] = { offset: 0 }
  for (;;) {
    const found = await store.notifications(filter, start, 1_000)
    yield found.map((one) => csvLine(cellsOf(recordView(one)), separator)).join('')
    const last = found.at(-1)
    if (last === undefined || found.length < 1_000) return
    start = { after: { at: last.acceptedAt, seq: last.seq } }
  }
}

function cellsOf(view: ReturnType<typeof recordView>): (string | null)[] {
  return columns.map((column) =>
    column === 'error' && view.error !== null ? JSON.stringify(view.error) : (view[column] as string | null),
  )
}
