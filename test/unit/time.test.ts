/** Instants in text are what `Date` writes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isoOf } from '../../src/model/time.ts'

test('an instant in text is what Date writes, also of many seconds in turn', () => {
  const instants = fc.oneof(
    fc.integer({ min: 0, max: 253_402_300_799_999 }),
    fc.integer({ min: 1_800_000_000_000, max: 1_800_000_400_000 }),
  )
  fc.assert(
    fc.property(fc.array(instants, { minLength: 1, maxLength: 400 }), (all) => {
      for (const instant of [...all, ...all]) assert.equal(isoOf(instant), new Date(instant).toISOString())
    }),
    { numRuns: 50 },
  )
})
