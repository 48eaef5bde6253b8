/** Vectors for Meta's webhook signature; the expected digests were made with an independent HMAC. */
import assert from 'node:assert/strict'
import { webcrypto } from 'node:crypto'
import { test } from 'node:test'
import { signBody, verifySignature } from '../../src/channel/cloud/signature.ts'

const secret = 'sandbox-app-secret'
const body = Buffer.from('{"object":"whatsapp_business_account","text":"ñ 😀 ✓"}')
const good = signBody(body, secret)
const hex = good.slice('sha256='.length)

test('a right signature verifies, over raw bytes of any kind', async () => {
  const key = await webcrypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ])
  for (const bytes of [body, Buffer.alloc(0), Buffer.from([0xff, 0x00, 0xfe]), Buffer.alloc(100_000, 'ñ')]) {
    const expected = Buffer.from(await webcrypto.subtle.sign('HMAC', key, bytes)).toString('hex')
    assert.equal(signBody(bytes, secret), `sha256=${expected}`)
    assert.equal(verifySignature(bytes, `sha256=${expected}`, secret), true)
  }
})

const refused: { name: string; header: string | undefined }[] = [
  { name: 'missing', header: undefined },
  { name: 'blank', header: '' },
  { name: 'prefix alone', header: 'sha256=' },
  { name: 'truncated', header: good.slice(0, -1) },
  { name: 'truncated by a byte', header: good.slice(0, -2) },
  { name: 'extended', header: `${good}0` },
  { name: 'extended by a byte', header: `${good}00` },
  { name: 'followed by a line break', header: `${good}\n` },
  { name: 'without prefix', header: hex },
  { name: 'prefix in capitals', header: `SHA256=${hex}` },
  { name: 'another algorithm', header: `sha1=${hex}` },
  { name: 'two signatures', header: `${good},${good}` },
  { name: 'no hex', header: `sha256=${'z'.repeat(64)}` },
  { name: 'non-ASCII of the right length', header: `sha256=${'ñ'.repeat(64)}` },
  { name: 'one digit changed', header: `sha256=${hex.startsWith('0') ? '1' : '0'}${hex.slice(1)}` },
  { name: 'of another secret', header: signBody(body, 'other') },
  { name: 'of another body', header: signBody(Buffer.from('{}'), secret) },
]
for (const { name, header } of refused)
  test(`refused: ${name}`, () => assert.equal(verifySignature(body, header, secret), false))

test('without a secret nothing verifies, not even a body signed with an empty one', () => {
  for (const blank of ['', ' ', '\t']) assert.equal(verifySignature(body, signBody(body, blank), blank), false)
})

test('the same JSON in other bytes does not verify', () => {
  const escaped = Buffer.from(String.raw`{"object":"whatsapp_business_account","text":"\u00f1 \ud83d\ude00 \u2713"}`)
  assert.deepEqual(JSON.parse(escaped.toString()), JSON.parse(body.toString()))
  assert.equal(verifySignature(escaped, good, secret), false)
  assert.equal(verifySignature(escaped, signBody(escaped, secret), secret), true)
})
