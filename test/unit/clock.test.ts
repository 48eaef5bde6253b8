/**
 * The clock of a process: whatever the machine's clock does, it advances, never goes back, and converges on its
 * reference.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { agreeMs, createProcessClock, holdMs } from '../../src/app/clock.ts'
import { createFakeMachine } from '../support/fake-machine.ts'

const hour = 3_600_000

test('a step ahead is followed once it has lasted a quarter of an hour; one that is reverted before is not', () => {
  const machine = createFakeMachine()
  const clock = createProcessClock(machine)
  const before = clock.now()
  machine.step(72 * hour)
  machine.pass(holdMs - 1_000, clock.now)
  assert.equal(clock.now() - before, holdMs - 1_000)
  machine.step(-72 * hour)
  machine.pass(hour, clock.now)
  assert.equal(clock.now() - before, holdMs - 1_000 + hour)
  machine.step(5 * hour)
  clock.now()
  machine.pass(holdMs, clock.now)
  assert.equal(clock.now(), machine.wall())
})

test('after a step back it runs slower until both agree: it neither goes back nor stops', () => {
  const machine = createFakeMachine()
  const clock = createProcessClock(machine)
  const before = clock.now()
  machine.step(-hour)
  machine.pass(10_000, clock.now)
  assert.equal(clock.now() - before, 5_000)
  machine.pass(2 * hour, clock.now)
  assert.equal(clock.now(), machine.wall())
})

/** On Linux each reading of the time since the machine's start opens a file. */
test("the machine's uptime is read once a second at most, however often the time is asked, and after each jump", () => {
  const machine = createFakeMachine()
  let read = 0
  const uptimeSeconds = () => {
    read += 1
    return machine.uptimeSeconds()
  }
  const clock = createProcessClock({ ...machine, uptimeSeconds })
  read = 0
  for (let asked = 0; asked < 1_000; asked++) clock.now()
  assert.ok(read <= 1, `${read} readings`)
  for (let minute = 0; minute < 10; minute++) {
    machine.pass(60_000)
    for (let asked = 0; asked < 100; asked++) clock.now()
  }
  assert.ok(read <= 11, `${read} readings`)
  read = 0
  machine.suspend(3_000)
  clock.now()
  assert.equal(read, 1)
})

test("the time of a machine's suspension counts at once", () => {
  const machine = createFakeMachine()
  const clock = createProcessClock(machine)
  machine.suspend(8 * hour)
  assert.ok(Math.abs(clock.now() - machine.wall()) <= agreeMs)
})

test("whatever steps the machine's clock takes, it never goes back, and runs no faster than time except for lasting steps", () => {
  const happening = fc.record({
    stepMs: fc.integer({ min: -10 * hour, max: 10 * hour }),
    passMs: fc.nat(holdMs - 2_000),
  })
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 8 }), (happenings) => {
      const machine = createFakeMachine()
      const clock = createProcessClock(machine)
      let before = clock.now()
      for (const { stepMs, passMs } of happenings) {
        machine.step(stepMs)
        const at = clock.now()
        assert.ok(at >= before && at - before <= agreeMs + 1, 'the moment of the step')
        machine.pass(passMs, clock.now)
        before = clock.now()
        assert.ok(before >= at + passMs / 2 - 2 || Math.abs(before - machine.wall()) <= agreeMs)
      }
      machine.pass(200 * hour, clock.now)
      assert.ok(Math.abs(clock.now() - machine.wall()) <= agreeMs)
    }),
  )
})

test('a clock that nobody has asked for a while is not behind', () => {
  const machine = createFakeMachine()
  const clock = createProcessClock(machine)
  machine.pass(hour)
  assert.ok(Math.abs(clock.skewMs()) <= agreeMs, `${clock.skewMs()} ms`)
  machine.step(-hour)
  assert.ok(Math.abs(clock.skewMs() + hour) <= agreeMs, `${clock.skewMs()} ms`)
})

test("two processes whose machines disagree tell the same time, the database's, from the first moment on", () => {
  const database = createFakeMachine()
  const reported: [number, string][] = []
  const machines = [0, 5 * hour, -3 * hour].map((offMs) => {
    const machine = createFakeMachine()
    machine.step(offMs)
    const clock = createProcessClock({ ...machine, onSkew: (skewMs, reference) => reported.push([skewMs, reference]) })
    return { machine, clock }
  })
  const request = () => {
    for (const { machine, clock } of machines) {
      const askedAt = machine.monotonic()
      clock.refer({ databaseNow: database.wall(), askedAt, reportedAt: askedAt })
      assert.equal(clock.now(), Math.floor(database.wall()))
    }
  }
  request()
  assert.deepEqual(reported, [
    [5 * hour, 'database'],
    [-3 * hour, 'database'],
  ])
  for (let beat = 0; beat < 20; beat++) {
    for (const one of [database, ...machines.map(({ machine }) => machine)]) one.pass(1_000)
    machines[0]?.machine.step(beat === 10 ? 2 * hour : 0)
    machines[1]?.machine.step(beat === 12 ? -5 * hour : 0)
    request()
  }
  assert.deepEqual(reported.slice(2), [
    [2 * hour, 'database'],
    [0, 'database'],
  ])
})

test('after a failover to a database whose clock is behind or ahead, instants continue', () => {
  for (const offMs of [-hour, hour]) {
    const machine = createFakeMachine()
    const clock = createProcessClock(machine)
    const refer = (databaseNow: number) => {
      clock.refer({ databaseNow, askedAt: machine.monotonic(), reportedAt: machine.monotonic() })
    }
    refer(machine.wall())
    const before = clock.now()
    refer(machine.wall() + offMs)
    assert.equal(clock.now(), before)
    machine.pass(60_000, clock.now)
    assert.equal(clock.now() - before, offMs < 0 ? 30_000 : 60_000)
  }
})
