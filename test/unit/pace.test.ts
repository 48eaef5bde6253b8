/** Pace (promise 4): no window, wherever it begins, has more than the rate and its burst; and the rate is reached. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { available, freeAt, metaPairPace, type Pace, paceOfRate, take } from '../../src/model/scheduling/pace.ts'

const paces = fc.record({ intervalMs: fc.integer({ min: 1, max: 10_000 }), burst: fc.integer({ min: 1, max: 50 }) })

/** Takes as many as allowed, up to `wanted`, at each of the instants. Returns the instants of all. */
function run(pace: Pace, visits: { afterMs: number; wanted: number }[]): number[] {
  const went: number[] = []
  let now = 1_000_000
  let emptyAt = 0
  for (const { afterMs, wanted } of visits) {
    now += afterMs
    for (let left = Math.min(wanted, available(pace, emptyAt, now)); left > 0; left--) {
      emptyAt = take(pace, emptyAt, now)
      went.push(now)
    }
  }
  return went
}

/** The most in any window of this length, its end excluded. */
function maxWithin(went: number[], windowMs: number): number {
  let max = 0
  for (let first = 0, last = 0; last < went.length; last++) {
    while ((went[last] ?? 0) - (went[first] ?? 0) >= windowMs) first++
    max = Math.max(max, last - first + 1)
  }
  return max
}

const visits = fc.array(fc.record({ afterMs: fc.nat(2_000), wanted: fc.nat(60) }), { maxLength: 200 })

describe('pace', () => {
  test('any window holds at most the burst and what the rate adds to it', () => {
    fc.assert(
      fc.property(paces, visits, fc.integer({ min: 1, max: 50 }), (pace, all, intervals) => {
        const max = maxWithin(run(pace, all), intervals * pace.intervalMs)
        assert.ok(max < pace.burst + intervals, `${max} in ${intervals} intervals`)
      }),
    )
  })

  test('the available number may be taken, and one more may not', () => {
    fc.assert(
      fc.property(paces, fc.nat(1_000_000), fc.nat(1_000_000), (pace, emptyAt, now) => {
        let level = emptyAt
        const free = available(pace, emptyAt, now)
        for (let taken = 0; taken < free; taken++) {
          assert.ok(freeAt(pace, level) <= now)
          level = take(pace, level, now)
        }
        assert.ok(freeAt(pace, level) > now)
        assert.ok(free <= pace.burst)
      }),
    )
  })

  test('at freeAt one may be taken, and not a moment before', () => {
    fc.assert(
      fc.property(paces, fc.integer({ min: 600_000, max: 2_000_000 }), (pace, emptyAt) => {
        assert.ok(available(pace, emptyAt, freeAt(pace, emptyAt)) >= 1)
        assert.equal(available(pace, emptyAt, freeAt(pace, emptyAt) - 1), 0)
      }),
    )
  })

  test("a pair's: 45 at once, then one each 6 seconds, and 45 again after a rest of 270", () => {
    const everySecond = Array.from({ length: 60 }, () => ({ afterMs: 1_000, wanted: 100 }))
    const went = run(metaPairPace, [{ afterMs: 0, wanted: 100 }, ...everySecond, { afterMs: 270_000, wanted: 100 }])
    const at = (ms: number) => went.filter((one) => one === 1_000_000 + ms).length
    assert.deepEqual([at(0), at(1_000), at(6_000), at(12_000), at(60_000), at(330_000)], [45, 0, 1, 1, 1, 45])
    assert.equal(went.length, 45 + 10 + 45)
  })

  test("a number's rate holds over every second, the burst included, however timers fire", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.array(fc.nat(100), { maxLength: 300 }), (perSecond, waits) => {
        const went = run(
          paceOfRate(perSecond),
          waits.map((afterMs) => ({ afterMs, wanted: 1_000 })),
        )
        const max = maxWithin(went, 1_000)
        assert.ok(max <= perSecond, `${max} within a second at ${perSecond}/s`)
      }),
    )
  })

  test("a number's rate is reached: at least 95 % of it while there is work", () => {
    for (const perSecond of [1, 20, 80, 250, 1_000]) {
      const everyFewMs = Array.from({ length: 5_000 }, () => ({ afterMs: 4, wanted: 1_000 }))
      const perSecondReached = run(paceOfRate(perSecond), everyFewMs).length / 20
      assert.ok(perSecondReached >= 0.95 * perSecond, `${perSecondReached}/s of ${perSecond}/s`)
    }
  })
})
