/**
 * The memory of two conversations that turn out to be one person: within the bound, for any keys and sizes, and the
 * more recently active one first.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { maxMemoryBytes, memoryBytes, mergeMemories } from '../../src/model/user/memory.ts'

const key = fc.oneof(fc.constantFrom('toString', 'constructor', '__proto__'), fc.string({ maxLength: 12 }))
const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 10_000, max: 40_000 }))
/** As JSON.parse makes it: `__proto__` too is a key like any other. */
const memory = fc
  .uniqueArray(fc.tuple(key, size), { selector: ([name]) => name, maxLength: 8 })
  .map((entries) => Object.fromEntries(entries.map(([name, length]) => [name, 'ñ'.repeat(length / 2)])))

test('it stays within the bound, keeps as much as fits, and the newer first', () => {
  fc.assert(
    fc.property(memory, memory, (older, newer) => {
      const all = Object.fromEntries([...Object.entries(older), ...Object.entries(newer)])
      const { memory: retained, bytes } = mergeMemories(all, newer)
      assert.equal(bytes, memoryBytes(all))
      assert.ok(memoryBytes(retained) <= maxMemoryBytes)
      const lost = Object.entries(all).filter(([name]) => !Object.hasOwn(retained, name))
      if (bytes <= maxMemoryBytes) assert.deepEqual(lost, [])
      // Everything that fits is kept.
      for (const [name, value] of lost)
        assert.ok(memoryBytes(Object.fromEntries([...Object.entries(retained), [name, value]])) > maxMemoryBytes, name)
      if (memoryBytes(newer) <= maxMemoryBytes)
        for (const [name, value] of Object.entries(newer)) assert.equal(retained[name], value)
    }),
  )
})
