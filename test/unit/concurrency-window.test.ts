/** The concurrency window: how much may be in flight, adapted to rate and latency; and places that many lanes share. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createAgenda } from '../../src/model/scheduling/agenda.ts'
import { createPlaces } from '../../src/model/scheduling/places.ts'
import { createWindow } from '../../src/model/scheduling/window.ts'

function createWindowRig(perSecond: number) {
  const rig = { now: 0 }
  const window = createWindow({ perSecond: () => perSecond, least: 16, max: 1_024, now: () => rig.now })
  return {
    window,
    /** So many periods in which every call takes `ms`. */
    periods(count: number, ms: number, isOverload = false) {
      for (let period = 0; period < count; period++) {
        for (let one = 0; one < 9; one++) window.ended(ms, isOverload)
        rig.now += 250
        window.ended(ms, isOverload)
      }
    },
  }
}

/** The window approaches the measured value step by step. */
function near(found: number, expected: number, text?: string): void {
  assert.ok(Math.abs(found - expected) <= 1, `${found}, not ${expected} ${text ?? ''}`)
}

describe('a window', () => {
  test('it follows rate times latency, with half as much again, within its bounds', () => {
    for (const [perSecond, ms, limit] of [
      [1_000, 200, 300],
      [1_000, 10, 16],
      [1_000, 600, 900],
      [80, 1_000, 120],
      [1_000, 30_000, 1_024],
      [1, 200, 16],
    ] as const) {
      const { window, periods } = createWindowRig(perSecond)
      periods(60, ms)
      near(window.limit(), limit, `${perSecond}/s at ${ms} ms`)
    }
  })

  test('calls that are slow for a while are a queue that more calls would lengthen; a latency that stays high is followed', () => {
    const { window, periods } = createWindowRig(1_000)
    periods(60, 100)
    periods(20, 400)
    near(window.limit(), 150)
    periods(40, 400)
    near(window.limit(), 600)
    periods(1, 100)
    near(window.limit(), 150)
  })

  test('a process or server that is slow because of its load does not get more and more of it', () => {
    const { window, periods } = createWindowRig(1_000)
    periods(1, 20)
    // Each call in flight costs the others a millisecond.
    for (let round = 0; round < 200; round++) periods(1, 20 + Math.max(0, window.limit() - 100))
    assert.ok(window.limit() < 100, `${window.limit()}`)
  })

  test('trouble halves it and never makes it grow; it recovers by quarters', () => {
    const { window, periods } = createWindowRig(1_000)
    periods(60, 200)
    periods(1, 30_000, true)
    near(window.limit(), 150)
    periods(100, 30_000, true)
    near(window.limit(), 19)
    periods(1, 200)
    near(window.limit(), 24)
    periods(20, 200)
    near(window.limit(), 300)
  })

  test('single failures among many leave it as it is', () => {
    const { window, periods } = createWindowRig(1_000)
    periods(60, 200)
    for (let one = 0; one < 30; one++) window.ended(200)
    window.ended(15_000, true)
    periods(1, 200)
    near(window.limit(), 300)
  })
})

describe('places', () => {
  test('places are never exceeded, nobody waits beside a free one, and whoever has fewest is served first', () => {
    const steps = fc.array(fc.record({ key: fc.integer({ min: 0, max: 4 }), isTake: fc.boolean() }), { maxLength: 200 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 8 }), (all, max) => {
        const places = createPlaces(max)
        const held = new Map<string, number>()
        const waiting = new Map<string, number>()
        const change = (of: Map<string, number>, key: string, by: number) => of.set(key, (of.get(key) ?? 0) + by)
        const used = () => [...held.values()].reduce((sum, count) => sum + count, 0)
        for (const { key: number, isTake } of all) {
          const key = String(number)
          if (isTake) {
            const slot = places.take(key)
            assert.equal(slot === undefined, used() < max)
            if (slot === undefined) change(held, key, 1)
            else change(waiting, key, 1)
          } else if ((held.get(key) ?? 0) > 0) {
            places.giveBack(key)
            change(held, key, -1)
            const unsatisfied = [...waiting].filter(([, count]) => count > 0).map(([waiter]) => waiter)
            if (unsatisfied.length === 0) continue
            // Of several with the fewest any may be served: the model follows.
            const fewest = Math.min(...unsatisfied.map((waiter) => held.get(waiter) ?? 0))
            const least = unsatisfied.filter((waiter) => (held.get(waiter) ?? 0) === fewest)
            const served = places.heldBy(least).find(([waiter, count]) => count > (held.get(waiter) ?? 0))
            assert.ok(served, 'one of those who have fewest was served')
            change(held, served[0], 1)
            change(waiting, served[0], -1)
          }
          assert.ok(used() <= max)
        }
      }),
    )
  })
})

test('an agenda yields due keys, earliest first, each at its latest instant', () => {
  const sets = fc.array(
    fc.record({ key: fc.integer({ min: 0, max: 9 }), at: fc.integer({ min: 0, max: 50 }), isGone: fc.boolean() }),
  )
  fc.assert(
    fc.property(sets, fc.integer({ min: 0, max: 50 }), (all, now) => {
      const agenda = createAgenda()
      const model = new Map<string, number>()
      for (const { key: number, at, isGone } of all) {
        const key = String(number)
        if (isGone) agenda.delete(key)
        else agenda.set(key, at)
        if (isGone) model.delete(key)
        else model.set(key, at)
      }
      const taken: number[] = []
      for (let key = agenda.take(now); key !== undefined; key = agenda.take(now)) {
        taken.push(model.get(key) ?? Number.NaN)
        model.delete(key)
      }
      assert.deepEqual(
        taken,
        taken.toSorted((a, b) => a - b),
      )
      assert.ok([...model.values()].every((at) => at > now))
    }),
  )
})
