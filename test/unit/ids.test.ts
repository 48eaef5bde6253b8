/** Ids: unique, sortable by the time of their making, and saying what they are. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { makeIds } from '../../src/model/ids.ts'

describe('ids', () => {
  test('a prefix and 26 characters of the alphabet', () => {
    const newId = makeIds(Date.now)
    for (const kind of ['msg', 'evt', 'bot', 'ep', 'rot', 'err'] as const) {
      assert.match(newId(kind), new RegExp(`^${kind}_[0-9a-hjkmnp-tv-z]{26}$`))
    }
  })

  test('a hundred thousand of one millisecond are all different', () => {
    const newId = makeIds(() => 1_800_000_000_000)
    assert.equal(new Set(Array.from({ length: 100_000 }, () => newId('msg'))).size, 100_000)
  })

  test('those of a later millisecond sort behind, whatever chance gave', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 48 - 2), fc.nat(1_000_000), fc.nat(255), fc.nat(255), (at, laterMs, one, other) => {
        let now = at
        let byte = one
        const newId = makeIds(
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

  test('every bit of chance counts: two makers at one moment do not meet', () => {
    const [one, other] = [makeIds(() => 1), makeIds(() => 1)]
    const ids = Array.from({ length: 1_000 }, () => [one('msg'), other('msg')]).flat()
    assert.equal(new Set(ids).size, 2_000)
    const at = (place: number) => new Set(ids.map((id) => id.charAt(place))).size
    for (let place = 14; place < 30; place++) assert.equal(at(place), 32, `character ${place} takes all its values`)
  })
})
