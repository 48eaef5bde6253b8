/** Signatures, verified by an independent library and by the one line of HMAC that a receiver would write. */
import assert from 'node:assert/strict'
import { createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { newWebhookSecret, signatureHeaders } from '../../src/webhooks/sign.ts'

const secret = newWebhookSecret(randomBytes)

test('the standardwebhooks library verifies any body, as text and as bytes', () => {
  const library = new Webhook(secret)
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), fc.boolean(), (json, asBytes) => {
      const body = asBytes ? Buffer.from(json) : json
      const headers = signatureHeaders(secret, 'evt_1', Date.now(), body)
      assert.deepEqual(library.verify(json, headers), JSON.parse(json))
    }),
  )
})

test('non-ASCII bodies verify by both headers', () => {
  const body = JSON.stringify({ text: '¡Olá, señor! 👩‍👩‍👧 مرحبا 你好' })
  const headers = signatureHeaders(secret, 'evt_ñ', Date.now(), body)
  assert.deepEqual(new Webhook(secret).verify(body, headers), JSON.parse(body))
  assert.equal(headers['x-jelou-signature'], `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
})

test('another body, id, time or secret does not verify', () => {
  const now = Date.now()
  const headers = signatureHeaders(secret, 'evt_1', now, '{"a":1}')
  const library = new Webhook(secret)
  assert.throws(() => library.verify('{"a":2}', headers), /No matching signature/)
  assert.throws(() => library.verify('{"a":1}', { ...headers, 'webhook-id': 'evt_2' }), /No matching signature/)
  const later = { ...headers, 'webhook-timestamp': String(Math.floor(now / 1_000) + 1) }
  assert.throws(() => library.verify('{"a":1}', later), /No matching signature/)
  assert.throws(() => new Webhook(newWebhookSecret(randomBytes)).verify('{"a":1}', headers), /No matching signature/)
})

test('known vectors', () => {
  const headers = signatureHeaders(
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    1614265330999,
    '{"test": 2432232314}',
  )
  assert.deepEqual(headers, {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    'x-jelou-signature': headers['x-jelou-signature'],
  })
})

test('a new secret has 256 of the given random bits', () => {
  const made = newWebhookSecret((bytes) => new Uint8Array(bytes).fill(255))
  assert.equal(made, `whsec_${'/'.repeat(42)}8=`)
})
