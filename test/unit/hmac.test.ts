/** HMAC-SHA256 as two hashes is what Node's Hmac says, whatever the key, the message and its length. */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { hmac, hmacKey, hmacKeys } from '../../src/model/hmac.ts'

const keys = fc.uint8Array({ maxLength: 200 })
const bodies = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.uint8Array({ maxLength: 300 }),
  // About the length at which the memory for usual messages ends.
  fc
    .integer({ min: 5_000, max: 60_000 })
    .chain((length) => fc.constantFrom('é'.repeat(length), Buffer.alloc(length, 7))),
)
const before = fc.string({ unit: 'binary', maxLength: 60 })

test('is the HMAC of the text before and the body', () => {
  fc.assert(
    fc.property(keys, bodies, before, fc.constantFrom('hex', 'base64'), (key, body, text, encoding) => {
      const expected = createHmac('sha256', key).update(text).update(body).digest(encoding)
      assert.equal(hmac(hmacKey(key), body, encoding, text), expected)
    }),
    { numRuns: 500 },
  )
})

test('a key that is kept is the key of its secret, also after more than are kept', () => {
  const keyOf = hmacKeys((secret) => Buffer.from(secret))
  const secrets = Array.from({ length: 3_000 }, (_, index) => `secret ${index}`)
  for (const secret of [...secrets, ...secrets.slice(0, 5), ...secrets.slice(-5)])
    assert.equal(hmac(keyOf(secret), 'hola', 'hex'), createHmac('sha256', secret).update('hola').digest('hex'))
})
