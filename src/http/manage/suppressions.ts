/**
 * Who wants no marketing: the list of each bot, and that of all bots, which only those see and change whose role is for
 * all of them. Taken in from a file, and given out as one.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { isInScope } from '../../model/access/roles.ts'
import { readNumberStart } from '../../model/campaign/person.ts'
import { readSuppressions } from '../../model/consent/csv.ts'
import { maxSuppressionNoteLength, type Suppression, suppressionSources } from '../../model/consent/suppression.ts'
import { withNames } from '../../model/request/named.ts'
import { type CsvSeparator, csvHeader, csvLine } from '../../model/text/csv.ts'
import { readUserIdText } from '../../model/user/phone.ts'
import type { SuppressionFilter } from '../../store/consent/suppressions.ts'
import { reasonsView, rowReasons } from '../api/campaign-schemas.ts'
import { readUserId } from '../api/named-user.ts'
import { notifyAbout } from '../kit/audit.ts'
import { admitToBot } from '../kit/auth.ts'
import { botsMeant, cursorOf, cursorPageOf, seqAfter } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { separatorOf } from '../kit/language.ts'
import { instant, iso, nothing, oneOf, separatorField } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Consent']
const path = '/manage/v1/suppressions'
const strict = { additionalProperties: false }
const optional = Type.Optional

/** Longest file, in characters; the body has 1 MB. */
const maxFile = 1_000_000
const maxRows = 20_000
/** Rows in one transaction. */
const chunkRows = 200
const maxProblems = 100
const pageRows = 500

const botId = optional(Type.String({ maxLength: 64, description: 'Without: of all bots.' }))
const bot = optional(Type.String({ maxLength: 64, description: 'Without: of all your bots.' }))
const entry = Type.Object({
  id: Type.String(),
  botId: Type.Union([Type.String(), Type.Null()], { description: 'null: of all bots.' }),
  userId: Type.Union([Type.String(), Type.Null()], { description: 'null: the person was erased; still obeyed.' }),
  source: oneOf(suppressionSources),
  detail: Type.Union([Type.String(), Type.Null()], { description: "The person's word, Meta's, or a note." }),
  since: instant,
})
const imported = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer({ description: 'Not on the list before.' }),
  bad: Type.Integer(),
  problems: Type.Array(Type.Object({ line: Type.Integer(), reasons: rowReasons }), {
    description: 'Of the first 100 bad rows.',
  }),
})

withNames({ Suppression: entry, SuppressionImport: imported })

const routes = {
  list: {
    config,
    schema: {
      tags,
      summary: 'List who gets no marketing',
      querystring: Type.Object({
        bot,
        person: optional(Type.String({ maxLength: 200 })),
        after: seqAfter,
        limit: optional(Type.String({ pattern: '^[1-9][0-9]{0,8}$' })),
      }),
      response: { 200: cursorPageOf(entry) },
    },
  },
  add: {
    config,
    schema: {
      tags,
      summary: 'Send somebody no more marketing',
      body: Type.Object(
        {
          botId,
          userId: Type.String({ maxLength: 200, description: 'Digits with country code, or a business-scoped id.' }),
          note: optional(Type.String({ maxLength: maxSuppressionNoteLength })),
        },
        strict,
      ),
      response: { 201: entry },
    },
  },
  remove: {
    config,
    schema: {
      tags,
      summary: 'Send somebody marketing again',
      params: Type.Object({ suppressionId: Type.String({ maxLength: 64 }) }),
      response: nothing,
    },
  },
  take: {
    config,
    schema: {
      tags,
      summary: 'Add people from a CSV file',
      body: Type.Object({ botId, csv: Type.String({ minLength: 1, maxLength: maxFile }) }, strict),
      response: { 200: imported },
    },
  },
  give: {
    config,
    schema: {
      tags,
      summary: 'Download the list as CSV',
      querystring: Type.Object({ bot, separator: separatorField }),
    },
  },
}

export function registerManageSuppressions(app: App, deps: HttpDeps): void {
  const { store, clock } = deps
  app.get(path, routes.list, async (request, reply) => {
    const { person, after, limit } = request.query
    const filter = await filterOf(deps, request, reply, request.query.bot)
    if (filter === undefined) return reply
    const name = person === undefined ? undefined : (readUserIdText(person) ?? readNumberStart(person))
    const page = { limit: cursorOf({ ...(limit && { limit }) }).limit, ...(after && { after: Number(after) }) }
    const { rows, next } = await store.suppressions({ ...filter, ...(name && { name }) }, page)
    return { _metadata: { next: next === undefined ? null : String(next) }, results: rows.map(viewOf) }
  })
  app.post(path, routes.add, async (request, reply) => {
    const { botId: of, userId: written, note } = request.body
    const userId = readUserId(request, reply, written)
    if (userId === undefined || !(await mayChange(deps, request, reply, of))) return reply
    const added = { ...(of && { botId: of }), people: [{ userId, ...(note && { note }) }], now: clock() }
    await store.addSuppressions({ ...added, source: 'api' })
    const filter = { botIds: of === undefined ? [] : [of], isEverywhere: of === undefined, name: userId }
    const [made] = (await store.suppressions(filter, { limit: 1 })).rows
    return made ? reply.code(201).send(viewOf(made)) : refuse(request, reply, 'CONFLICT')
  })
  app.delete(`${path}/:suppressionId`, routes.remove, async (request, reply) => {
    const known = await store.suppression(request.params.suppressionId)
    if (!known || !isVisible(request, known)) return refuse(request, reply, 'NOT_FOUND')
    notifyAbout(request, { id: known.id, ...(known.botId && { botId: known.botId }) })
    const isLifted = await store.liftSuppression(known, clock())
    return isLifted ? reply.code(204).send(null) : refuse(request, reply, 'NOT_FOUND')
  })
  app.post(`${path}/import`, routes.take, async (request, reply) => {
    const taken = await takeFile(deps, request, reply, request.body)
    return taken ?? reply
  })
  app.get(`${path}/export`, routes.give, async (request, reply) => {
    const filter = await filterOf(deps, request, reply, request.query.bot)
    if (filter === undefined) return reply
    const separator = separatorOf(request.query.separator, request.headers['accept-language'])
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="suppressions.csv"')
      .header('vary', 'accept-language')
      .serializer((payload) => payload as string)
      .send(Readable.from(linesOf(deps, filter, separator)))
  })
}

/** A list of all bots is shown to those whose role is for all of them. */
async function filterOf(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  named: string | undefined,
): Promise<SuppressionFilter | undefined> {
  const isEverywhere = request.scope === 'all'
  if (named === undefined && isEverywhere) return { botIds: 'all', isEverywhere }
  const botIds = await botsMeant(deps, request, reply, { botId: named })
  return botIds && { botIds, isEverywhere }
}

async function mayChange(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  of: string | undefined,
): Promise<boolean> {
  notifyAbout(request, of === undefined ? {} : { botId: of })
  if (of !== undefined) return await admitToBot(deps, request, reply, of)
  if (request.scope === 'all') return true
  refuse(request, reply, 'FORBIDDEN_ROLE')
  return false
}

function isVisible({ scope = [] }: FastifyRequest, { botId: of }: Suppression): boolean {
  return of === undefined ? scope === 'all' : isInScope(scope, of)
}

async function takeFile(
  deps: HttpDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  { botId: of, csv }: { botId?: string; csv: string },
): Promise<Static<typeof imported> | undefined> {
  if (!(await mayChange(deps, request, reply, of))) return undefined
  const { people, problems } = readSuppressions(csv)
  const rows = people.length + problems.length
  if (rows > maxRows) {
    refuseInvalid(request, reply, [{ path: 'csv', rule: 'too_many', args: { actual: rows, limit: maxRows } }])
    return undefined
  }
  let added = 0
  const now = deps.clock()
  for (let from = 0; from < people.length; from += chunkRows) {
    const some = people.slice(from, from + chunkRows)
    added += await deps.store.addSuppressions({ ...(of && { botId: of }), people: some, source: 'csv', now })
  }
  return {
    rows,
    added,
    bad: problems.length,
    problems: problems.slice(0, maxProblems).map(({ line, reasons }) => ({ line, reasons: reasonsView(reasons) })),
  }
}

/** The first two columns are those that an import reads. */
async function* linesOf({ store }: HttpDeps, filter: SuppressionFilter, separator: CsvSeparator) {
  yield csvHeader(['person', 'detail', 'bot', 'source', 'since'], separator)
  let after: number | undefined
  do {
    const page = await store.suppressions(filter, { limit: pageRows, ...(after === undefined ? {} : { after }) })
    yield page.rows
      .map((one) => csvLine([one.userId, one.detail, one.botId, one.source, new Date(one.saidAt)], separator))
      .join('')
    after = page.next
  } while (after !== undefined)
}

function viewOf({ id, botId: of, userId, source, detail, saidAt }: Suppression): Static<typeof entry> {
  return {
    id,
    botId: of ?? null,
    userId: userId ?? null,
    source,
    detail: detail ?? null,
    since: iso(saidAt),
  }
}
