/**
 * Unprocessed webhook items from Meta, without an owner or unreadable, for the operator: the list without contents, one
 * item whole, and the replay of one or of all that match a filter, in batches.
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { type Replayed, type ReplayedPiece, replayOne, replayPiece } from '../../inbound/replay.ts'
import { withNames, withParts } from '../../model/request/named.ts'
import { readJson } from '../../model/request/nesting.ts'
import type { Unprocessed, UnprocessedFilter, UnprocessedKey } from '../../store/inbound/unprocessed.ts'
import { cursorQuery } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const strict = { additionalProperties: false }
const key = '^[0-9]{1,15}\\.[0-9]{1,15}$'
const id = Type.String({ description: 'As in the list.', examples: ['1795232546000.17'] })

const filter = {
  kind: optional(oneOf(['unrouted', 'unreadable'], { description: 'Of no bot, or it cannot be read.' })),
  reason: optional(Type.String({ maxLength: 500, description: 'The whole reason, as shown in the list.' })),
  phoneNumberId: optional(
    Type.String({ maxLength: 64, description: "Meta's id of the number.", examples: ['100000000000001'] }),
  ),
  wabaId: optional(
    Type.String({ maxLength: 64, description: "Meta's id of the account.", examples: ['200000000000001'] }),
  ),
  from: optional(Type.String({ description: 'At or after: a day or an instant.' })),
  to: optional(Type.String({ description: 'Received at or before.' })),
}
const after = optional(Type.String({ pattern: key, description: '`next` of the previous page.' }))

const listQuery = Type.Object({
  ...filter,
  after,
  limit: cursorQuery.limit,
})
const replayBody = Type.Object(
  {
    ...filter,
    after,
    limit: optional(Type.Integer({ minimum: 1, maximum: 500, description: 'Items per batch, 100 by default.' })),
  },
  strict,
)

const outcomes = ['processed', 'kept', 'no_app', 'no_source', 'gone'] as const
const textOrNull = Type.Union([Type.String(), Type.Null()])

const viewFields = {
  id,
  kind: Type.Union([oneOf(['unrouted', 'unreadable']), Type.Null()]),
  reason: Type.String(),
  factKind: textOrNull,
  wabaId: textOrNull,
  phoneNumberId: textOrNull,
  receivedAt: instant,
  isReplayable: Type.Boolean({ description: 'Its source was stored, so it can be replayed.' }),
  replays: Type.Integer({ description: 'Number of replays tried.' }),
  replayedAt: Type.Union([instant, Type.Null()]),
}
const itemSchema = Type.Object(viewFields)
const wholeSchema = Type.Object({
  ...viewFields,
  source: Type.Unknown({ description: "Its part of Meta's webhook, which a replay parses. Text when it is not JSON." }),
  fact: Type.Unknown({ description: 'The parsed part of it.' }),
})
const listSchema = Type.Object({
  _metadata: Type.Object({
    total: Type.Integer({ description: 'Matching items; counted up to 10,000.' }),
    next: Type.Union([Type.String(), Type.Null()]),
  }),
  results: Type.Array(itemSchema),
})
const resultSchema = Type.Object({
  id,
  outcome: oneOf(outcomes),
  reason: textOrNull,
})
const pieceSchema = Type.Object({
  tried: Type.Integer(),
  processed: Type.Integer({ description: 'Ingested, and no longer in the list.' }),
  next: Type.Union([Type.String(), Type.Null()], {
    description: 'For `after` of the next batch; null after the last.',
  }),
  remaining: Type.Integer({ description: 'Items after this batch; counted up to 10,000.' }),
  notProcessed: Type.Array(resultSchema),
})

withParts(wholeSchema, itemSchema)
withNames({
  UnprocessedReplay: replayBody,
  UnprocessedItem: itemSchema,
  Unprocessed: wholeSchema,
  UnprocessedList: listSchema,
  UnprocessedReplayed: resultSchema,
  UnprocessedBatch: pieceSchema,
})

const path = '/manage/v1/unprocessed'
const config = { access: 'admin' } as const
const tags = ['Unprocessed']
const params = Type.Object({ itemId: id })
const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'List unprocessed items from Meta',
      querystring: listQuery,
      response: { 200: listSchema },
    },
  },
  read: { config, schema: { tags, params, summary: 'Read an item with its content', response: { 200: wholeSchema } } },
  replay: { config, schema: { tags, params, summary: 'Replay an item', response: { 200: resultSchema } } },
  replaySome: {
    config,
    schema: {
      tags,
      summary: 'Replay the items that match a filter, in batches',
      body: replayBody,
      response: { 200: pieceSchema },
    },
  },
}

const defaultPage = 50
const maxPage = 500
const defaultPiece = 100
const maxCounted = 10_000

export function registerManageUnprocessed(app: App, deps: HttpDeps): void {
  app.get(path, routes.list, (request, reply) => list(deps, request, reply, request.query))
  app.get(`${path}/:itemId`, routes.read, async (request, reply) => {
    const name = keyOf(request.params.itemId)
    const found = name && (await deps.store.unprocessedWhole(name))
    if (found === undefined) return refuse(request, reply, 'NOT_FOUND')
    return { ...view(found), source: parsedSource(found.source), fact: found.fact }
  })
  app.post(`${path}/:itemId/replay`, routes.replay, async (request, reply) => {
    const name = keyOf(request.params.itemId)
    const result = name && (await replayOne(deps, name))
    if (result === undefined || result.kind === 'gone') return refuse(request, reply, 'NOT_FOUND')
    deps.log.info({ itemId: request.params.itemId, outcome: result.kind }, 'unprocessed item replayed')
    return resultView(request.params.itemId, result)
  })
  app.post(`${path}/replay`, routes.replaySome, (request, reply) => replaySome(deps, request, reply, request.body))
}

async function list(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Static<typeof listQuery>) {
  const wanted = filterOf(asked)
  if (!wanted.ok) return refuseInvalid(request, reply, wanted.violations)
  const limit = Math.min(Number(asked.limit ?? defaultPage), maxPage)
  const [found, total] = await Promise.all([
    deps.store.unprocessed(wanted.value, { order: 'newest', after: keyOf(asked.after), limit }),
    deps.store.countUnprocessed(wanted.value, maxCounted),
  ])
  const last = found.at(-1)
  const next = last && found.length === limit ? nameOf(last) : null
  return { _metadata: { total, next }, results: found.map(view) }
}

async function replaySome(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Static<typeof replayBody>,
) {
  const wanted = filterOf(asked)
  if (!wanted.ok) return refuseInvalid(request, reply, wanted.violations)
  const { limit = defaultPiece } = asked
  const piece = pieceView(await replayPiece(deps, wanted.value, { after: keyOf(asked.after), limit }))
  const { tried, processed, remaining } = piece
  deps.log.info({ tried, processed, remaining }, 'unprocessed items replayed')
  return piece
}

function filterOf(asked: Pick<Static<typeof listQuery>, keyof typeof filter>) {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return range
  const { kind, reason, phoneNumberId, wabaId } = asked
  const value: UnprocessedFilter = { kind, reason, phoneNumberId, wabaId, ...range.value }
  return { ok: true as const, value }
}

// ── views ───────────────────────────────────────────────────

function nameOf({ at, seq }: UnprocessedKey): string {
  return `${at}.${seq}`
}

/** Undefined when it is not a valid key. */
function keyOf(name: string | undefined): UnprocessedKey | undefined {
  if (name === undefined || !new RegExp(key).test(name)) return undefined
  const [at, seq] = name.split('.').map(Number)
  return at === undefined || seq === undefined ? undefined : { at, seq }
}

function view(item: Unprocessed) {
  return {
    id: nameOf(item),
    kind: item.kind ?? null,
    reason: item.reason,
    factKind: item.factKind ?? null,
    wabaId: item.wabaId ?? null,
    phoneNumberId: item.phoneNumberId ?? null,
    receivedAt: iso(item.at),
    isReplayable: item.isReplayable,
    replays: item.replays,
    replayedAt: item.replayedAt === undefined ? null : iso(item.replayedAt),
  }
}

function parsedSource(source: string | undefined): unknown {
  return source === undefined ? null : (readJson(source) ?? source)
}

/** The reason why it is not processed, in words. */
const reasons = {
  no_app: 'no bot uses the app that signed it',
  no_source: 'its source was not stored, so it cannot be read again',
  gone: 'it was replayed by another request, or its retention has ended',
}

function resultView(name: string, result: Replayed): Static<typeof resultSchema> {
  if (result.kind === 'processed') return { id: name, outcome: 'processed', reason: null }
  return { id: name, outcome: result.kind, reason: result.kind === 'kept' ? result.reason : reasons[result.kind] }
}

function pieceView({ results, next, remaining }: ReplayedPiece): Static<typeof pieceSchema> {
  const all = results.map(({ item, result }) => resultView(nameOf(item), result))
  const notProcessed = all.filter(({ outcome }) => outcome !== 'processed')
  return {
    tried: all.length,
    processed: all.length - notProcessed.length,
    next: next === undefined ? null : nameOf(next),
    remaining,
    notProcessed,
  }
}
