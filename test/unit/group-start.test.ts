/** Writes that may wait go with others, wait a moment at most, and are delayed by nothing in an idle store. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGroupStart, enoughWaiting, longestWaitMs } from '../../src/store/sql/group-start.ts'

test('an idle store begins at once, for whatever write', () => {
  let started = 0
  const groups = createGroupStart(() => started++)
  groups.ask({ mayWait: true }, 1)
  groups.ask({ mayWait: false }, 1)
  groups.ask({}, 1)
  assert.equal(started, 3)
})

test('soon after a group a write that may wait does so, and one that may not begins for both', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let started = 0
  const groups = createGroupStart(() => started++)
  groups.ended()
  groups.ask({ mayWait: true }, 1)
  groups.ask({ mayWait: true }, 1)
  assert.equal(started, 0)
  groups.ask({}, 1)
  assert.equal(started, 1)
  groups.begun()
  t.mock.timers.tick(10 * longestWaitMs)
  assert.equal(started, 1, 'nothing begins for writes that went with the group')
})

test('alone they begin one group, within the longest wait', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let started = 0
  const groups = createGroupStart(() => started++)
  groups.ended()
  for (let n = 0; n < 5; n++) groups.ask({ mayWait: true }, 1)
  t.mock.timers.tick(longestWaitMs)
  assert.equal(started, 1)
})

test('one whose time comes while a group is under way begins another after it', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let isUnderWay = false
  let started = 0
  const groups = createGroupStart(() => {
    if (!isUnderWay) started++
  })
  groups.ended()
  groups.begun()
  isUnderWay = true
  groups.ask({ mayWait: true }, 1)
  t.mock.timers.tick(longestWaitMs)
  isUnderWay = false
  groups.ended()
  groups.ask({ mayWait: true }, 1)
  t.mock.timers.tick(longestWaitMs)
  assert.equal(started, 1)
})

test('enough of them begin at once, however soon after a group: whoever waits for these sends the next', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  let started = 0
  const groups = createGroupStart(() => started++)
  groups.ended()
  for (let waiting = 1; waiting < enoughWaiting; waiting++) groups.ask({ mayWait: true }, waiting)
  assert.equal(started, 0)
  groups.ask({ mayWait: true }, enoughWaiting)
  assert.equal(started, 1)
  groups.begun()
  t.mock.timers.tick(10 * longestWaitMs)
  assert.equal(started, 1, 'nothing begins for writes that went with the group')
})
