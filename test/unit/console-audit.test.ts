/** The audit trail as the console tells it: what changed between two states, and what an operation did. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { thingOf, verbOf } from '../../console/src/pages/audit/deed.ts'
import { differenceOf } from '../../console/src/pages/audit/difference.ts'
import { en } from '../../console/src/words/en.ts'
import type { Operation } from '../../src/model/access/operation.ts'
import { operations } from '../../src/model/access/operations.ts'

describe('the difference of two states', () => {
  test('equal states have none, and whoever turns them round gets it turned round', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        assert.deepEqual(differenceOf(before, before), [])
        const back = differenceOf(after, before).map((one) => ({ ...one, before: one.after, after: one.before }))
        const byPath = (one: { path: string }, other: { path: string }) => (one.path < other.path ? -1 : 1)
        assert.deepEqual(differenceOf(before, after).sort(byPath), back.sort(byPath))
      }),
    )
  })

  test('a value is named by its path; lists of plain values are one value', () => {
    const before = {
      name: 'Shop',
      channel: { wabaId: '1', appId: null },
      events: ['read'],
      grants: [{ role: 'agent' }],
    }
    const after = { name: 'Shop', channel: { wabaId: '2' }, events: ['read', 'failed'], grants: [{ role: 'viewer' }] }
    assert.deepEqual(differenceOf(before, after), [
      { path: 'channel.wabaId', before: '1', after: '2' },
      { path: 'channel.appId', before: 'null', after: undefined },
      { path: 'events', before: 'read', after: 'read, failed' },
      { path: 'grants.0.role', before: 'agent', after: 'viewer' },
    ])
  })

  test('what was made or taken away has all its values on one side', () => {
    assert.deepEqual(differenceOf(undefined, { name: 'Shop' }), [{ path: 'name', before: undefined, after: 'Shop' }])
    assert.deepEqual(differenceOf({ name: 'Shop' }, undefined), [{ path: 'name', before: 'Shop', after: undefined }])
  })
})

describe('what an operation did', () => {
  const audited = Object.entries(operations as Record<string, Operation>).filter(([, { trail }]) => trail !== undefined)

  test('every operation in the trail has a verb, and a thing or a verb that says it all', () => {
    assert.ok(audited.length > 50)
    for (const [operation, { about }] of audited) {
      const verb = verbOf({ operation })
      assert.ok(verb !== undefined && verb in en, operation)
      const thing = thingOf({ operation, ...(about !== undefined && { about: { kind: about } }) })
      assert.ok(thing === undefined ? verb === 'deed.signed_out' : thing in en, operation)
    }
  })

  test('the address tells what the method does not', () => {
    const told = (operation: string, kind: string) => [verbOf({ operation }), thingOf({ operation, about: { kind } })]
    assert.deepEqual(told('PATCH /manage/v1/bots/{botId}', 'bot'), ['deed.changed', 'bot'])
    assert.deepEqual(told('POST /manage/v1/bots/{botId}/webhook-secret', 'bot'), ['deed.renewed', 'bot'])
    assert.deepEqual(told('POST /manage/v1/key-rotation/end', 'key_rotation'), ['deed.ended', 'rotation.title'])
    assert.deepEqual(told('DELETE /manage/v1/me/totp', 'user'), ['deed.deleted', 'account.second_factor'])
    assert.deepEqual(told('DELETE /manage/v1/users/{memberId}/sessions/{sessionId}', 'user'), [
      'deed.deleted',
      'thing.session',
    ])
    assert.deepEqual(told('sign-in', 'session'), ['deed.signed_in', undefined])
    assert.deepEqual(told('something new', 'else'), [undefined, undefined])
  })
})
