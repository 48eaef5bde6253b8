/** The line in which each kind of event waits, and how long it is worth delivering. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type EventType, eventTypes } from '../../src/model/events/event.ts'
import { callOfferLifeMs, eventKinds, type Travel, travelOf, usualLifeMs } from '../../src/model/events/kinds.ts'
import { horizonMs } from '../../src/webhooks/schedule.ts'

const at = 1_800_000_000_000
const person = '593987654321'

function travel(type: EventType, body: Record<string, unknown>, userId = ''): Travel {
  return travelOf({ type, userId, at, body })
}
const line = (type: EventType, body: Record<string, unknown>, userId = '') => travel(type, body, userId).line
const call = (id: string, event: string, rest: object = {}) => ({
  field: 'calls',
  phoneNumberId: '1',
  wabaId: '2',
  raw: { calls: [{ id, event, timestamp: String(at / 1_000 - 10), ...rest }] },
})

test("an event about a person is in that person's line, whatever its kind", () => {
  const ofPerson = eventTypes.filter((type) => eventKinds[type].line === 'person')
  assert.ok(ofPerson.length >= 10)
  for (const type of ofPerson) assert.equal(line(type, { elementName: 'x' }, person), person, type)
})

test('an event about no person is ordered by its subject: another subject is another line', () => {
  const different = [
    line('template_status', { elementName: 'a', language: 'es' }),
    line('template_status', { elementName: 'a', language: 'en' }),
    line('template_status', { elementName: 'b', language: 'es' }),
    line('campaign', { campaignId: 'c1' }),
    line('campaign', { campaignId: 'c2' }),
    line('endpoint_disabled', { endpointId: 'e1' }),
    line('endpoint_disabled', { endpointId: 'e2' }),
    line('channel_blocked', {}),
    line('account', { field: 'account_update', wabaId: '2', raw: {} }),
    line('account', {
      field: 'phone_number_quality_update',
      wabaId: '2',
      raw: { display_phone_number: '593990000001' },
    }),
    line('account', {
      field: 'phone_number_quality_update',
      wabaId: '2',
      raw: { display_phone_number: '593990000002' },
    }),
    line('account', { field: 'errors', phoneNumberId: '1', wabaId: '2', raw: {} }),
    line('account', { field: 'errors', phoneNumberId: '3', wabaId: '2', raw: {} }),
    line('account', call('wacid.1', 'connect')),
    line('account', call('wacid.2', 'connect')),
  ]
  assert.equal(new Set(different).size, different.length, JSON.stringify(different))
})

test('one subject is one line, over all kinds of events about it', () => {
  const template = { elementName: 'a', language: 'es' }
  const kinds = ['template_status', 'template_quality', 'template_category'] as const
  assert.equal(new Set(kinds.map((type) => line(type, template))).size, 1)
  const steps = ['connect', 'call_created', 'terminate'].map((event) => line('account', call('wacid.1', event)))
  assert.equal(new Set(steps).size, 1)
})

test("a subject's line is never a person's, and none is too long for an index, whatever the body", () => {
  fc.assert(
    fc.property(fc.constantFrom(...eventTypes), fc.dictionary(fc.string(), fc.jsonValue()), (type, any) => {
      const body = { ...any, elementName: any.elementName ?? 'x'.repeat(5_000), field: any.field ?? 'y'.repeat(5_000) }
      const { line } = travel(type, body)
      assert.match(line, /^[a-z_]+:/)
      assert.ok(line.length <= 200)
    }),
  )
})

test('a call offer is worth a minute from its own time, in either form of its event; the end of a call has the usual time', () => {
  const offered = at - 10_000
  assert.equal(travel('account', call('w', 'connect')).expiresAt, offered + callOfferLifeMs)
  assert.equal(travel('account', call('w', 'CONNECT', { session: { sdp_type: 'offer' } })).expiresAt, offered + 60_000)
  const item = { field: 'calls', raw: { id: 'w', event: 'connect', timestamp: offered / 1_000 } }
  assert.equal(travel('account', item, person).expiresAt, offered + 60_000)
  assert.equal(travel('account', call('w', 'connect', { session: { sdp_type: 'answer' } })).expiresAt, undefined)
  assert.equal(travel('account', call('w', 'terminate')).expiresAt, undefined)
})

test('every other kind has the time of the schedule, or its own', () => {
  assert.equal(usualLifeMs, horizonMs)
  for (const type of eventTypes) {
    const { lifeMs } = eventKinds[type]
    const expected = lifeMs === usualLifeMs ? undefined : at + lifeMs
    assert.equal(travel(type, {}).expiresAt, expected, type)
  }
  assert.equal(travel('channel_blocked', {}).expiresAt, at + 3_600_000)
})
