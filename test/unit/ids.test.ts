/** Ids: unique, sortable by creation time, and with a prefix for their kind. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createIds } from '../../src/model/ids.ts'

describe('ids', () => {
  test('an id is a prefix and 26 characters of the alphabet', () => {
    const newId = createIds(Date.now)
    for (const kind of ['msg', 'evt', 'bot', 'ep', 'rot', 'err'] as const) {
      assert.match(newId(kind), new RegExp(`^${kind}_[0-9a-hjkmnp-tv-z]{26}$`))
    }
  })

  test('a hundred thousand ids of one millisecond are all different', () => {
    const newId = createIds(() => 1_800_000_000_000)
    assert.equal(new Set(Array.from({ length: 100_000 }, () => newId('msg'))).size, 100_000)
  })

  test('ids of a later millisecond sort after earlier ones, whatever the random bits', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 48 - 2), fc.nat(1_000_000), fc.nat(255), fc.nat(255), (at, laterMs, one, other) => {
        let now = at
        let byte = one
        const newId = createIds(
          () => now,
          (bytes) => bytes.fill(byte),
        )
        const first = newId('msg')
        now = Math.min(2 ** 48 - 1, at + 1 + laterMs)
        byte = other
        assert.ok(newId('msg') > first)
      }),
    )
  })

  test('every random bit counts: two makers at one moment do not collide', () => {
    const [one, other] = [createIds(() => 1), createIds(() => 1)]
    const ids = Array.from({ length: 1_000 }, () => [one('msg'), other('msg')]).flat()
    assert.equal(new Set(ids).size, 2_000)
    const at = (position: number) => new Set(ids.map((id) => id.charAt(position))).size
    for (let position = 14; position < 30; position++)
      assert.equal(at(position), 32, `character ${position} takes all its values`)
  })
})
