/** However many lanes hold items, and however large these are, what they hold together is bounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createHeld } from '../../src/queue/held.ts'

const most = 1_000

type Item = { body: string }

test('items are held up to the bound, and what is released makes room, once', () => {
  const step = fc.record({ size: fc.nat(400), isRelease: fc.boolean(), which: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const bodies = createHeld<Item>(({ body }) => body.length, most)
      const all: Item[] = []
      const held = new Set<Item>()
      for (const { size, isRelease, which } of steps) {
        const known = all[which % Math.max(1, all.length)]
        if (isRelease && known) {
          bodies.release(known)
          held.delete(known)
          continue
        }
        const delivery = { body: 'x'.repeat(size) }
        all.push(delivery)
        const before = [...held].reduce((sum, { body }) => sum + body.length, 0)
        assert.equal(bodies.hold(delivery), before + size <= most)
        if (before + size <= most) held.add(delivery)
      }
    }),
  )
})
