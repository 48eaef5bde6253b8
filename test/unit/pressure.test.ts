/** Lanes give way when the event loop falls behind, and come back when it keeps up. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nextFactor } from '../../src/queue/pressure.ts'

test('a loop that is late halves the share at each look, one that is not lets it grow, within bounds', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1 / 16, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 500, noNaN: true }),
      (f, ms) => {
        const next = nextFactor(f, ms)
        assert.ok(next >= 1 / 16 && next <= 1)
        if (ms > 60) assert.equal(next, Math.max(1 / 16, f / 2))
        else assert.ok(next > f || next === 1)
      },
    ),
  )
})

test('a loop that answers Meta in time is not late', () => {
  // Two turns, and a commit in each, are half of what Meta wants.
  assert.equal(nextFactor(1, 55), 1)
  assert.equal(nextFactor(1, 100), 1 / 2)
})
