/** However many endpoints hold events, and however large these are, what they hold together is bounded. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Delivery } from '../../src/store/deliveries/records.ts'
import { createHeldBodies } from '../../src/webhooks/held-bodies.ts'

const most = 1_000

test('bodies are held up to the bound, and what is released makes room, once', () => {
  const step = fc.record({ size: fc.nat(400), isRelease: fc.boolean(), which: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const bodies = createHeldBodies(most)
      const all: Delivery[] = []
      const held = new Set<Delivery>()
      for (const { size, isRelease, which } of steps) {
        const known = all[which % Math.max(1, all.length)]
        if (isRelease && known) {
          bodies.release(known)
          held.delete(known)
          continue
        }
        const delivery = { body: 'x'.repeat(size) } as Delivery
        all.push(delivery)
        const before = [...held].reduce((sum, { body }) => sum + body.length, 0)
        assert.equal(bodies.hold(delivery), before + size <= most)
        if (before + size <= most) held.add(delivery)
      }
    }),
  )
})
