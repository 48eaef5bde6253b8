/** Maps and sets that retain what was added last: within their bound, newest always there, in time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deleteOldest } from '../../src/model/oldest.ts'

test('what remains is what was added last: never more than the bound, never less than seven eighths of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(fc.integer({ min: 0, max: 60 })), (max, keys) => {
      const entries = new Set<number>()
      for (const key of keys) {
        const before = [...entries].filter((one) => one !== key)
        entries.delete(key)
        entries.add(key)
        deleteOldest(entries, max)
        const after = [...entries]
        assert.deepEqual(after, [...before, key].slice(-after.length))
        assert.ok(after.length <= max)
        assert.ok(after.length >= Math.min(before.length + 1, Math.ceil((max * 7) / 8)))
      }
    }),
  )
})

test('what must go with an entry is told, oldest first, and what is within the bound stays', () => {
  const entries = new Map(Array.from({ length: 17 }, (_, n) => [n, `${n}`]))
  const dropped: number[] = []
  const drop = (key: number) => {
    dropped.push(key)
    entries.delete(key)
  }
  deleteOldest(entries, 17, drop)
  assert.deepEqual(dropped, [])
  entries.set(17, '17')
  deleteOldest(entries, 17, drop)
  assert.deepEqual(dropped, [0, 1, 2])
  assert.equal(entries.size, 15)
})

/** One at a time, a set of this size takes some hundred times as long for each of these. */
test('the search for the oldest passes the places of those deleted before it seldom', () => {
  let searches = 0
  const entries = new (class extends Set<number> {
    override keys() {
      searches += 1
      return super.keys()
    }
  })()
  for (let n = 0; n < 100_000; n++) deleteOldest(entries.add(n), 8_000)
  assert.ok(searches <= 100, `${searches} searches`)
})
