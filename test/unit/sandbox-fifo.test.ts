/**
 * The sandbox's first-in-first-out list against a plain array, over the sizes at which it copies its emptied half away.
 */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFifo } from '../../sandbox/fifo.ts'

test('it returns what an array returns, for any pushes and takes', () => {
  const step = fc.record({ pushes: fc.nat(3_000), shifts: fc.nat(3_000) })
  const runs = fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
    const fifo = createFifo<number>()
    let model: number[] = []
    let next = 0
    for (const { pushes, shifts } of steps) {
      for (let left = pushes; left > 0; left -= 1) {
        fifo.push(next)
        model.push(next)
        next += 1
      }
      const taken = Array.from({ length: shifts }, () => fifo.shift())
      assert.deepEqual(taken, [...model.slice(0, shifts), ...Array(Math.max(shifts - model.length, 0)).fill(undefined)])
      model = model.slice(shifts)
      assert.equal(fifo.size(), model.length)
      assert.deepEqual([...fifo.newestFirst()], model.toReversed())
    }
    fifo.clear()
    assert.equal(fifo.size(), 0)
    assert.equal(fifo.shift(), undefined)
  })
  fc.assert(runs, { numRuns: 60 })
})
