/**
 * The panel's signature covers the bytes: whatever JSON says the same in other bytes is another text. Verified against
 * Node's own HMAC, written here once more.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { isSignedBy, newWebhookSecret, secretsFor } from '../../src/webhooks/sign.ts'

const secret = newWebhookSecret((size) => new Uint8Array(size).fill(7))
const made = (bytes: Uint8Array | string, by = secret) =>
  `sha256=${createHmac('sha256', by).update(bytes).digest('hex')}`
const bytesOf = (text: string) => new TextEncoder().encode(text)

test('every text of bytes is verified by its own signature, and by that of no other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (bytes, others) => {
      assert.ok(isSignedBy({ secret }, made(bytes), bytes, 0))
      assert.equal(isSignedBy({ secret }, made(others), bytes, 0), Buffer.compare(bytes, others) === 0)
    }),
  )
})

/** The same value in other bytes. */
const spellings: [what: string, one: string, other: string][] = [
  ['the order of keys', '{"a":1,"b":2}', '{"b":2,"a":1}'],
  ['white space', '{"a":1}', '{ "a": 1 }'],
  ['a last line', '{"a":1}', '{"a":1}\n'],
  ['an escape', '{"a":"ñ"}', '{"a":"\\u00f1"}'],
  ['an emoji as a pair', '{"a":"🙂"}', '{"a":"\\ud83d\\ude42"}'],
  ['a number', '{"a":1}', '{"a":1.0}'],
  ['a slash', '{"a":"/"}', '{"a":"\\/"}'],
  ['composed letters', '{"a":"\u00e1"}', '{"a":"a\u0301"}'],
  ['a byte order mark', '{"a":1}', '\ufeff{"a":1}'],
]

for (const [what, one, other] of spellings) {
  test(`the signature tells apart: ${what}`, () => {
    for (const text of [one, other]) assert.ok(isSignedBy({ secret }, made(text), bytesOf(text), 0))
    assert.ok(!isSignedBy({ secret }, made(one), bytesOf(other), 0))
    assert.ok(!isSignedBy({ secret }, made(other), bytesOf(one), 0))
  })
}

test('forms of the header: hex in either case, and nothing less than all of it', () => {
  const bytes = bytesOf('{}')
  const good = made(bytes)
  assert.ok(isSignedBy({ secret }, good.toUpperCase(), bytes, 0))
  for (const bad of ['', 'sha256=', good.slice(0, -1), `${good}0`, good.replace('sha256=', 'sha1='), made('x')])
    assert.ok(!isSignedBy({ secret }, bad, bytes, 0), bad)
})

test('the former secret is good until its end; what is posted has the new one alone', () => {
  const bytes = bytesOf('{}')
  const signing = { secret, former: { secret: 'whsec_former', until: 1_000 } }
  assert.ok(isSignedBy(signing, made(bytes, 'whsec_former'), bytes, 999))
  assert.ok(!isSignedBy(signing, made(bytes, 'whsec_former'), bytes, 1_000))
  assert.ok(isSignedBy(signing, made(bytes), bytes, 1_000))
  const bot = { webhookSecret: 'whsec_bot' }
  assert.deepEqual(secretsFor({ signing }, bot, 0), [secret])
  assert.deepEqual(secretsFor({}, bot, 0), ['whsec_bot'])
})
