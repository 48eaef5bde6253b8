/** The gate knows how many messages have a ticket and have not left, for whatever they wait. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGate } from '../../src/outbound/gate.ts'

test('a ticket counts until its message leaves or ends, once', async () => {
  const gate = createGate(1)
  const tickets = [gate.ticket(), gate.ticket(), gate.ticket()] as const
  assert.equal(gate.unleft(), 3, 'before they are admitted')
  const [first, second, third] = tickets
  await first.admitted()
  assert.equal(gate.unleft(), 3)
  first.leave()
  first.end()
  assert.equal(gate.unleft(), 2)
  third.end()
  third.end()
  assert.equal(gate.unleft(), 1)
  const admitted = second.admitted()
  gate.setRate(9)
  await admitted
  second.end()
  assert.equal(gate.unleft(), 0)
})
