/** The import of a number's past from its phone app: asked for at Meta, and how far it has come. */
import { type Static, Type } from 'typebox'
import { type ImportProgress, importParts, importStates, type NumberImport } from '../../model/bot/number-import.ts'
import { withNames } from '../../model/request/named.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseMeta } from '../kit/errors.ts'
import { botParams, instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const config = { access: 'admin' } as const
const tags = ['Bots']

const instantOrNull = Type.Union([instant, Type.Null()])
const part = Type.Object({
  state: oneOf(importStates, { description: '`declined`: the business shares none.' }),
  askedAt: instantOrNull,
  count: Type.Integer({ description: 'New contacts or messages so far.' }),
  phase: optional(Type.Integer({ description: '0: the last day; 1: 90 days; 2: 180.' })),
  progress: optional(Type.Number({ description: 'Percent, by Meta.' })),
  lastAt: instantOrNull,
  reason: optional(Type.String({ description: "Meta's." })),
})
const view = Type.Object({
  botId: Type.String(),
  contacts: Type.Union([part, Type.Null()]),
  history: Type.Union([part, Type.Null()]),
})
const asking = Type.Union([
  Type.Object(
    { parts: optional(Type.Array(oneOf(importParts), { minItems: 1, maxItems: importParts.length })) },
    { additionalProperties: false },
  ),
  Type.Null(),
])

withNames({ ImportPart: part, NumberImport: view })

const one = { tags, params: botParams, response: { 200: view } }
const routes = {
  read: { config, schema: { ...one, summary: 'How far the import of a number has come' } },
  start: {
    config: { ...config, hasOptionalBody: true as const },
    schema: { ...one, summary: 'Import a number from its phone app', body: asking },
  },
}

const path = '/manage/v1/bots/:botId/import'

export function registerManageImport(app: App, { store, numbers }: HttpDeps): void {
  app.get(path, routes.read, async (request) => {
    const { id } = botOf(request)
    return viewOf(id, await store.numberImport(id))
  })
  app.post(path, routes.start, async (request, reply) => {
    const bot = botOf(request)
    const asked = await numbers.askImport(bot, request.body?.parts)
    return asked.kind === 'failed' ? refuseMeta(request, reply, asked.outcome) : viewOf(bot.id, asked.progress)
  })
}

function viewOf(botId: string, { contacts, history }: NumberImport): Static<typeof view> {
  return { botId, contacts: contacts ? partOf(contacts) : null, history: history ? partOf(history) : null }
}

/** Meta's name of the request says nothing to anybody but Meta. */
function partOf({ askedAt, lastAt, requestId: _, ...said }: ImportProgress): Static<typeof part> {
  return { ...said, askedAt: orNull(askedAt), lastAt: orNull(lastAt) }
}

function orNull(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
