/** Backoff: within its bounds at every attempt, growing to its limit, with jitter. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { backoff } from '../../src/model/scheduling/backoff.ts'

const inputs = fc.record({
  attempt: fc.nat(100_000),
  firstMs: fc.integer({ min: 1, max: 60_000 }),
  maxMs: fc.integer({ min: 60_000, max: 86_400_000 }),
  random: fc.double({ min: 0, max: 0.999_999, noNaN: true }),
})

describe('backoff', () => {
  test('the wait is whole ms, at least half of its span and at most all of it, never over the limit', () => {
    fc.assert(
      fc.property(inputs, ({ attempt, firstMs, maxMs, random }) => {
        const waitMs = backoff(attempt, firstMs, maxMs, random)
        const spanMs = Math.min(maxMs, firstMs * 2 ** attempt)
        assert.ok(Number.isInteger(waitMs))
        assert.ok(waitMs >= Math.floor(spanMs / 2) && waitMs <= spanMs)
      }),
    )
  })

  test('the wait never shrinks from one attempt to the next, and grows with the random number', () => {
    fc.assert(
      fc.property(inputs, ({ attempt, firstMs, maxMs, random }) => {
        assert.ok(backoff(attempt + 1, firstMs, maxMs, random) >= backoff(attempt, firstMs, maxMs, random))
        assert.ok(backoff(attempt, firstMs, maxMs, random) >= backoff(attempt, firstMs, maxMs, 0))
      }),
    )
  })

  test('the span doubles until the limit', () => {
    const waits = [0, 1, 2, 3, 8, 9, 1_000].map((attempt) => backoff(attempt, 1_000, 300_000, 0))
    assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 128_000, 150_000, 150_000])
  })
})
