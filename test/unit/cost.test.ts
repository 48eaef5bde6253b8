/** What messages cost: Meta's words, markets, rate cards, exact sums. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { amountText, readRate } from '../../src/model/cost/amount.ts'
import { addCost, type Cost, costOf, currencyOf, messageCost, noCost } from '../../src/model/cost/cost.ts'
import { readMarket, regionOf } from '../../src/model/cost/market.ts'
import {
  categories,
  chargeOf,
  isWhollyCoded,
  pricingCode,
  pricingKey,
  pricingOf,
  pricingTypes,
  readPricingKey,
} from '../../src/model/cost/pricing.ts'
import { cardOn, type RateCard, rateOf } from '../../src/model/cost/rate-card.ts'
import { readCardFile, readRates } from '../../src/model/cost/read-card.ts'
import { countryOfUser } from '../../src/model/user/country.ts'

const told = { source: 'invented', now: 1 }
const card = (effectiveDate: string, rates: [string, string, number][], currency = 'USD'): RateCard => ({
  effectiveDate,
  currency,
  source: 'invented',
  rates: rates.map(([market, category, millionths]) => ({ market, category, millionths })),
  updatedAt: 1,
})
const regular = (category: string) => ({ category, type: 'regular', subtype: '', model: 'pmp', billable: true })

describe('the pricing object', () => {
  const cases: [Record<string, unknown>, string, string][] = [
    [
      { billable: true, pricing_model: 'PMP', type: 'regular', category: 'marketing' },
      'marketing,regular,,pmp,1',
      'charged',
    ],
    [{ pricing_model: 'PMP', pricing_type: 'regular', category: 'UTILITY' }, 'utility,regular,,pmp,', 'charged'],
    [{ billable: true, category: 'authentication_international' }, 'authentication-international,,,,1', 'charged'],
    [
      { type: 'free_customer_service', category: 'service', billable: false },
      'service,free_customer_service,,,0',
      'free',
    ],
    [{ type: 'free_entry_point', category: 'referral_conversion' }, 'referral_conversion,free_entry_point,,,', 'free'],
    [{ type: 'regular', subtype: 'paid_exempt', category: 'service' }, 'service,regular,paid_exempt,,', 'free'],
    [{ type: 'regular', category: 'a_new_one' }, 'other,regular,,,', 'unknown'],
    [{ type: 'a_new_one', category: 'service', billable: true }, 'service,other,,,1', 'unknown'],
    [{ type: 'regular', category: 'marketing', pricing_model: 'CBP' }, 'marketing,regular,,cbp,', 'unknown'],
    [{ category: 'marketing' }, 'marketing,,,,', 'unknown'],
  ]
  for (const [said, key, charge] of cases)
    test(`${JSON.stringify(said)}: ${charge}`, () => {
      const pricing = pricingOf(pricingCode(said) ?? 0)
      assert.equal(pricingKey(pricing), key)
      assert.deepEqual(readPricingKey(key), pricing)
      assert.equal(chargeOf(pricing), charge)
    })

  test('one that says nothing has no code', () => {
    for (const said of [{}, { type: 7 }, { new_member: 'x' }]) assert.equal(pricingCode(said), undefined)
  })

  test('its code says everything that is known, and that something is not', () => {
    const said = fc.record(
      {
        category: fc.constantFrom(...categories),
        type: fc.constantFrom(...pricingTypes),
        subtype: fc.constantFrom('paid_exempt'),
        pricing_model: fc.constantFrom('PMP', 'CBP'),
        billable: fc.boolean(),
      },
      { requiredKeys: ['category'] },
    )
    fc.assert(
      fc.property(said, ({ pricing_model: model = '', type = '', subtype = '', category, billable }) => {
        const code = pricingCode({ pricing_model: model, type, subtype, category, billable }) ?? 0
        assert.deepEqual(pricingOf(code), {
          category,
          type,
          subtype,
          model: model.toLowerCase(),
          ...(billable !== undefined && { billable }),
        })
        assert.ok(code < 2 ** 31)
      }),
    )
    assert.ok(isWhollyCoded({ category: 'service', type: 'regular', billable: true }))
    assert.ok(!isWhollyCoded({ category: 'service', tier: '1' }))
    assert.ok(!isWhollyCoded({ category: 'new_word' }))
  })
})

describe('markets', () => {
  const people: [string, string, string][] = [
    ['5511999990000', 'BR', 'rest_of_latin_america'],
    ['593990000000', 'EC', 'rest_of_latin_america'],
    ['18095550100', 'DO', 'rest_of_latin_america'],
    ['18765550100', 'JM', 'rest_of_latin_america'],
    ['17875550100', 'PR', 'rest_of_latin_america'],
    ['12125550100', 'US', 'north_america'],
    ['79261234567', 'RU', 'rest_of_central_eastern_europe'],
    ['77011234567', 'KZ', 'rest_of_asia_pacific'],
    ['351910000000', 'PT', 'rest_of_western_europe'],
    ['254700000000', 'KE', 'rest_of_africa'],
    ['96560000000', 'KW', 'rest_of_middle_east'],
    ['5352345678', 'CU', 'other'],
    ['US.13491208655302741918', 'US', 'north_america'],
  ]
  for (const [userId, country, region] of people)
    test(`${userId}: ${country}, ${region}`, () => {
      assert.equal(countryOfUser(userId), country)
      assert.equal(regionOf(country), region)
    })

  test("are read in Meta's spelling, and by ISO code", () => {
    for (const [text, market] of [
      ['Brazil', 'BR'],
      ['br', 'BR'],
      ['Türkiye', 'TR'],
      ['Rest of Central & Eastern Europe', 'rest_of_central_eastern_europe'],
      ['Rest of Asia-Pacific', 'rest_of_asia_pacific'],
      ['North America', 'north_america'],
      ['Other', 'other'],
      ['Atlantis', undefined],
      ['XX', undefined],
    ] as const)
      assert.equal(readMarket(text), market, text)
  })
})

describe('a rate card', () => {
  const latin = card('2026-10-01', [
    ['rest_of_latin_america', 'marketing', 74_000],
    ['rest_of_latin_america', 'utility', 11_300],
    ['BR', 'marketing', 62_500],
  ])

  test('a country has its own rates or those of its region; one without the category there has none', () => {
    const asked = (country: string, category: string) => {
      const found = rateOf(latin, country, category)
      return found.ok ? found.rate.millionths : found.reason
    }
    assert.equal(asked('BR', 'marketing'), 62_500)
    assert.equal(asked('EC', 'marketing'), 74_000)
    assert.equal(asked('EC', 'service'), 11_300)
    assert.equal(asked('BR', 'service'), 'no_rate')
    assert.equal(asked('FR', 'marketing'), 'no_market')
    assert.equal(asked('', 'marketing'), 'no_market')
  })

  test('is in force from its day on, in its currency', () => {
    const cards = [card('2026-07-01', []), latin, card('2026-10-01', [], 'BRL')]
    assert.equal(cardOn(cards, 'USD', '2026-09-30')?.effectiveDate, '2026-07-01')
    assert.equal(cardOn(cards, 'USD', '2026-10-01'), latin)
    assert.equal(cardOn(cards, 'USD', '2026-06-30'), undefined)
    assert.equal(cardOn(cards, 'EUR', '2026-12-01'), undefined)
    assert.equal(currencyOf({ currency: null }, cards), undefined)
    assert.equal(currencyOf(undefined, [latin]), 'USD')
    assert.equal(currencyOf({ currency: 'BRL' }, [latin]), 'BRL')
  })

  test('as CSV, long or wide, with the faults by line', () => {
    const long =
      'effective_date,currency,market,category,rate,tier_from,tier_to\n2026-10-01,USD,Brazil,marketing,0.0625,,\n'
    const read = readCardFile(
      `${long}2026-10-01,usd,EC,Utility,0.0113,1,100000\n2026-10-01,USD,Other,service,n/a,,`,
      told,
    )
    assert.ok(read.ok)
    assert.deepEqual(
      read.value,
      [
        {
          ...told,
          effectiveDate: '2026-10-01',
          currency: 'USD',
          rates: [
            { market: 'BR', category: 'marketing', millionths: 62_500 },
            { market: 'EC', category: 'utility', millionths: 11_300, from: 1, to: 100_000 },
          ],
          source: 'invented',
          updatedAt: 1,
          now: undefined,
        },
      ].map(({ now: _, ...one }) => one),
    )
    const wide =
      'Market;Currency;Marketing;Authentication-International\nRest of Africa;EUR;0,0123;\nFrance;EUR;0,1;0,2\n'
    const spread = readCardFile(wide, { ...told, effectiveDate: '2027-01-01' })
    assert.ok(spread.ok)
    assert.deepEqual(
      spread.value.map(({ currency, rates }) => [currency, rates.map(({ millionths }) => millionths)]),
      [['EUR', [12_300, 100_000, 200_000]]],
    )
    const bad = readCardFile(`${long}2026-13-01,USD,Nowhere,selling,1e3,x,`, told)
    assert.ok(!bad.ok)
    assert.deepEqual(
      bad.violations.map(({ path }) => path),
      ['effectiveDate', 'market', 'category', 'rate', 'from'].map((name) => `line.3.${name}`),
    )
    const headless = readCardFile('a,b\n1,2\n', told)
    assert.deepEqual(!headless.ok && headless.violations.map(({ path }) => path), [
      'line.1.category',
      'line.1.rate',
      'line.1.market',
      'line.1.currency',
    ])
  })

  test('a rate that is there twice is refused, and a list of none', () => {
    const one = { effectiveDate: '2026-10-01', currency: 'USD', market: 'BR', category: 'marketing', rate: 0.0625 }
    const twice = readRates([one, { ...one, market: 'Brazil' }], told)
    assert.deepEqual(!twice.ok && twice.violations, [
      { path: 'rates.1', rule: 'duplicate', args: { other: 'rates.0' } },
    ])
    assert.ok(!readRates([], told).ok)
  })
})

describe('amounts', () => {
  test('are whole millionths', () => {
    assert.equal(readRate('0.0625'), 62_500)
    assert.equal(readRate(586.33), 586_330_000)
    for (const bad of ['', '-1', '1e3', '0.0000001', '1,5', 'x', Number.NaN, 1e21])
      assert.equal(readRate(bad), undefined, String(bad))
    assert.equal(amountText(62_500n), '0.0625')
    assert.equal(amountText(0n), '0.00')
    assert.equal(amountText(1_500_000n), '1.50')
  })

  test('are read as they were written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999 }), (millionths) => {
        assert.equal(readRate(amountText(BigInt(millionths))), millionths)
      }),
    )
  })

  test('the sum of the parts is the whole', () => {
    const costs = fc.array(
      fc.record({
        count: fc.integer({ min: 1, max: 5_000_000 }),
        millionths: fc.integer({ min: 0, max: 2_000_000_000 }),
        kind: fc.constantFrom('charged', 'free', 'unknown'),
        part: fc.integer({ min: 0, max: 3 }),
      }),
    )
    fc.assert(
      fc.property(costs, (all) => {
        const [whole, parts] = [noCost(), [noCost(), noCost(), noCost(), noCost()]]
        for (const { count, millionths, kind, part } of all) {
          const cost: Cost =
            kind === 'charged'
              ? { kind, millionths, currency: 'USD', market: 'BR', card: card('2026-10-01', []) }
              : kind === 'free'
                ? { kind }
                : { kind: 'unknown', reason: 'no_rate' }
          addCost(whole, cost, count)
          addCost(parts[part] ?? whole, cost, count)
        }
        for (const name of ['messages', 'charged', 'free', 'unknown'] as const)
          assert.equal(
            parts.reduce((sum, one) => sum + one[name], 0),
            whole[name],
          )
        assert.equal(
          parts.reduce((sum, one) => sum + one.millionths, 0n),
          whole.millionths,
        )
        assert.equal(whole.charged + whole.free + whole.unknown, whole.messages)
      }),
    )
  })
})

describe('the cost of a message', () => {
  const cards = [card('2026-10-01', [['BR', 'marketing', 62_500]])]
  const asked = { pricing: regular('marketing'), country: 'BR', currency: 'USD', cards }
  const deliveredAt = Date.UTC(2026, 10, 1)

  test('is the rate of its day, nothing when free or failed, and has a reason when it is unknown', () => {
    assert.deepEqual(messageCost({ state: 'read', deliveredAt }, asked), {
      charge: 'charged',
      amount: '0.0625',
      currency: 'USD',
      effectiveDate: '2026-10-01',
      source: 'invented',
      reason: null,
    })
    const charges = [
      messageCost({ state: 'failed', deliveredAt: null }, asked),
      messageCost({ state: 'sent', deliveredAt: null }, asked),
      messageCost(
        { state: 'delivered', deliveredAt },
        { ...asked, pricing: { ...regular('service'), type: 'free_entry_point' } },
      ),
      messageCost({ state: 'delivered', deliveredAt }, { ...asked, pricing: undefined }),
      messageCost({ state: 'delivered', deliveredAt: Date.UTC(2026, 8, 30) }, asked),
    ].map(({ charge, amount, reason }) => [charge, amount, reason])
    assert.deepEqual(charges, [
      ['none', '0.00', null],
      ['open', null, null],
      ['free', '0.00', null],
      ['unknown', null, 'unpriced'],
      ['unknown', null, 'no_card'],
    ])
  })

  test('lacks a currency, a card or a market, each by its name', () => {
    const reasonOf = (changes: Partial<Parameters<typeof costOf>[0]>) => {
      const cost = costOf({ ...asked, day: '2026-11-01', ...changes })
      return cost.kind === 'unknown' ? cost.reason : cost.kind
    }
    assert.equal(reasonOf({}), 'charged')
    assert.equal(reasonOf({ currency: undefined }), 'no_currency')
    assert.equal(reasonOf({ currency: undefined, cards: [] }), 'no_card')
    assert.equal(reasonOf({ country: 'FR' }), 'no_market')
    assert.equal(reasonOf({ pricing: regular('utility') }), 'no_rate')
    assert.equal(reasonOf({ pricing: regular('other') }), 'unknown_price')
  })
})
