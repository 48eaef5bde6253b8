/** Rate cards and the counts to which they are applied, on every database. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cardBounds, type RateCard } from '../../src/model/cost/rate-card.ts'
import { bots, day0, dayMs, live, openWithBots } from '../support/figure-lives.ts'
import { t0 } from '../support/open-store.ts'
import { backends } from '../support/store.ts'

const card = (effectiveDate: string, currency = 'USD', millionths = 1): RateCard => ({
  effectiveDate,
  currency,
  source: 'invented',
  rates: [
    { market: 'BR', category: 'marketing', millionths },
    { market: 'other', category: 'utility', millionths: 7, from: 1, to: 100 },
  ],
  updatedAt: t0,
})

for (const backend of backends) {
  describe(`costs (${backend.name})`, () => {
    test('a rate card replaces that of its day and currency, and is found by the days on which it is in force', async () => {
      await using ctx = await backend.open()
      const { store } = ctx
      const all = [card('2026-07-01'), card('2026-10-01'), card('2027-01-01'), card('2026-10-01', 'BRL')]
      assert.equal(await store.putRateCards(all), true)
      assert.deepEqual(await store.rateCards({ effectiveDate: '2026-10-01', currencies: ['USD'] }), [all[1]])
      const days = async (filter: Parameters<typeof store.rateCards>[0]) =>
        (await store.rateCards(filter)).map(({ currency, effectiveDate }) => `${currency} ${effectiveDate}`)
      assert.deepEqual(await days({}), ['BRL 2026-10-01', 'USD 2027-01-01', 'USD 2026-10-01', 'USD 2026-07-01'])
      assert.deepEqual(await days({ fromDay: '2026-08-01', toDay: '2026-09-30' }), ['USD 2026-07-01'])
      assert.deepEqual(await days({ fromDay: '2026-10-01', toDay: '2026-12-31' }), ['BRL 2026-10-01', 'USD 2026-10-01'])
      await store.putRateCards([card('2026-10-01', 'USD', 9)])
      const [changed] = await store.rateCards({ effectiveDate: '2026-10-01', currencies: ['USD'] })
      assert.equal(changed?.rates[0]?.millionths, 9)
      assert.equal(await store.deleteRateCard('2026-10-01', 'USD'), true)
      assert.equal(await store.deleteRateCard('2026-10-01', 'USD'), false)
      assert.deepEqual(await days({ currencies: ['USD'] }), ['USD 2027-01-01', 'USD 2026-07-01'])
    })

    test('more cards than are allowed are not stored, none of them', async () => {
      await using ctx = await backend.open()
      const many = Array.from({ length: cardBounds.cards + 1 }, (_, n) =>
        card(
          `20${String((n % 90) + 10)}-${String((n % 12) + 1).padStart(2, '0')}-01`,
          `AA${String.fromCharCode(65 + (n % 26))}`,
        ),
      )
      const different = new Set(many.map(({ effectiveDate, currency }) => effectiveDate + currency))
      assert.ok(different.size > cardBounds.cards)
      assert.equal(await ctx.store.putRateCards(many), false)
      assert.deepEqual(await ctx.store.rateCards({}), [])
    })

    test('counts are by bot, price and country, and by campaign or template where that is asked', async () => {
      await using ctx = await openWithBots(backend)
      await live(ctx, t0)
      await ctx.store.addUpFigures(t0)
      const filter = { botIds: bots, fromAt: day0, toAt: day0 + 2 * dayMs }
      const whole = await ctx.store.priceCounts({ ...filter, by: [] })
      const lines = whole.map(({ botId, pricing, country, count }) => `${botId} ${pricing} ${country} ${count}`).sort()
      assert.deepEqual(lines, [
        'one marketing,regular,,pmp, EC 3',
        'one service,regular,,pmp, EC 1',
        'two marketing,regular,,pmp, EC 3',
        'two service,regular,,pmp, EC 1',
      ])
      const apart = await ctx.store.priceCounts({ ...filter, by: ['campaign', 'template'] })
      assert.equal(
        apart.reduce((sum, { count }) => sum + count, 0),
        8,
      )
      assert.deepEqual(
        [...new Set(apart.map(({ campaignId, elementName }) => `${campaignId} ${elementName}`))].sort(),
        [' ', 'c0 t0', 'c2 t2'],
      )
      const one = await ctx.store.priceCounts({ ...filter, botIds: ['one'], campaignId: 'c2', by: [] })
      assert.deepEqual(
        one.map(({ count }) => count),
        [1],
      )
      assert.deepEqual(await ctx.store.priceCounts({ ...filter, toAt: day0, by: [] }), [])
    })
  })
}
