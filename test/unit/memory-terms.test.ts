/** Keys of a person's memory that end: by themselves, with the whole, and by what is written over them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  changedMemory,
  endOf,
  liveMemory,
  type MemoryChange,
  mergeTerms,
  nextEndOf,
  type Remembered,
} from '../../src/model/user/memory.ts'

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor')
const step = fc.record({
  at: fc.integer({ min: 1, max: 50 }),
  isNewer: fc.boolean(),
  key,
  value: fc.integer(),
  ttl: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }),
  whole: fc.integer({ min: 1, max: 80 }),
})

const empty: Remembered = { values: {} }
const byKey = (entries: [string, unknown][]) => Object.fromEntries(entries) as Record<string, never>

describe('keys that end', () => {
  test('a key lives as long as itself, and as the whole since the last writing of the newer form', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), fc.integer({ min: 0, max: 900 }), (steps, rest) => {
        let memory = empty
        let now = 0
        let wholeUntil = 0
        const expected = new Map<string, { value: number; isNewer: boolean; until: number }>()
        const dropEnded = () => {
          for (const [name, { isNewer, until }] of expected)
            if (isNewer && Math.min(until, wholeUntil) <= now) expected.delete(name)
        }
        for (const one of steps) {
          now += one.at
          dropEnded()
          const until = one.ttl === undefined ? Number.POSITIVE_INFINITY : now + one.ttl
          if (one.isNewer) wholeUntil = now + one.whole
          const term = one.ttl === undefined ? {} : { until }
          const change: MemoryChange = {
            params: byKey([[one.key, one.value]]),
            ...(one.isNewer && { terms: { until: wholeUntil, keys: byKey([[one.key, term]]) } }),
          }
          memory = changedMemory(liveMemory(memory, now), change)
          expected.set(one.key, { value: one.value, isNewer: one.isNewer, until })
        }
        now += rest
        dropEnded()
        const live = liveMemory(memory, now)
        assert.deepEqual(
          new Map(Object.entries(live.values)),
          new Map([...expected].map(([name, { value }]) => [name, value])),
        )
        const ends = [...expected.values()].filter((one) => one.isNewer).map((one) => Math.min(one.until, wholeUntil))
        assert.equal(nextEndOf(live), ends.length === 0 ? undefined : Math.min(...ends))
      }),
    )
  })

  test('the older form removes by null, the newer one stores it; what is written without an end stays', () => {
    const withEnd = changedMemory(empty, { params: { a: null, b: 1 }, terms: { until: 10, keys: { a: {}, b: {} } } })
    assert.deepEqual(withEnd.values, { a: null, b: 1 })
    const after = changedMemory(withEnd, { params: { a: null, b: 2 } })
    assert.deepEqual(after, { values: { b: 2 }, terms: undefined })
    assert.deepEqual(liveMemory(after, 1e12).values, { b: 2 })
  })

  test('of two memories that become one, each key has the end that it had', () => {
    const survivor = changedMemory({ values: { own: 1 } }, { params: { a: 1 }, terms: { until: 50, keys: { a: {} } } })
    const terms = { until: 90, keys: { a: {}, b: { until: 60, contentType: 'text/plain' }, own: {} } }
    const duplicate = changedMemory(empty, { params: { a: 2, b: 2, own: 2 }, terms })
    const merged = { values: { own: 1, a: 1, b: 2 }, terms: mergeTerms(survivor, duplicate, { own: 1, a: 1, b: 2 }) }
    assert.deepEqual(
      ['own', 'a', 'b'].map((name) => endOf(merged, name)),
      [undefined, 50, 60],
    )
    assert.equal(merged.terms?.keys.b?.contentType, 'text/plain')
  })
})
