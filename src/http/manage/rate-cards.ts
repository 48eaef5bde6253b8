/**
 * Rate cards, which the operator brings: what Meta charges from a day on, in a currency. JSON or a CSV file; a card
 * replaces the one of its day and currency, and what is read afterwards is priced anew.
 */
import { type Static, Type } from 'typebox'
import { amountText } from '../../model/cost/amount.ts'
import { cardBounds, type RateCard } from '../../model/cost/rate-card.ts'
import { readCardFile, readRates, tooMany, type WrittenRate } from '../../model/cost/read-card.ts'
import { withNames } from '../../model/request/named.ts'
import type { App, HttpDeps } from '../kit/deps.ts'
import { refuse, refuseInvalid } from '../kit/errors.ts'
import { instant, iso, nothing } from '../kit/schemas.ts'

const config = { access: 'admin' } as const
const tags = ['Costs']
const optional = Type.Optional

const day = Type.String({ maxLength: 10, examples: ['2026-10-01'] })
const currency = Type.String({ maxLength: 3, examples: ['USD'] })
const volume = Type.Integer({ minimum: 0, maximum: 1e12 })
const source = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', description: 'Where the rates are from.' })

const rate = Type.Object(
  {
    effectiveDate: optional(day),
    currency,
    market: Type.String({ maxLength: 60, description: 'ISO code, or the name of a market.', examples: ['BR'] }),
    category: Type.String({ maxLength: 40 }),
    rate: Type.Union([Type.String({ maxLength: 24 }), Type.Number()], { examples: ['0.0625'] }),
    from: optional(volume),
    to: optional(volume),
  },
  { additionalProperties: false },
)
const written = Type.Object(
  {
    source,
    effectiveDate: optional(day),
    rates: optional(Type.Array(rate, { maxItems: cardBounds.rates })),
    csv: optional(Type.String({ maxLength: 1_000_000 })),
  },
  { additionalProperties: false },
)

const card = Type.Object({
  effectiveDate: Type.String(),
  currency: Type.String(),
  source: Type.String(),
  count: Type.Integer(),
  updatedAt: instant,
  rates: optional(
    Type.Array(
      Type.Object({
        market: Type.String(),
        category: Type.String(),
        rate: Type.String(),
        from: optional(Type.Integer()),
        to: optional(Type.Integer()),
      }),
      { description: 'Only of one card: with `effectiveDate` and `currency`.' },
    ),
  ),
})
const list = Type.Object({ results: Type.Array(card) })
withNames({ RateCard: card, WrittenRate: rate, WrittenRates: written })

const puttingQuery = Type.Object({ source: optional(source), effectiveDate: optional(day) })
const filter = Type.Object({ effectiveDate: optional(day), currency: optional(currency) })

const routes = {
  list: { config, schema: { tags, summary: 'List rate cards', querystring: filter, response: { 200: list } } },
  put: {
    config,
    schema: {
      tags,
      summary: 'Store rate cards',
      querystring: puttingQuery,
      // A file is `csv`, or the whole body as text/csv, which no schema checks: its reader does.
      body: { content: { 'application/json': { schema: written } } },
      response: { 200: list },
    },
  },
  remove: {
    config,
    schema: {
      tags,
      summary: 'Delete a rate card',
      querystring: Type.Object({ effectiveDate: day, currency }),
      response: nothing,
    },
  },
}

const path = '/manage/v1/rate-cards'

export function registerRateCards(app: App, { store, clock }: Pick<HttpDeps, 'store' | 'clock'>): void {
  app.get(path, routes.list, async ({ query }) => {
    const { effectiveDate, currency: of } = query
    const found = await store.rateCards({
      ...(effectiveDate !== undefined && { effectiveDate }),
      ...(of !== undefined && { currencies: [of.toUpperCase()] }),
    })
    return { results: found.map((one) => viewOf(one, effectiveDate !== undefined && of !== undefined)) }
  })
  app.delete(path, routes.remove, async (request, reply) => {
    const { effectiveDate, currency: of } = request.query
    if (!(await store.deleteRateCard(effectiveDate, of.toUpperCase()))) return refuse(request, reply, 'NOT_FOUND')
    return reply.code(204).send(null)
  })
  app.register(async (scope) => {
    scope.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, text, done) => done(null, text))
    scope.put(path, routes.put, async (request, reply) => {
      const query = request.query as Static<typeof puttingQuery>
      const given = request.body as string | Static<typeof written>
      const {
        csv,
        rates = [],
        ...told
      } = typeof given === 'string' ? { source: query.source ?? 'CSV', ...query, csv: given } : given
      const about = { source: told.source, effectiveDate: told.effectiveDate, now: clock() }
      const read = csv === undefined ? readRates(rates as WrittenRate[], about) : readCardFile(csv, about)
      if (!read.ok) return refuseInvalid(request, reply, read.violations)
      if (!(await store.putRateCards(read.value))) {
        const many = {
          ...tooMany(cardBounds.cards + 1),
          path: 'cards',
          args: { actual: cardBounds.cards + 1, limit: 200 },
        }
        return refuseInvalid(request, reply, [many])
      }
      return { results: read.value.map((one) => viewOf(one, false)) }
    })
  })
}

function viewOf({ effectiveDate, currency: of, source: from, rates, updatedAt }: RateCard, isWhole: boolean) {
  return {
    effectiveDate,
    currency: of,
    source: from,
    count: rates.length,
    updatedAt: iso(updatedAt),
    ...(isWhole && {
      rates: rates.map(({ millionths, ...one }) => ({ ...one, rate: amountText(BigInt(millionths)) })),
    }),
  }
}
