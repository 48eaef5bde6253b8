/** What Meta counts of a bot's templates: whether it does, the act that begins it, and a template's days. */
import { Type } from 'typebox'
import { withNames } from '../../model/request/named.ts'
import { type InsightsState, insightsSpanMs } from '../../model/template/insights.ts'
import { dayMs } from '../../model/time.ts'
import { botOf } from '../kit/auth.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseMeta } from '../kit/errors.ts'
import { botParams, instant, iso, oneOf } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Template definitions']
const count = Type.Integer({ minimum: 0 })
const instantOrNull = Type.Union([instant, Type.Null()])

const stateView = Type.Object({
  state: oneOf(['unknown', 'off', 'on', 'refused']),
  enabledAt: instantOrNull,
  askedAt: instantOrNull,
  readAt: instantOrNull,
  error: Type.Union([Type.String(), Type.Null()], { description: "Meta's words." }),
})

const day = Type.Object({
  language: Type.String(),
  day: Type.String({ format: 'date' }),
  sent: count,
  delivered: count,
  read: count,
  clicks: Type.Array(Type.Object({ type: Type.String(), button: Type.String(), count })),
  cost: Type.Array(Type.Object({ type: Type.String(), value: Type.Number() }), {
    description: "In the account's currency.",
  }),
})
const days = Type.Object({ results: Type.Array(day) })

withNames({ TemplateInsights: stateView, TemplateDay: day, TemplateDays: days })

const params = Type.Object({
  botId: botParams.properties.botId,
  elementName: Type.String({ pattern: '^[a-z0-9_]{1,512}$' }),
})
const query = Type.Object({
  days: Type.Optional(Type.String({ pattern: '^([1-9]|[1-8][0-9]|90)$', description: '30 by default, at most 90.' })),
})

const routes = {
  read: {
    config,
    schema: { tags, summary: 'Read whether templates are counted', params: botParams, response: { 200: stateView } },
  },
  enable: {
    config,
    schema: { tags, summary: 'Have templates counted', params: botParams, response: { 200: stateView } },
  },
  days: {
    config,
    schema: {
      tags,
      summary: 'List the days of a template',
      params,
      querystring: query,
      response: { 200: days },
    },
  },
}

const bot = '/manage/v1/bots/:botId'

export function registerTemplateInsights(app: App, { store, clock, templates }: HttpDeps): void {
  app.get(`${bot}/template-insights`, routes.read, async (request) =>
    viewOf(await store.insightsState(request.params.botId)),
  )
  app.post(`${bot}/template-insights`, routes.enable, async (request, reply) => {
    const enabled = await templates.enableInsights(botOf(request))
    if (enabled.kind === 'meta') return refuseMeta(request, reply, enabled.outcome)
    return viewOf(enabled.state)
  })
  app.get(`${bot}/templates/:elementName/insights`, routes.days, async (request) => {
    const { botId, elementName } = request.params
    const span = Math.min(Number(request.query.days ?? 30) * dayMs, insightsSpanMs)
    const found = await store.templateDays(botId, elementName, clock() - span - dayMs)
    return { results: found.map(({ at, ...one }) => ({ ...one, day: iso(at).slice(0, 10) })) }
  })
}

function viewOf(known: InsightsState | undefined) {
  const at = (instant: number | undefined) => (instant === undefined ? null : iso(instant))
  return {
    state: known?.state ?? ('unknown' as const),
    enabledAt: at(known?.enabledAt),
    askedAt: at(known?.askedAt),
    readAt: at(known?.readAt),
    error: known?.error ? textOf(known.error) : null,
  }
}

function textOf({ code, message }: NonNullable<InsightsState['error']>): string {
  return code === undefined ? message : `${message} (${code})`
}
