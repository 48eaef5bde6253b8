/**
 * Secrets at rest (promise 12): a sealed text opens only whole and under its own key, and equal secrets have different
 * sealed texts.
 */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { createSeal } from '../../src/store/sealing/seal.ts'

const seal = createSeal('one key')

describe('seal', () => {
  test('a sealed text opens to the original', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (secret) => {
        assert.equal(seal.open('bots', seal.seal('bots', secret)), secret)
        assert.equal(createSeal('one key').open('bots', seal.seal('bots', secret)), secret)
      }),
    )
  })

  test('a changed byte, wherever it is, is detected', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 50 }),
        fc.nat(10_000),
        fc.integer({ min: 1, max: 255 }),
        (secret, at, change) => {
          const bytes = Buffer.from(seal.seal('bots', secret), 'base64')
          const index = at % bytes.length
          bytes[index] = (bytes[index] ?? 0) ^ change
          assert.throws(() => seal.open('bots', bytes.toString('base64')))
        },
      ),
    )
  })

  test('a shortened or lengthened text is detected, down to an empty one', () => {
    const bytes = Buffer.from(seal.seal('bots', 'secret'), 'base64')
    for (let length = 0; length < bytes.length; length++) {
      assert.throws(() => seal.open('bots', bytes.subarray(0, length).toString('base64')), `cut to ${length} bytes`)
    }
    assert.throws(() => seal.open('bots', Buffer.concat([bytes, Buffer.from([0])]).toString('base64')))
  })

  test('another key does not open it', () => {
    assert.throws(() => createSeal('another key').open('bots', seal.seal('bots', 'secret')))
  })

  test('sealing twice gives two texts; neither contains the secret', () => {
    const [one, other] = [seal.seal('bots', 'secret'), seal.seal('bots', 'secret')]
    assert.notEqual(one, other)
    assert.ok(!Buffer.from(one, 'base64').includes('secret'))
  })

  test('a hash is stable, depends on its key alone, and is not the sealing key', () => {
    assert.match(seal.hash('clients', 'secret'), /^[0-9a-f]{64}$/)
    assert.equal(seal.hash('clients', 'secret'), createSeal('one key').hash('clients', 'secret'))
    assert.notEqual(seal.hash('clients', 'secret'), createSeal('another key').hash('clients', 'secret'))
    assert.notEqual(seal.hash('clients', 'secret'), seal.hash('clients', 'secret '))
  })
})
