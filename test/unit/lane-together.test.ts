/** A lane whose works take several items: each item once, no more works than places, no more items than one may have. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createLane, type Lane } from '../../src/queue/lane.ts'
import { realTimers } from '../../src/queue/timers.ts'

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('offer' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('store' as const), count: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('end' as const), index: fc.nat(3) }),
    fc.record({ kind: fc.constant('turn' as const) }),
  ),
  { maxLength: 40 },
)

test('whatever comes and ends, each item is worked once, within the places and the size', async () => {
  await fc.assert(
    fc.asyncProperty(
      steps,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 8 }),
      async (all, places, most) => {
        const rig = createRig(places, most)
        for (const step of all) {
          if (step.kind === 'offer') rig.offer(step.count)
          else if (step.kind === 'store') rig.store(step.count)
          else if (step.kind === 'end') rig.end(step.index)
          await rig.turn()
        }
        for (let left = 0; left < 400 && !rig.isDone(); left++) {
          rig.end(0)
          rig.lane.wake()
          await rig.turn()
        }
        assert.deepEqual(
          rig.begun.flat().toSorted((one, other) => one - other),
          Array.from({ length: rig.made() }, (_, item) => item),
        )
        assert.ok(rig.maxWorks() <= places, `${rig.maxWorks()} works`)
        for (const items of rig.begun) {
          assert.ok(items.length <= most, `${items.length} together`)
          assert.equal(new Set(items.map((item) => item % 2)).size, 1, 'only what may go together does')
        }
        await rig.lane.stop()
      },
    ),
    { numRuns: 200 },
  )
})

/** Even and odd items do not go together. */
function createRig(places: number, most: number) {
  const begun: number[][] = []
  const running: (() => void)[] = []
  const stored: number[] = []
  const taken = new Set<number>()
  let made = 0
  let maxWorks = 0
  const lane: Lane<number> = createLane<number>(
    {
      clock: realTimers.now,
      async claim(limit) {
        const items = stored.splice(0, limit)
        for (const item of items) taken.add(item)
        return { items }
      },
      beside: (first, others) => [...others].filter((item) => item % 2 === first % 2).slice(0, most - 1),
      async work(first, others) {
        begun.push([first, ...others])
        maxWorks = Math.max(maxWorks, running.length + 1)
        await new Promise<void>((resolve) => running.push(resolve))
      },
      onError: (error) => assert.fail(String(error)),
    },
    { concurrency: places, together: () => most, pollMs: 1_000, isTold: true },
  )
  return {
    lane,
    begun,
    made: () => made,
    maxWorks: () => maxWorks,
    offer(count: number) {
      for (let left = count; left > 0; left--) {
        const item = made++
        if (lane.offer(item)) taken.add(item)
        else stored.push(item)
      }
    },
    store(count: number) {
      for (let left = count; left > 0; left--) stored.push(made++)
      lane.wake()
    },
    end: (index: number) => running.splice(index, 1)[0]?.(),
    turn: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
    isDone: () => begun.flat().length === made && running.length === 0,
  }
}
