/** What the sandbox says of a message's price, by the rules of its day. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCharges } from '../../sandbox/charges.ts'

const day = 86_400_000
const before = Date.UTC(2026, 8, 1)
const since = Date.UTC(2026, 9, 1)
const of = (category: string, at: number, isWindowOpen = true, phoneNumberId = '1') => ({
  phoneNumberId,
  person: '593',
  category,
  isWindowOpen,
  at,
})
const read = (text: string) => {
  const { type, category, billable } = JSON.parse(text)
  assert.equal(billable, type === 'regular')
  return `${category} ${type}`
}

test('service and utility within the window were free until 2026-10-01', () => {
  const { pricing } = createCharges()
  assert.equal(read(pricing(of('service', before))), 'service free_customer_service')
  assert.equal(read(pricing(of('utility', before))), 'utility free_customer_service')
  assert.equal(read(pricing(of('utility', before, false))), 'utility regular')
  assert.equal(read(pricing(of('marketing', before))), 'marketing regular')
  assert.equal(read(pricing(of('utility', since))), 'utility regular')
})

test('since then 1,000 services a month and number are free', () => {
  const charges = createCharges()
  for (let n = 0; n < 1_000; n++)
    assert.equal(read(charges.pricing(of('service', since + n))), 'service free_customer_service')
  assert.equal(read(charges.pricing(of('service', since))), 'service regular')
  assert.equal(read(charges.pricing(of('service', since, true, '2'))), 'service free_customer_service')
  assert.equal(read(charges.pricing(of('service', since + 31 * day))), 'service free_customer_service')
  const other = createCharges()
  other.restore(charges.saved())
  assert.equal(read(other.pricing(of('service', since))), 'service regular')
})

test('who came by an advertisement is free for days, if they were answered on the first', () => {
  const span = (enteredAt: number, days: number, isAnswered = true) => {
    const charges = createCharges()
    charges.enter('1', '593', enteredAt)
    if (isAnswered) charges.pricing(of('service', enteredAt + 1))
    return read(charges.pricing(of('marketing', enteredAt + days * day))).split(' ')[1]
  }
  assert.equal(span(since, 6), 'free_entry_point')
  assert.equal(span(since, 7), 'regular')
  assert.equal(span(since, 2, false), 'regular')
  assert.equal(span(before, 2), 'free_entry_point')
  assert.equal(span(before, 4), 'regular')
})
