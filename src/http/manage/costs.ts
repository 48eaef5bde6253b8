/**
 * What messages cost: counts of delivered ones by Meta's word on their price, times the rates of the cards in force on
 * their days. Nothing is stored of it, so another card prices anew.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { amountText } from '../../model/cost/amount.ts'
import { addCost, type Cost, type CostSum, costOf, currencyOf, dayOf, noCost } from '../../model/cost/cost.ts'
import { readPricingKey } from '../../model/cost/pricing.ts'
import type { RateCard } from '../../model/cost/rate-card.ts'
import type { Violation } from '../../model/errors/violation.ts'
import { withNames } from '../../model/request/named.ts'
import { dayMs } from '../../model/time.ts'
import type { PriceCount, PriceFilter } from '../../store/costs/counts.ts'
import { botsMeant } from '../kit/cursor.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuseInvalid } from '../kit/errors.ts'
import { readRange } from '../kit/range.ts'

const optional = Type.Optional
const groups = ['month', 'bot', 'campaign', 'template', 'category', 'type', 'market'] as const
type Group = (typeof groups)[number]
const maxDays = 400
/** The largest. */
const maxRows = 500

const query = Type.Object({
  botId: optional(Type.String({ maxLength: 64 })),
  campaignId: optional(Type.String({ maxLength: 200 })),
  elementName: optional(Type.String({ maxLength: 200 })),
  from: optional(Type.String({ description: 'A day, UTC; of this month by default.' })),
  to: optional(Type.String({ description: 'The last day, at most 400 later.' })),
  groupBy: optional(Type.String({ maxLength: 80, description: `Of ${groups.join(', ')}, with commas.` })),
})
type Query = Static<typeof query>

const textOrNull = Type.Union([Type.String(), Type.Null()])
const sum = {
  currency: textOrNull,
  amount: Type.String({ description: 'Of those that have a rate.' }),
  messages: Type.Integer(),
  charged: Type.Integer(),
  free: Type.Integer(),
  unknown: Type.Integer({ description: 'Without an amount: by `reasons`.' }),
  reasons: Type.Record(Type.String(), Type.Integer()),
}
const row = Type.Object({
  month: optional(Type.String()),
  botId: optional(Type.String()),
  campaignId: optional(textOrNull),
  elementName: optional(textOrNull),
  category: optional(Type.String()),
  type: optional(Type.String()),
  market: optional(textOrNull),
  ...sum,
})
const answer = Type.Object({
  from: Type.String(),
  to: Type.String(),
  unpriced: Type.Integer({ description: 'Delivered messages of which Meta has told no price.' }),
  cards: Type.Array(Type.Object({ effectiveDate: Type.String(), currency: Type.String(), source: Type.String() })),
  totals: Type.Array(Type.Object(sum)),
  results: Type.Array(row),
  isCut: Type.Boolean({ description: 'Only the 500 largest are shown.' }),
})
withNames({ Costs: answer, CostRow: row })

const route = {
  config: { access: 'admin' } as const,
  schema: { tags: ['Costs'], summary: 'Read costs', querystring: query, response: { 200: answer } },
}

export function registerCosts(app: App, deps: HttpDeps): void {
  app.get('/manage/v1/costs', route, (request, reply) => read(deps, request, reply, request.query))
}

async function read(deps: HttpDeps, request: FastifyRequest, reply: FastifyReply, asked: Query) {
  const { store } = deps
  const wanted = wantedOf(asked, deps.clock())
  if (!wanted.ok) return refuseInvalid(request, reply, wanted.violations)
  const { fromAt, toAt, by } = wanted.value
  const botIds = await botsMeant(deps, request, reply, asked)
  if (botIds === undefined) return reply
  const [fromDay, toDay] = [dayOf(fromAt), dayOf(toAt - dayMs)]
  const cards = await store.rateCards({ fromDay, toDay })
  const currencies = new Map((await store.bots()).map((bot) => [bot.id, currencyOf(bot, cards)]))
  const { campaignId, elementName } = asked
  const sums = createSums(by)
  const filter = { botIds, campaignId, elementName, by: by.filter((one) => one === 'campaign' || one === 'template') }
  for (const period of periodsOf(fromAt, toAt, cards))
    for (const count of await store.priceCounts({ ...filter, ...period } satisfies PriceFilter))
      sums.add(count, dayOf(period.fromAt), currencies.get(count.botId), cards)
  const { counts } = await store.figures({ botIds, campaignId, elementName, fromAt, toAt, stepMs: dayMs }, deps.clock())
  const delivered = counts.reduce((all, { what, count }) => all + (what === 'delivered' ? count : 0), 0)
  const shown = cards.map(({ effectiveDate, currency, source }) => ({ effectiveDate, currency, source }))
  return reply.send({
    from: fromDay,
    to: toDay,
    unpriced: Math.max(0, delivered - sums.messages()),
    cards: shown,
    ...sums.result(),
  })
}

type Wanted = { fromAt: number; toAt: number; by: Group[] }

function wantedOf(asked: Query, now: number): { ok: true; value: Wanted } | { ok: false; violations: Violation[] } {
  const range = readRange(asked, 'from', 'to')
  if (!range.ok) return range
  const today = now - (now % dayMs)
  const toAt = Math.ceil((range.value.toAt ?? today + dayMs) / dayMs) * dayMs
  const monthAt = Date.parse(`${dayOf(toAt - 1).slice(0, 7)}-01T00:00:00Z`)
  const fromAt = Math.floor((range.value.fromAt ?? monthAt) / dayMs) * dayMs
  const days = (toAt - fromAt) / dayMs
  if (days > maxDays)
    return { ok: false, violations: [{ path: 'to', rule: 'too_many', args: { actual: days, limit: maxDays } }] }
  const by = (asked.groupBy ?? '').split(',').filter((one) => one !== '')
  const isKnown = (one: string): one is Group => (groups as readonly string[]).includes(one)
  if (by.every(isKnown)) return { ok: true, value: { fromAt, toAt, by } }
  return { ok: false, violations: [{ path: 'groupBy', rule: 'one_of', args: { values: groups.join(', ') } }] }
}

/** Within each the month and all rates are the same. */
function periodsOf(fromAt: number, toAt: number, cards: readonly RateCard[]): { fromAt: number; toAt: number }[] {
  const cuts = new Set([fromAt, toAt])
  for (let at = fromAt; at < toAt; at += dayMs) if (new Date(at).getUTCDate() === 1) cuts.add(at)
  for (const { effectiveDate } of cards) {
    const at = Date.parse(`${effectiveDate}T00:00:00Z`)
    if (at > fromAt && at < toAt) cuts.add(at)
  }
  const ordered = [...cuts].sort((one, other) => one - other)
  return ordered.slice(1).map((end, index) => ({ fromAt: ordered[index] ?? end, toAt: end }))
}

type Named = Omit<Static<typeof row>, keyof typeof sum>

function createSums(by: readonly Group[]) {
  const rows = new Map<string, { named: Named; currency: string | null; sum: CostSum }>()
  const totals = new Map<string | null, CostSum>()

  function add(count: PriceCount, day: string, own: string | undefined, cards: readonly RateCard[]): void {
    const pricing = readPricingKey(count.pricing)
    const cost = costOf({ pricing, country: count.country, day, currency: own, cards })
    const currency = own ?? null
    const named = nameOf(by, count, day, cost)
    const key = JSON.stringify([named, currency])
    const known = rows.get(key) ?? { named, currency, sum: noCost() }
    addCost(known.sum, cost, count.count)
    rows.set(key, known)
    const total = totals.get(currency) ?? noCost()
    addCost(total, cost, count.count)
    totals.set(currency, total)
  }

  return {
    add,
    messages: () => [...totals.values()].reduce((all, { messages }) => all + messages, 0),
    result() {
      const ordered = [...rows.values()].sort(
        (one, other) =>
          (one.named.month ?? '').localeCompare(other.named.month ?? '') || other.sum.messages - one.sum.messages,
      )
      return {
        totals: [...totals].map(([currency, one]) => viewOf(one, currency)),
        results: ordered
          .slice(0, maxRows)
          .map(({ named, currency, sum: one }) => ({ ...named, ...viewOf(one, currency) })),
        isCut: ordered.length > maxRows,
      }
    },
  }
}

function nameOf(
  by: readonly Group[],
  { botId, campaignId, elementName, pricing, country }: PriceCount,
  day: string,
  cost: Cost,
): Named {
  const { category, type } = readPricingKey(pricing)
  const all: Record<Group, Named> = {
    month: { month: day.slice(0, 7) },
    bot: { botId },
    campaign: { campaignId: campaignId || null },
    template: { elementName: elementName || null },
    category: { category },
    type: { type },
    market: { market: (cost.kind === 'charged' ? cost.market : country) || null },
  }
  return Object.assign({}, ...groups.filter((group) => by.includes(group)).map((group) => all[group]))
}

function viewOf({ millionths, ...counts }: CostSum, currency: string | null) {
  return { currency, amount: amountText(millionths), ...counts }
}
