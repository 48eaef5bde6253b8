/**
 * Items offered to a lane beside claims that only read: under any interleaving each item is begun once, no more at once
 * than the lane has places, nothing is lost, and what has not begun is left to a later claim when the lane stops or
 * must claim again.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Pace } from '../../src/model/scheduling/pace.ts'
import { trackInFlight } from '../../src/queue/in-flight.ts'
import { createLane, type LaneOptions, type Place } from '../../src/queue/lane.ts'
import type { Timers } from '../../src/queue/timers.ts'

/** A store of due items, and a lane whose turns, claims and ends the test chooses. */
function createRig(concurrency: number, options: Pick<LaneOptions, 'maxAhead' | 'maxOffered'> = {}, pace?: Pace) {
  const due = new Set<number>()
  const begun: number[] = []
  const turns: (() => void)[] = []
  const claims: (() => void)[] = []
  const running = new Map<number, () => void>()
  let maxRunning = 0
  const timers: Timers = {
    now: () => 0,
    soon: (work) => void turns.push(work),
    after: () => () => {},
  }
  const lane = createLane<number>(
    {
      clock: () => 0,
      timers,
      ...trackInFlight<number, number>({
        keyOf: (item) => item,
        async claim(limit, inFlight) {
          // Committed rows as they are when the statement runs, perhaps long after the claim began.
          await new Promise<void>((answer) => claims.push(answer))
          const found = [...due].filter((item) => !inFlight.has(item))
          return { items: found.slice(0, limit) }
        },
        async work(item) {
          begun.push(item)
          await new Promise<void>((end) => running.set(item, end))
        },
      }),
      onError: assert.fail,
    },
    { concurrency, pollMs: 1_000, isTold: true, ...options, ...(pace && { pace, since: -10_000 }) },
  )
  const settled = () => new Promise((later) => setImmediate(later))
  return {
    lane,
    due,
    begun,
    running,
    maxRunning: () => maxRunning,
    async turn() {
      for (const work of turns.splice(0)) work()
      await settled()
      maxRunning = Math.max(maxRunning, running.size)
    },
    async answerClaim() {
      claims.shift()?.()
      await settled()
      maxRunning = Math.max(maxRunning, running.size)
    },
    /** It is delivered: no longer due, and then its work ends. */
    async end(item: number) {
      due.delete(item)
      running.get(item)?.()
      running.delete(item)
      await settled()
      maxRunning = Math.max(maxRunning, running.size)
    },
    isQuiet: () => turns.length === 0 && claims.length === 0 && running.size === 0,
  }
}

/**
 * `tell`: the oldest commit that is not told yet is offered; a claim may have found it before. `reserve`: a place, which
 * `begin` uses for an item that no claim finds, and `back` gives back.
 */
type Step = 'commit' | 'tell' | 'turn' | 'answer' | 'end' | 'again' | 'reserve' | 'begin' | 'back'
const firstReserved = 1_000

test('each item is begun once, within the places, and none is lost', async () => {
  const offering = ['commit', 'commit', 'tell', 'tell', 'turn', 'answer', 'end', 'again'] as const
  const kinds = [...offering, 'reserve', 'reserve', 'begin', 'back'] as const
  const steps = fc.array(fc.constantFrom<Step>(...kinds), { maxLength: 80 })
  const rooms = fc.record({ maxAhead: fc.nat(4), maxOffered: fc.integer({ min: 1, max: 6 }) })
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 3 }), rooms, async (all, concurrency, room) => {
      const rig = createRig(concurrency, room)
      let committed = 0
      let told = 0
      const places: Place<number>[] = []
      let reserved = 0
      const begin = (place: Place<number>) => place.begin(firstReserved + reserved++)
      const tell = () => {
        if (told < committed && !rig.lane.offer(told++)) rig.lane.wake()
      }
      for (const step of all) {
        if (step === 'commit') rig.due.add(committed++)
        if (step === 'tell') tell()
        if (step === 'turn') await rig.turn()
        if (step === 'answer') await rig.answerClaim()
        if (step === 'again') rig.lane.claimAgain()
        if (step === 'reserve') places.push(...[rig.lane.reserve()].filter((place) => place !== undefined))
        if (step === 'begin') places.splice(0, 1).forEach(begin)
        if (step === 'back') for (const place of places.splice(0, 1)) place.giveBack()
        const [first] = rig.running.keys()
        if (step === 'end' && first !== undefined) await rig.end(first)
      }
      places.forEach(begin)
      while (told < committed) tell()
      for (let turn = 0; turn < 4 * (committed + reserved) + 8 && !(rig.isQuiet() && rig.due.size === 0); turn++) {
        await rig.turn()
        await rig.answerClaim()
        for (const item of [...rig.running.keys()]) await rig.end(item)
      }
      assert.deepEqual(
        rig.begun.toSorted((one, other) => one - other),
        [...range(0, committed), ...range(firstReserved, reserved)],
      )
      assert.ok(rig.maxRunning() <= concurrency, `${rig.maxRunning()} at once`)
    }),
    { numRuns: 300 },
  )
})

const range = (from: number, length: number) => Array.from({ length }, (_, item) => from + item)

test('a place is there only for what could begin at once: nothing waits, is due, or rests, and the pace allows it', async () => {
  const rig = createRig(2)
  const [first, second] = [rig.lane.reserve(), rig.lane.reserve()]
  assert.ok(first && second)
  assert.equal(rig.lane.reserve(), undefined, 'no room')
  second.giveBack()
  rig.lane.wake()
  assert.equal(rig.lane.reserve(), undefined, 'more may be due')
  await rig.turn()
  assert.equal(rig.lane.reserve(), undefined, 'a claim is under way')
  await rig.answerClaim()
  rig.lane.reserve()?.giveBack()
  rig.due.add(0)
  assert.equal(rig.lane.offer(0), true)
  assert.equal(rig.lane.reserve(), undefined, 'another waits')
  await rig.turn()
  rig.lane.rest(1)
  assert.equal(rig.lane.reserve(), undefined, 'it rests')
  first.begin(1)
  const stopped = rig.lane.stop()
  assert.equal(rig.lane.reserve(), undefined, 'it stops')
  await rig.turn()
  assert.deepEqual(rig.begun, [0, 1], 'what has a place begins all the same')
  for (const item of [0, 1]) await rig.end(item)
  await stopped
  const paced = createRig(9, {}, { intervalMs: 1_000, burst: 1 })
  assert.ok(paced.lane.reserve())
  assert.equal(paced.lane.reserve(), undefined, 'its pace')
})

test('no more than two begin so at once: those that come with them begin together', () => {
  const rig = createRig(9)
  const places = Array.from({ length: 9 }, () => rig.lane.reserve())
  assert.equal(places.filter((place) => place !== undefined).length, 2)
})

test('a stop waits for what may still begin', async () => {
  const rig = createRig(1)
  const place = rig.lane.reserve()
  let isStopped = false
  const stopped = rig.lane.stop().then(() => {
    isStopped = true
  })
  await rig.turn()
  assert.equal(isStopped, false)
  place?.giveBack()
  await stopped
})

test('an offer that comes after its item was claimed, or has ended, is refused', async () => {
  const rig = createRig(1)
  rig.due.add(0)
  rig.lane.wake()
  await rig.turn()
  await rig.answerClaim()
  assert.deepEqual(rig.begun, [0])
  assert.equal(rig.lane.offer(0), false)
  await rig.end(0)
  assert.equal(rig.lane.offer(0), false)
  await rig.turn()
  await rig.turn()
  assert.deepEqual(rig.begun, [0])
})

test('a stop begins nothing that was only offered, and ends with the work that has begun', async () => {
  const rig = createRig(1)
  for (const item of [0, 1, 2]) {
    rig.due.add(item)
    assert.equal(rig.lane.offer(item), true)
  }
  await rig.turn()
  assert.deepEqual(rig.begun, [0])
  const stopped = rig.lane.stop()
  assert.equal(rig.lane.offer(3), false)
  await rig.end(0)
  await stopped
  assert.deepEqual(rig.begun, [0])
  assert.deepEqual([...rig.due], [1, 2])
})

test('more than it may hold in memory is left to a claim', () => {
  const rig = createRig(1)
  const taken = Array.from({ length: 400 }, (_, item) => rig.lane.offer(item))
  assert.equal(taken.filter(Boolean).length, 256)
  assert.equal(taken.at(-1), false)
})

test('a lane that has fallen behind claims all that is due, and takes offers again', async () => {
  const rig = createRig(1, { maxAhead: 8 })
  for (let item = 0; item < 6; item++) rig.due.add(item)
  rig.lane.wake()
  await rig.turn()
  await rig.answerClaim()
  assert.deepEqual(rig.begun, [0])
  rig.due.add(6)
  assert.equal(rig.lane.offer(6), true)
  await rig.turn()
  for (let item = 0; item < 7; item++) await rig.end(item)
  assert.deepEqual(rig.begun, [0, 1, 2, 3, 4, 5, 6])
  assert.ok(rig.isQuiet(), 'without another claim')
})

test('what was claimed ahead and has not begun is left to a later claim', async () => {
  const rig = createRig(1, { maxAhead: 8 })
  for (const item of [0, 1, 2]) rig.due.add(item)
  rig.lane.wake()
  await rig.turn()
  await rig.answerClaim()
  const stopped = rig.lane.stop()
  await rig.end(0)
  await stopped
  assert.deepEqual(rig.begun, [0])
})
