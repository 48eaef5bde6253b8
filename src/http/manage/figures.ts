/** Figures over time, for charts: what happened to messages by the hour or day, and the failures by their causes. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Violation } from '../../model/errors/violation.ts'
import { figureGroups, figureNames } from '../../model/figures.ts'
import { type FailureName, failureName } from '../../model/outcome/failure-kinds.ts'
import { withNames } from '../../model/request/named.ts'
import { dayMs, hourMs } from '../../model/time.ts'
import type { FigureCount, FigureFilter } from '../../store/figures/read.ts'
import { botsMeant } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'
import { instant, iso, oneOf } from '../kit/schemas.ts'

const optional = Type.Optional
const maxSteps = 800
/** Without `from`. */
const usualSteps = 24
/** The largest by name; the rest are one group without a name. */
const maxGroups = 20

const steps = { hour: hourMs, day: dayMs } as const
type Step = keyof typeof steps

const query = Type.Object({
  botId: optional(Type.String({ maxLength: 64 })),
  elementName: optional(Type.String({ maxLength: 200 })),
  campaignId: optional(Type.String({ maxLength: 200 })),
  step: optional(oneOf(['hour', 'day'], { description: 'In UTC, at most 800.' })),
  groupBy: optional(oneOf(figureGroups, { description: 'The 20 largest; the others are `null`.' })),
  from: optional(Type.String({ description: 'At or after: a day or an instant.' })),
  to: optional(Type.String({ description: 'At or before.' })),
})
type Query = Static<typeof query>

const result = Type.Object({
  at: instant,
  group: optional(Type.Union([Type.String(), Type.Null()])),
  counts: Type.Record(Type.String(), Type.Integer(), { description: `Of ${figureNames.join(', ')}: those above 0.` }),
})
const answer = Type.Object({
  asOf: Type.Union([instant, Type.Null()]),
  isWhole: Type.Boolean({ description: "Not while an earlier version's messages are being counted." }),
  results: Type.Array(result),
  failures: Type.Array(
    Type.Object({ code: Type.String(), cause: Type.Union([Type.String(), Type.Null()]), count: Type.Integer() }),
  ),
})

withNames({ Figures: answer })

const route = {
  config: { access: 'admin' } as const,
  schema: { tags: ['History'], summary: 'Read figures over time', querystring: query, response: { 200: answer } },
}

export function registerManageFigures(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/figures', route, (request, reply) => read(deps, request, reply, request.query))
}

async function read(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const now = deps.clock()
  const span = spanOf(asked, now)
  if (!span.ok) return refuseInvalid(request, reply, span.violations)
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const { elementName, campaignId, groupBy } = asked
  const { counts, asOf, isWhole } = await deps.store.figures(
    { ...span.value, botIds, elementName, campaignId, groupBy },
    now,
  )
  return reply.send({
    asOf: asOf === undefined ? null : iso(asOf),
    isWhole,
    results: resultsOf(counts, groupBy !== undefined),
    failures: failuresOf(counts),
  })
}

type Span = Pick<FigureFilter, 'fromAt' | 'toAt' | 'stepMs'>

/** On whole steps: the first one has `from` in it, the last one `to`. */
function spanOf(asked: Query, now: number): { ok: true; value: Span } | { ok: false; violations: Violation[] } {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return range
  const stepMs = steps[(asked.step ?? 'hour') satisfies Step]
  const toAt = Math.ceil((range.value.toAt ?? now + 1) / stepMs) * stepMs
  const fromAt = Math.floor((range.value.fromAt ?? toAt - usualSteps * stepMs) / stepMs) * stepMs
  const actual = (toAt - fromAt) / stepMs
  if (actual <= maxSteps) return { ok: true, value: { fromAt, toAt, stepMs } }
  return { ok: false, violations: [{ path: 'step', rule: 'too_many', args: { actual, limit: maxSteps } }] }
}

function resultsOf(found: readonly FigureCount[], isGrouped: boolean): Static<typeof result>[] {
  const named = isGrouped ? largestOf(found) : undefined
  const results = new Map<string, Static<typeof result>>()
  for (const { at, what, group, count } of found.toSorted((one, other) => one.at - other.at)) {
    const shown = named?.has(group) ? group : null
    const key = `${at} ${shown}`
    const step = results.get(key) ?? { at: iso(at), ...(named && { group: shown }), counts: {} }
    step.counts[what] = (step.counts[what] ?? 0) + count
    results.set(key, step)
  }
  return [...results.values()]
}

/** An empty name is that of messages without a template or campaign. */
function largestOf(found: readonly FigureCount[]): Set<string> {
  const sizes = new Map<string, number>()
  for (const { group, count } of found) if (group !== '') sizes.set(group, (sizes.get(group) ?? 0) + count)
  const largest = [...sizes].sort(([, one], [, other]) => other - one).slice(0, maxGroups)
  return new Set(largest.map(([group]) => group))
}

function failuresOf(found: readonly FigureCount[]): Static<typeof answer>['failures'] {
  const byCode = new Map<string, number>()
  for (const { what, code, count } of found) if (what === 'failed') byCode.set(code, (byCode.get(code) ?? 0) + count)
  return [...byCode]
    .map(([code, count]) => ({ code, cause: causeOf(code) ?? null, count }))
    .sort((one, other) => other.count - one.count)
}

function causeOf(code: string): FailureName | undefined {
  return failureName(/^\d+$/.test(code) ? { code: Number(code) } : { key: code })
}
