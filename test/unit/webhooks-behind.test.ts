/** Deliveries that wait behind another of their line, in memory: bounded, never under another name, never twice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Delivery } from '../../src/store/deliveries/records.ts'
import { createBehind } from '../../src/webhooks/behind.ts'

const delivery = (seq: number, { endpointId = 'one', body = '{}' } = {}): Delivery => ({
  seq,
  endpointId,
  botId: 'bot',
  userId: 'line',
  eventId: `evt_${seq}`,
  type: 'read',
  body,
  createdAt: 0,
  attempt: 1,
})
const promoted = (seq: number, line = 'line') => ({ seq, endpointId: 'one', line })

test('one is taken once, under the name that its line has by then', () => {
  const behind = createBehind(() => 0)
  behind.hold(delivery(1))
  assert.deepEqual(behind.take(promoted(1, 'renamed')), { ...delivery(1), userId: 'renamed' })
  assert.equal(behind.take(promoted(1)), undefined)
})

test('what was claimed, or may have changed, is not taken', () => {
  const behind = createBehind(() => 0)
  for (const seq of [1, 2]) behind.hold(delivery(seq))
  behind.hold(delivery(3, { endpointId: 'two' }))
  behind.drop(1)
  assert.equal(behind.take(promoted(1)), undefined)
  behind.forget('one')
  assert.equal(behind.take(promoted(2)), undefined)
  assert.equal(behind.take(promoted(3))?.seq, 3)
})

test('the oldest make room, so that a receiver that fails takes none from the others; what grows old goes', () => {
  let now = 0
  const behind = createBehind(() => now, 20)
  const body = 'x'.repeat(8)
  for (const seq of [1, 2]) behind.hold(delivery(seq, { endpointId: 'dead', body }))
  behind.hold(delivery(3, { body }))
  assert.equal(behind.take(promoted(1)), undefined)
  assert.equal(behind.take(promoted(3))?.seq, 3)
  behind.hold(delivery(4, { body: 'x'.repeat(21) }))
  assert.equal(behind.take(promoted(4)), undefined, 'what never fits is claimed')
  behind.hold(delivery(5, { body }))
  now = 60_000
  behind.hold(delivery(6, { body }))
  assert.equal(behind.take(promoted(5)), undefined)
  assert.equal(behind.take(promoted(6))?.seq, 6)
})
