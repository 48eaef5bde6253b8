/** What Meta's webhooks say of a number's standing, in every spelling that its pages have. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWorrying, standingTold, tellsOfStanding, tierOf } from '../../src/model/bot/standing.ts'

const told = (field: string, raw: Record<string, unknown>) =>
  standingTold({ field, raw }).map(({ name, value, detail }) => [name, value, ...(detail ? [detail] : [])])

test('a limit is one word, whether Meta writes a word or a count', () => {
  const cases: [unknown, string | undefined][] = [
    ['TIER_2K', 'TIER_2K'],
    ['tier_unlimited', 'TIER_UNLIMITED'],
    [2000, 'TIER_2K'],
    [250, 'TIER_250'],
    [100_000, 'TIER_100K'],
    [-1, 'TIER_UNLIMITED'],
    ['', undefined],
    [null, undefined],
    [{}, undefined],
  ]
  for (const [value, expected] of cases) assert.equal(tierOf(value), expected, JSON.stringify(value))
})

test('an upgrade of the throughput is no change of the messaging limit', () => {
  const field = 'phone_number_quality_update'
  assert.deepEqual(told(field, { event: 'THROUGHPUT_UPGRADE', current_limit: 'TIER_UNLIMITED' }), [
    ['throughput', 'HIGH'],
  ])
  assert.deepEqual(told(field, { event: 'ONBOARDING', old_limit: 'TIER_NOT_SET', current_limit: 'TIER_250' }), [
    ['limit', 'TIER_250'],
  ])
  const both = { event: 'ONBOARDING', current_limit: 'TIER_250', max_daily_conversations_per_business: 'TIER_2K' }
  assert.deepEqual(told(field, both), [['limit', 'TIER_2K']])
})

test('a decision on a name keeps the name, and the reason where there is one', () => {
  const field = 'phone_number_name_update'
  const name = { requested_verified_name: 'Flores' }
  assert.deepEqual(told(field, { decision: 'APPROVED', ...name, rejection_reason: null }), [
    ['name_review', 'APPROVED', 'Flores'],
  ])
  assert.deepEqual(told(field, { decision: 'REJECTED', ...name, rejection_reason: 'NAME_FORMAT' }), [
    ['name_review', 'REJECTED', 'Flores: NAME_FORMAT'],
  ])
  assert.deepEqual(told(field, { decision: 'APPROVED', rejection_reason: 'NONE' }), [['name_review', 'APPROVED']])
})

test('other fields say nothing, and one of them is a reason to ask', () => {
  for (const field of ['account_update', 'calls', '__proto__', 'constructor']) assert.deepEqual(told(field, {}), [])
  assert.deepEqual(told('business_capability_update', { max_phone_numbers_per_waba: 20 }), [])
  assert.deepEqual(['account_update', 'calls', 'phone_number_name_update'].map(tellsOfStanding), [true, false, true])
})

test('low quality worries, and what is only other does not', () => {
  assert.equal(isWorrying({ name: 'quality', value: 'YELLOW' }), true)
  assert.equal(isWorrying({ name: 'quality', value: 'GREEN' }), false)
  assert.equal(isWorrying({ name: 'limit', value: 'TIER_250' }), false)
  assert.equal(isWorrying({ name: 'status', value: 'BANNED' }), true)
})
