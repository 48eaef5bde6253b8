/**
 * The lane engine under virtual time: within its concurrency and its pace, with or without wake-ups, through errors,
 * rest and stop.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { paceOfRate } from '../../src/model/scheduling/pace.ts'
import type { Lane } from '../../src/queue/lane.ts'
import { createLanes } from '../../src/queue/lanes.ts'
import type { Timers } from '../../src/queue/timers.ts'
import { createLaneRig } from '../support/lane.ts'

function maxWithinASecond(instants: number[]): number {
  return Math.max(0, ...instants.map((from) => instants.filter((at) => at >= from && at < from + 1_000).length))
}

describe('lane', () => {
  test('no more runs at once than its concurrency, and all work is done', async () => {
    const bursts = fc.array(fc.record({ count: fc.nat(12), takesMs: fc.nat(10), waitMs: fc.nat(10) }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(bursts, fc.integer({ min: 1, max: 5 }), async (all, concurrency) => {
        const rig = createLaneRig({ concurrency })
        for (const { count, takesMs, waitMs } of all) {
          rig.add(count, { takesMs })
          rig.lane.wake()
          await rig.advance(waitMs)
        }
        await rig.advance(12 * 6 * 11)
        assert.ok(rig.maxInFlight() <= concurrency, `${rig.maxInFlight()} at once`)
        assert.equal(
          rig.finished.length,
          all.reduce((sum, { count }) => sum + count, 0),
        )
        await rig.lane.stop()
      }),
      { numRuns: 10 },
    )
  })

  test('promise 4: never more within a second than its pace, from the first moment, and no slower than 90 % of it', async () => {
    for (const perSecond of [1, 20, 80]) {
      const rig = createLaneRig({ concurrency: 128, pace: paceOfRate(perSecond) })
      rig.add(perSecond * 4)
      rig.lane.wake()
      await rig.advance(4_000)
      const instants = rig.started.map(({ at }) => at)
      assert.ok(maxWithinASecond(instants) <= perSecond, `${maxWithinASecond(instants)} within a second`)
      assert.ok(instants.length >= 4 * perSecond * 0.9, `${instants.length} in 4 s at ${perSecond}/s`)
      await rig.lane.stop()
    }
  })

  test('promise 4: a slow store slows the lane no more than the pace does, and never speeds it up', async () => {
    for (const [perSecond, claimMs] of [
      [40, 200],
      [80, 50],
    ] as const) {
      const rig = createLaneRig({ concurrency: 128, pace: paceOfRate(perSecond) })
      rig.beforeClaim = () => rig.sleep(claimMs)
      rig.add(perSecond * 30)
      rig.lane.wake()
      await rig.advance(8 * claimMs)
      const before = rig.started.length
      await rig.advance(2_000)
      const instants = rig.started.map(({ at }) => at)
      assert.ok(maxWithinASecond(instants) <= perSecond, `${maxWithinASecond(instants)} within a second`)
      const removed = instants.length - before
      assert.ok(removed >= 2 * perSecond * 0.9, `${removed} in 2 s at ${perSecond}/s`)
      rig.beforeClaim = async () => {}
      void rig.lane.stop()
      await rig.advance(claimMs + 1_000)
      assert.equal(rig.started.length, rig.finished.length)
      assert.equal(rig.lane.inFlight(), 0, 'what was claimed ahead has left')
    }
  })

  test('a window that is full, or shrinks, holds for what was claimed ahead of the pace as well', async () => {
    for (const smallest of [20, 1]) {
      let size = 20
      const window = { limit: () => size, ended: () => {} }
      const rig = createLaneRig({ concurrency: window, pace: paceOfRate(40) })
      rig.beforeClaim = () => rig.sleep(200)
      rig.add(400, { takesMs: 700 })
      rig.lane.wake()
      await rig.advance(3_000)
      assert.ok(rig.started.length >= 20, `${rig.started.length} started`)
      assert.ok(rig.maxRunning() <= 20, `${rig.maxRunning()} at once`)
      size = smallest
      const before = rig.started.length
      await rig.advance(700)
      const running = rig.started.length - rig.finished.length
      assert.ok(running <= smallest, `${running} at once`)
      await rig.advance(3_000)
      assert.ok(rig.started.length > before, 'the end of work starts what is ready')
      void rig.lane.stop()
      await rig.advance(60_000)
      assert.equal(rig.lane.inFlight(), 0, 'what was claimed ahead has left')
    }
  })

  test('a changed pace holds from then on', async () => {
    const rig = createLaneRig({ concurrency: 128, pace: paceOfRate(80) })
    rig.add(1_000)
    rig.lane.wake()
    await rig.advance(1_000)
    rig.lane.setPace(paceOfRate(10))
    const before = rig.started.length
    await rig.advance(2_000)
    const removed = rig.started.length - before
    assert.ok(removed >= 18 && removed <= 22, `${removed} in 2 s at 10/s`)
  })

  test('it claims again at the next due time by itself', async () => {
    const rig = createLaneRig()
    rig.add(1, { dueAt: rig.now() + 400, name: 'later' })
    rig.lane.wake()
    await rig.advance(399)
    assert.deepEqual(rig.started, [])
    await rig.advance(2)
    assert.deepEqual(rig.finished, ['later'])
    assert.equal(rig.claims.length, 3, 'once at first, once when due, once when the work has ended')
  })

  test('a wake-up during a claim is not lost', async () => {
    const rig = createLaneRig()
    let release = () => {}
    rig.beforeClaim = () => new Promise((resolve) => (release = resolve))
    rig.lane.wake()
    await rig.advance(5)
    rig.add(1)
    rig.lane.wake()
    await rig.advance(5)
    assert.equal(rig.claims.length, 1, 'one claim at a time')
    rig.beforeClaim = async () => {}
    release()
    await rig.advance(2)
    assert.equal(rig.finished.length, 1)
  })

  test('an idle lane claims once, and then only when it is woken', async () => {
    const rig = createLaneRig({ pace: paceOfRate(80) })
    rig.lane.wake()
    await rig.advance(5_000)
    assert.deepEqual([rig.claims.length, rig.lane.isIdle(), rig.lane.stalledForMs()], [1, true, 0])
    rig.add(1, { dueAt: rig.now() + 300 })
    rig.lane.wake()
    await rig.advance(100)
    assert.equal(rig.lane.isIdle(), false, 'it waits for what is due soon')
    await rig.advance(1_000)
    assert.deepEqual([rig.finished.length, rig.lane.isIdle()], [1, true])
  })

  test('a claim without an answer counts as stalled from the moment it began', async () => {
    const rig = createLaneRig()
    rig.beforeClaim = () => new Promise(() => {})
    await rig.advance(100)
    const askedAt = rig.now()
    rig.lane.wake()
    await rig.advance(3_000)
    rig.lane.wake()
    await rig.advance(10)
    assert.equal(rig.lane.stalledForMs(), rig.now() - askedAt)
  })

  test('promise 4: a machine whose clock is set back or ahead keeps its pace', async () => {
    for (const ms of [-600_000, 600_000]) {
      const rig = createLaneRig({ concurrency: 128, pace: paceOfRate(20) })
      rig.add(200, { dueAt: 0 })
      rig.lane.wake()
      await rig.advance(2_000)
      rig.setClock(ms)
      await rig.advance(2_000)
      const instants = rig.started.map(({ at }) => at)
      assert.ok(maxWithinASecond(instants) <= 20, `${maxWithinASecond(instants)} within a second`)
      assert.ok(instants.length >= 4 * 20 * 0.9, `${instants.length} in 4 s at 20/s`)
      await rig.lane.stop()
    }
  })

  test('a rest is a span: setting the clock makes it neither longer nor shorter', async () => {
    for (const ms of [-3_600_000, 3_600_000]) {
      const rig = createLaneRig()
      rig.lane.rest(1_000_000 + 5_000)
      rig.add(1, { dueAt: -1e9 })
      rig.setClock(ms)
      rig.lane.wake()
      await rig.advance(4_900)
      assert.equal(rig.started.length, 0)
      await rig.advance(200)
      assert.equal(rig.started.length, 1)
      await rig.lane.stop()
    }
  })

  test('promise 4: the previous owner may have used the pace up; after a while it cannot have', async () => {
    for (const [agoMs, atOnce] of [
      [0, 0],
      [1_000, 3],
    ] as const) {
      const since = 1_000_000 - agoMs
      const rig = createLaneRig({ concurrency: 128, pace: paceOfRate(80), since })
      rig.add(20)
      rig.lane.wake()
      await rig.advance(1)
      assert.equal(rig.started.length, atOnce)
      await rig.lane.stop()
    }
  })

  test('many wake-ups of one moment are one claim', async () => {
    const rig = createLaneRig()
    for (let count = 0; count < 100; count++) rig.lane.wake()
    await rig.advance(1)
    assert.equal(rig.claims.length, 1)
  })

  test('a failed claim is reported, and retried after a moment', async () => {
    const rig = createLaneRig()
    const error = new Error('store operation failed')
    rig.beforeClaim = () => Promise.reject(error)
    rig.lane.wake()
    await rig.advance(2_500)
    assert.deepEqual(rig.errors, [error, error, error])
    rig.beforeClaim = async () => {}
    rig.add(3)
    await rig.advance(1_000)
    assert.equal(rig.finished.length, 3)
  })

  test('a resting lane starts nothing, even when woken; afterwards it continues by itself', async () => {
    const rig = createLaneRig()
    const until = rig.now() + 5_000
    rig.add(3)
    rig.lane.rest(until)
    rig.lane.rest(until - 3_000)
    rig.lane.wake()
    await rig.advance(2_000)
    rig.lane.wake()
    await rig.advance(2_999)
    assert.deepEqual([rig.claims, rig.started], [[], []])
    await rig.advance(2)
    assert.equal(rig.finished.length, 3)
    assert.ok(rig.started.every(({ at }) => at >= until))
  })

  test('stop: nothing new is claimed, work in flight ends first; it may be called twice, and when idle', async () => {
    const rig = createLaneRig({ concurrency: 2 })
    rig.add(5, { takesMs: 100 })
    rig.lane.wake()
    await rig.advance(10)
    const claims = rig.claims.length
    let stopped = 0
    for (let twice = 0; twice < 2; twice++) void rig.lane.stop().then(() => stopped++)
    rig.lane.wake()
    await rig.advance(50)
    assert.deepEqual([stopped, rig.lane.inFlight()], [0, 2])
    await rig.advance(3_000)
    assert.deepEqual([stopped, rig.lane.inFlight(), rig.finished.length], [2, 0, 2])
    assert.deepEqual([rig.claims.length, rig.waiting.length], [claims, 3])
    await rig.lane.stop()
  })

  test('stop during a claim: claimed work is still done, so nothing stays claimed', async () => {
    const rig = createLaneRig()
    let release = () => {}
    rig.beforeClaim = () => new Promise((resolve) => (release = resolve))
    rig.add(2, { takesMs: 10 })
    rig.lane.wake()
    await rig.advance(2)
    let isStopped = false
    void rig.lane.stop().then(() => (isStopped = true))
    await rig.advance(50)
    assert.equal(isStopped, false)
    release()
    await rig.advance(20)
    assert.deepEqual([isStopped, rig.finished.length], [true, 2])
  })
})

describe('lanes', () => {
  /** Lanes whose timers the test fires, one after the other, in their order. */
  function createLanesRig() {
    const log: string[] = []
    const endings = new Map<string, () => void>()
    const late: (() => void)[] = []
    const rig = { now: 0, busy: new Set<string>(), stalledForMs: 0 }
    const timers: Timers = {
      now: () => rig.now,
      soon: (work) => work(),
      after(_ms, work) {
        late.push(work)
        return () => late.splice(late.indexOf(work), 1)
      },
    }
    const lanes = createLanes((key, since): Lane => {
      log.push(`make ${key} ${since}`)
      return {
        wake: () => log.push(`wake ${key}`),
        offer: () => false,
        reserve: () => undefined,
        claimAgain: () => {},
        rest: () => {},
        resume: () => {},
        setPace: () => {},
        inFlight: () => (rig.busy.has(key) ? 2 : 0),
        limit: () => 4,
        stalledForMs: () => rig.stalledForMs,
        isIdle: () => !rig.busy.has(key),
        stop: () => new Promise((resolve) => endings.set(key, resolve)),
      }
    }, timers)
    return { log, endings, lanes, rig, goOff: () => late.shift()?.() }
  }

  test('a lane is created when first woken, knows since when this process owned the key, and exists only for keys that are served', () => {
    const { lanes, log, rig } = createLanesRig()
    lanes.wake('a')
    lanes.retain(['a', 'b'])
    rig.now = 5
    lanes.retain(['a', 'b'])
    lanes.wake('a')
    lanes.wake('a')
    assert.deepEqual(log, ['make a 0', 'wake a', 'wake a'])
    rig.busy.add('a')
    assert.equal(lanes.inFlight(), 2)
  })

  test('a lane that is idle for long is dropped, and created again when it is woken', () => {
    const { lanes, log, rig, goOff } = createLanesRig()
    lanes.retain(['a', 'b'])
    rig.busy.add('b')
    for (const key of ['a', 'b']) lanes.wake(key)
    goOff()
    assert.equal(lanes.count(), 2, 'it may have become idle just now')
    goOff()
    assert.deepEqual([lanes.count(), lanes.get('a')], [1, undefined])
    lanes.wake('a')
    assert.equal(log.filter((line) => line.startsWith('make a')).length, 2)
    rig.busy.clear()
    for (let looks = 0; looks < 3; looks++) goOff()
    assert.equal(lanes.count(), 0)
    goOff()
    lanes.wake('b')
    assert.equal(lanes.count(), 1)
  })

  test('only a lane that should claim and does not has stalled', () => {
    const { lanes, rig } = createLanesRig()
    lanes.retain(['a'])
    lanes.wake('a')
    assert.equal(lanes.madeProgressWithin(10), true, 'nothing is asked of it')
    rig.stalledForMs = 50
    assert.deepEqual([lanes.madeProgressWithin(60), lanes.madeProgressWithin(40)], [true, false])
    rig.busy.add('a')
    assert.equal(lanes.madeProgressWithin(40), true, 'it has its hands full')
  })

  test('a key that returns while its lane drains gets no second lane before the first has ended, and then its full pace', async () => {
    const { lanes, log, endings, rig } = createLanesRig()
    lanes.retain(['a'])
    lanes.wake('a')
    lanes.retain([])
    lanes.retain(['a'])
    lanes.wake('a')
    assert.deepEqual(log, ['make a 0', 'wake a'], 'what the old one has in flight would be claimed again')
    rig.now = 7
    endings.get('a')?.()
    await new Promise(setImmediate)
    assert.deepEqual(log.slice(2), ['make a 7', 'wake a'])
  })

  test('stop waits for every lane, also of keys that are no longer served, and creates no new ones', async () => {
    const { lanes, log, endings } = createLanesRig()
    lanes.retain(['a', 'b'])
    for (const key of ['a', 'b']) lanes.wake(key)
    lanes.retain(['b', 'c'])
    assert.equal(lanes.get('a'), undefined)
    let isStopped = false
    const stopping = lanes.stop(60_000).then(() => (isStopped = true))
    endings.get('b')?.()
    await new Promise(setImmediate)
    assert.equal(isStopped, false, 'a is still draining')
    endings.get('a')?.()
    await stopping
    lanes.wake('c')
    assert.ok(!log.includes('make c 0'))
  })
})
