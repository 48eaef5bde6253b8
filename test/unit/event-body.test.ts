/** Events stay small: any body that is posted fits, says what it is about, and names what it leaves out. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitBody, maxBodyBytes } from '../../src/model/events/body.ts'
import { countGathered, gather, maxGathered } from '../../src/model/events/gather.ts'

type Json = Record<string, unknown>
type Cut = Json & {
  whole: { url: string; bytes: number; omitted: string[] }
  bubble: Json
  reply: { bubble: Json } & Json
}

const url = 'https://gateway.example.com/events/evt_1/abc'
const big = (bytes: number) => 'x'.repeat(bytes)
const bytesOf = (text: string) => Buffer.byteLength(text)
const ids = { eventId: 'evt_1', event: 'account', botId: 'demo', userId: '593987654321', messageId: 'msg_1' }

function cutOf(body: Json): Cut {
  const { text, whole } = fitBody(body, () => url)
  assert.ok(bytesOf(text) <= maxBodyBytes, `${bytesOf(text)} bytes`)
  assert.equal(whole, JSON.stringify(body))
  const small = JSON.parse(text) as Cut
  assert.deepEqual([small.whole.url, small.whole.bytes], [url, bytesOf(whole)])
  for (const [name, value] of Object.entries(ids)) assert.equal(small[name], value, name)
  return small
}

test('the bound is below the default limit of Express', () => {
  assert.ok(maxBodyBytes <= 100 * 1024)
})

test('a body that fits is posted unchanged, to the byte', () => {
  const fits = { ...ids, raw: big(maxBodyBytes - bytesOf(JSON.stringify({ ...ids, raw: '' }))) }
  assert.deepEqual(
    fitBody(fits, () => assert.fail('no address is needed')),
    { text: JSON.stringify(fits) },
  )
  cutOf({ ...fits, raw: `${fits.raw}x` })
  // Three bytes each: characters are not bytes.
  cutOf({ ...ids, raw: '€'.repeat(maxBodyBytes / 3) })
})

test('an order of thousands of items keeps its type and its text', () => {
  const products = Array.from({ length: 5_000 }, (_, n) => ({ productId: `SKU-${n}`, quantity: n, price: 1.5 }))
  const small = cutOf({ ...ids, bubble: { type: 'order', products, text: 'Para hoy', catalogId: '9' } })
  assert.deepEqual(small.bubble, { type: 'order', text: 'Para hoy', catalogId: '9' })
  assert.deepEqual(small.whole.omitted, ['bubble.products'])
})

test('so does the answer to a notification, two levels down', () => {
  const bubble = { type: 'flow', text: 'Sent', response: { words: big(300_000) } }
  const small = cutOf({ ...ids, elementName: 't', reply: { messageId: 'msg_2', bubble } })
  assert.deepEqual(small.reply, { messageId: 'msg_2', bubble: { type: 'flow', text: 'Sent' } })
  assert.deepEqual(small.whole.omitted, ['reply.bubble.response'])
})

test("a change of the account leaves out Meta's own item", () => {
  const raw = { history: Array.from({ length: 20_000 }, (_, n) => ({ id: `wamid.${n}`, text: { body: big(70) } })) }
  const small = cutOf({ ...ids, field: 'history', wabaId: '2', raw })
  assert.deepEqual([small.field, small.wabaId, small.raw, small.whole.omitted], ['history', '2', undefined, ['raw']])
})

test('thousands of small members are not named one by one', () => {
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`member_${n}`, n]))
  const small = cutOf({ ...ids, bubble: { ...many, type: 'flow' } })
  assert.equal(small.bubble.type, 'flow')
  assert.deepEqual([small.whole.omitted.length, small.whole.omitted.at(-1)], [21, '*'])
  const names = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${n}${'€'.repeat(3_000)}`, n]))
  cutOf({ ...ids, bubble: { ...names, type: 'flow' } })
})

test('any body fits, and is complete except for what it names', () => {
  const sized = fc.integer({ min: 0, max: 60_000 }).map(big)
  const value = fc.oneof(fc.jsonValue(), sized, fc.array(sized, { maxLength: 3 }))
  const members = fc.dictionary(fc.string(), value, { maxKeys: 12 })
  const body = fc.record({ more: members, bubble: members, reply: fc.record({ bubble: members }), raw: value })
  fc.assert(
    fc.property(body, ({ more, ...rest }) => {
      const { whole: _, ...own } = more
      const given: Json = JSON.parse(JSON.stringify({ ...own, ...rest, ...ids }))
      const { text, whole } = fitBody(given, () => url)
      assert.ok(bytesOf(text) <= maxBodyBytes)
      if (whole === undefined) return assert.equal(text, JSON.stringify(given))
      const { whole: note, ...small } = cutOf(given)
      if (note.omitted.includes('*')) return
      const count = (node: unknown): number => (isObject(node) ? Object.values(node).length : 0)
      const left = [small, small.bubble, small.reply, small.reply?.bubble].reduce<number>(
        (sum, one) => sum + count(one),
        0,
      )
      const reply = given.reply as Json
      const all = [given, given.bubble, reply, reply.bubble].reduce<number>((sum, one) => sum + count(one), 0)
      assert.equal(left + note.omitted.length, all)
    }),
    { numRuns: 200 },
  )
})

function isObject(node: unknown): node is Json {
  return typeof node === 'object' && node !== null
}

test('gathered messages fit as well; a hundred of usual size share one call', () => {
  const message = (n: number, text: string) =>
    JSON.stringify({ ...ids, eventId: `evt_${n}`, names: 'Ana', bubble: { type: 'text', text }, wamid: big(60) })
  const usual = Array.from({ length: 150 }, (_, n) => message(n, 'Hola, ¿está abierto hoy?'))
  assert.equal(countGathered(usual), maxGathered)
  const long = Array.from({ length: 100 }, (_, n) => message(n, '€"'.repeat(1_000)))
  const count = countGathered(long)
  assert.ok(count > 5 && count < 40, String(count))
  assert.equal(countGathered([message(1, big(99_000)), message(2, 'x')]), 1)
  for (const bodies of [usual, long]) {
    assert.ok(bytesOf(gather(bodies.slice(0, countGathered(bodies))).body) <= maxBodyBytes)
  }
})
