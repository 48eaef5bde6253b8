/** A campaign's pace as its page tells it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { paceOf, type Seen, withSeen } from '../../console/src/pages/campaigns/pace.ts'

const after = (...all: Seen[]) => all.reduce<Seen[]>(withSeen, [])

test('an even pace is told with the time that is left, once four seconds were seen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 1_000_000 }), (rate, left) => {
      const seen = Array.from({ length: 40 }, (_, n) => ({ at: n * 2_000, done: n * 2 * rate }))
      assert.equal(paceOf(after(...seen.slice(0, 2)), left), undefined)
      const pace = paceOf(after(...seen), left)
      assert.ok(pace)
      assert.ok(Math.abs(pace.perSecond - rate) < 1e-6)
      assert.ok(Math.abs(pace.leftMs - (left * 1_000) / rate) < 1)
    }),
  )
})

test('only the last minute counts, and a standstill tells nothing', () => {
  const fast = Array.from({ length: 10 }, (_, n) => ({ at: n * 2_000, done: n * 1_000 }))
  const still = Array.from({ length: 40 }, (_, n) => ({ at: 20_000 + n * 2_000, done: 9_000 }))
  assert.ok(paceOf(after(...fast, ...still.slice(0, 5)), 10))
  assert.equal(paceOf(after(...fast, ...still), 10), undefined)
})

test('rows that are to be sent again begin it anew', () => {
  assert.deepEqual(after({ at: 0, done: 50 }, { at: 2_000, done: 60 }, { at: 4_000, done: 20 }), [
    { at: 4_000, done: 20 },
  ])
})
