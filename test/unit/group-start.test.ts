/** Writes that may wait delay no others, wait a moment at most, and are delayed by nothing in an idle store. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { createGroupStart, enoughWaiting, longestWaitMs } from '../../src/store/sql/group-start.ts'

const patient = { mayWait: true }

/** With a clock of its own. `group`: one begins and ends, where so many may wait; returns whether they went with it. */
function groupsWith(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let now = 0
  t.mock.method(performance, 'now', () => now)
  let started = 0
  const groups = createGroupStart(() => started++)
  return {
    groups,
    started: () => started,
    after(ms: number) {
      now += ms
      t.mock.timers.tick(ms)
    },
    group(waiting: number, isNeeded = false) {
      const isWithPatient = groups.begin(waiting, isNeeded)
      groups.ended()
      return isWithPatient
    },
  }
}

test('an idle store begins at once, for whatever write', (t) => {
  const { groups, started, group } = groupsWith(t)
  groups.ask(patient, 1)
  assert.equal(started(), 1)
  assert.equal(group(1), true)
  groups.ask({ mayWait: false }, 0)
  groups.ask({}, 0)
  assert.equal(started(), 3)
})

test('soon after their last group those that may wait do so, and others go without them', (t) => {
  const { groups, started, after, group } = groupsWith(t)
  group(1)
  groups.ask(patient, 1)
  assert.equal(started(), 0)
  groups.ask({}, 1)
  assert.equal(started(), 1)
  assert.equal(group(1), false)
  after(longestWaitMs)
  assert.equal(started(), 2, 'in time they begin one of their own')
  assert.equal(group(1), true)
})

test('however many groups others begin, they wait no longer', (t) => {
  const { groups, after, group } = groupsWith(t)
  group(1)
  groups.ask(patient, 1)
  for (let ms = 1; ms < longestWaitMs; ms++) {
    after(1)
    groups.ask({}, 1)
    assert.equal(group(1), false)
  }
  after(1)
  assert.equal(group(1), true)
})

test('alone they begin one group, within the longest wait', (t) => {
  const { groups, started, after, group } = groupsWith(t)
  group(1)
  for (let n = 1; n <= 5; n++) groups.ask(patient, n)
  after(longestWaitMs)
  assert.equal(started(), 1)
  group(5)
  after(10 * longestWaitMs)
  assert.equal(started(), 1, 'nothing begins for writes that went with a group')
})

test('whose time comes while a group of others is under way goes with the next, or begins it', (t) => {
  const { groups, started, after, group } = groupsWith(t)
  group(1)
  groups.ask(patient, 1)
  assert.equal(groups.begin(1, false), false)
  after(longestWaitMs)
  groups.ended()
  const before = started()
  groups.ask(patient, 1)
  assert.equal(started(), before + 1)
  assert.equal(group(1), true)
})

test('enough of them begin at once, however soon after a group: whoever waits for these sends the next', (t) => {
  const { groups, started, group } = groupsWith(t)
  group(1)
  for (let waiting = 1; waiting < enoughWaiting; waiting++) groups.ask(patient, waiting)
  assert.equal(started(), 0)
  groups.ask(patient, enoughWaiting)
  assert.equal(started(), 1)
  assert.equal(group(enoughWaiting), true)
})

test('they go at once with one that must see what they write', (t) => {
  const { groups, started, after, group } = groupsWith(t)
  group(1)
  groups.ask(patient, 1)
  groups.ask({}, 1)
  assert.equal(group(1, true), true)
  const before = started()
  after(10 * longestWaitMs)
  assert.equal(started(), before, 'nothing begins for writes that went with a group')
})
