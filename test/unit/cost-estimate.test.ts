/** What a campaign may cost by the rules of its day, with what the two amounts assume. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { readRate } from '../../src/model/cost/amount.ts'
import { estimateOf } from '../../src/model/cost/estimate.ts'
import type { RateCard } from '../../src/model/cost/rate-card.ts'
import { chargedServices, costRules, freeEntryDays, isInForce, mayBeFreeInWindow } from '../../src/model/cost/rules.ts'

const card: RateCard = {
  effectiveDate: '2026-07-01',
  currency: 'USD',
  source: 'invented',
  rates: [
    { market: 'BR', category: 'marketing', millionths: 60_000 },
    { market: 'rest_of_latin_america', category: 'marketing', millionths: 70_000 },
    { market: 'BR', category: 'utility', millionths: 8_000, from: 1, to: 1_000 },
    { market: 'BR', category: 'utility', millionths: 6_000, from: 1_001 },
  ],
  updatedAt: 1,
}
const asked = {
  category: 'marketing',
  countries: [
    { country: 'BR', rows: 100 },
    { country: 'EC', rows: 10 },
    { country: 'FR', rows: 3 },
    { country: '??', rows: 2 },
  ],
  day: '2026-11-01',
  currency: 'USD',
  cards: [card],
  unchecked: 0,
}
const idsOf = (found: ReturnType<typeof estimateOf>) => found.assumptions.map(({ id }) => id)

describe('an estimate', () => {
  test('is by market, and says what has no rate', () => {
    const found = estimateOf(asked, 'en')
    assert.deepEqual([found.low, found.high, found.rows, found.withoutRate], ['6.70', '6.70', 110, 5])
    assert.deepEqual(
      found.parts.map(({ market, rows, high, reason }) => [market, rows, high, reason]),
      [
        ['BR', 100, '6.00', undefined],
        ['rest_of_latin_america', 10, '0.70', undefined],
        ['FR', 3, null, 'no_market'],
        ['', 2, null, 'no_market'],
      ],
    )
    assert.deepEqual(idsOf(found), ['card', 'all_delivered', 'free_entry', 'unknown_markets'])
    assert.match(found.assumptions[0]?.text ?? '', /USD in force since 2026-07-01, from: invented\. Sent on 2026-11-01/)
  })

  test('takes the lowest and the highest tier, and nothing in the window while utility was free there', () => {
    const utility = { ...asked, category: 'utility', countries: [{ country: 'BR', rows: 1_000 }] }
    const now = estimateOf(utility, 'es')
    assert.deepEqual([now.low, now.high], ['6.00', '8.00'])
    assert.deepEqual(idsOf(now), ['card', 'all_delivered', 'tiers_ignored', 'free_entry'])
    const before = estimateOf({ ...utility, day: '2026-09-30' }, 'pt')
    assert.deepEqual([before.low, before.high], ['0.00', '8.00'])
    assert.ok(idsOf(before).includes('free_in_window'))
  })

  test('says that there is no card, or no currency, and what was not looked at', () => {
    assert.deepEqual(idsOf(estimateOf({ ...asked, cards: [] }, 'en')), ['no_card'])
    assert.deepEqual(idsOf(estimateOf({ ...asked, day: '2026-06-30' }, 'en')), ['no_card'])
    const several = { ...asked, currency: undefined, cards: [card, { ...card, currency: 'BRL' }] }
    assert.deepEqual(idsOf(estimateOf(several, 'en')), ['no_currency'])
    assert.ok(idsOf(estimateOf({ ...asked, unchecked: 7 }, 'en')).includes('not_checked'))
  })

  test('is the sum of its parts, and low is never above high', () => {
    const countries = fc.uniqueArray(
      fc.record({ country: fc.constantFrom('BR', 'EC', 'FR', '??', 'US'), rows: fc.nat({ max: 200_000 }) }),
      { selector: ({ country }) => country },
    )
    fc.assert(
      fc.property(countries, fc.constantFrom('marketing', 'utility', 'authentication'), (all, category) => {
        const found = estimateOf({ ...asked, countries: all, category }, 'en')
        const sum = (name: 'low' | 'high') =>
          found.parts.reduce((total, part) => total + (readRate(part[name] ?? '0') ?? Number.NaN), 0)
        assert.equal(readRate(found.low), sum('low'))
        assert.equal(readRate(found.high), sum('high'))
        assert.ok(sum('low') <= sum('high'))
        assert.equal(
          found.rows + found.withoutRate,
          all.reduce((total, { rows }) => total + rows, 0),
        )
      }),
    )
  })
})

describe('the rules of a day', () => {
  test('service is free until 2026-10-01, then 1,000 a month', () => {
    assert.equal(chargedServices(5_000, 0, '2026-09-30'), 0)
    assert.equal(chargedServices(900, 0, '2026-10-01'), 0)
    assert.equal(chargedServices(900, 500, '2026-10-01'), 400)
    assert.equal(chargedServices(900, 1_500, '2026-10-01'), 900)
  })

  test('utility in the window, and the days after an advertisement', () => {
    assert.deepEqual(
      ['2026-09-30', '2026-10-01'].map((day) => mayBeFreeInWindow('utility', day)),
      [true, false],
    )
    assert.equal(mayBeFreeInWindow('marketing', '2026-09-30'), false)
    assert.deepEqual(['2026-09-27', '2026-09-28', '2020-01-01'].map(freeEntryDays), [3, 7, undefined])
    assert.equal(isInForce('service_charged', '2026-09-30'), false)
  })

  test('each names its source and whether it is verified', () => {
    for (const { source, isVerified, id } of costRules) {
      assert.ok(source.length > 10, id)
      assert.equal(typeof isVerified, 'boolean')
    }
  })
})
