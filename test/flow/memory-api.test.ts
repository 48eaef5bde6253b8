/** Memory API v2 over real HTTP: the same memory as the older form has, with keys that end; by API key. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Gateway, request, startGateway } from '../support/gateway.ts'

const person = '593987650001'
const of = { userReferenceId: person, botId: 'demo' }
const path = (name: string) => `/workflows/v2/memory/users/${name}`

type Record_ = { key: string; value: unknown; ttl: number | null; contentType?: string; expiresAt: string | null }

describe('memory v2', () => {
  let gateway: Gateway
  before(async () => {
    gateway = await startGateway()
    gateway.freeze()
  })
  after(() => gateway?.[Symbol.asyncDispose]())

  const set = (values: unknown, headers: Record<string, string> = {}, more: Record<string, unknown> = {}) =>
    gateway.call('POST', path('set'), { ...of, values, ...more }, headers)
  const all = async () => {
    const { status, body } = await gateway.call('POST', path('get-all'), of)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data as Record_[]
  }
  const cache = async () => (await gateway.call('GET', `/v1/bots/demo/users/${person}/cache`)).body

  test('is one memory with the older form, whose keys stay; its own keys end', async () => {
    await gateway.call('POST', `/v1/bots/demo/users/${person}/cache`, { params: { plan: 'oro' } })
    const { status, body } = await set(
      { code: { value: '4711', ttl: 60 }, cart: { value: [1, { two: 2 }], contentType: 'application/json' } },
      { 'x-hash-ttl': '3600' },
    )
    assert.equal(status, 200, JSON.stringify(body))
    assert.deepEqual(await cache(), { plan: 'oro', code: '4711', cart: [1, { two: 2 }] })
    assert.deepEqual(
      (await all()).map(({ key, ttl, contentType }) => [key, ttl, contentType]),
      [
        ['plan', null, undefined],
        ['code', 60, undefined],
        ['cart', 3_600, 'application/json'],
      ],
    )
    gateway.advance(59_001)
    assert.equal((await gateway.call('POST', path('find-one'), { ...of, key: 'code' })).body.status, 'success')
    gateway.advance(999)
    const missing = await gateway.call('POST', path('find-one'), { ...of, key: 'code' })
    assert.deepEqual([missing.status, (missing.body.error as { code: string }).code], [404, 'R4046'])
    assert.deepEqual(await cache(), { plan: 'oro', cart: [1, { two: 2 }] })
    gateway.advance(3_540_000)
    assert.deepEqual(await cache(), { plan: 'oro' })
  })

  test('every call moves the end of the whole; 30 days unless it is said', async () => {
    await set({ a: { value: 1 } }, { 'x-hash-ttl': '10' })
    await set({ b: { value: 2 } })
    const ends = new Map((await all()).map(({ key, ttl }) => [key, ttl] as const))
    assert.deepEqual([ends.get('a'), ends.get('b')], [30 * 86_400, 30 * 86_400])
  })

  test('a value without its object is stored empty; null is a value; a key of the older form has no end', async () => {
    await set({ bare: 'text', empty: {}, nothing: { value: null } })
    const found = await cache()
    assert.deepEqual([found.bare, found.empty, found.nothing], ['', '', null])
    await gateway.call('POST', `/v1/bots/demo/users/${person}/cache`, { params: { bare: 'now', nothing: null } })
    const records = new Map((await all()).map((one) => [one.key, one]))
    assert.deepEqual([records.get('bare')?.ttl, records.has('nothing')], [null, false])
  })

  const refused: [why: string, field: string, send: () => ReturnType<typeof set>][] = [
    ['no value', 'values', () => set({})],
    ['more than 20 keys', 'values', () => set(Object.fromEntries([...Array(21).keys()].map((n) => [`k${n}`, {}])))],
    ['a key that lives for more than a day', 'values.a.ttl', () => set({ a: { value: 1, ttl: 86_401 } })],
    ['a life of no time', 'values.a.ttl', () => set({ a: { value: 1, ttl: 0 } })],
    ['a life that is no whole number', 'values.a.ttl', () => set({ a: { value: 1, ttl: 1.5 } })],
    ['a header that is no number', 'x-hash-ttl', () => set({ a: { value: 1 } }, { 'x-hash-ttl': 'soon' })],
    ['nobody', 'userReferenceId', () => set({ a: { value: 1 } }, {}, { userReferenceId: 'ana' })],
    ['more than a memory holds', 'values', () => set({ a: { value: 'x'.repeat(70_000) } })],
  ]
  for (const [why, field, send] of refused)
    test(`is refused: ${why}`, async () => {
      const before = await cache()
      const { status, body } = await send()
      assert.equal(status, 422, JSON.stringify(body))
      assert.ok(Object.keys(body.validationError as object).includes(field), JSON.stringify(body.validationError))
      assert.deepEqual(await cache(), before)
    })

  test('by x-api-key, whose role is a scope: who reads does not write, and neither does anything else', async () => {
    const keyFor = async (role: string) => {
      const { status, body } = await gateway.manage('POST', '/manage/v1/api-keys', {
        name: role,
        grants: [{ role, bots: ['demo'] }],
      })
      assert.equal(status, 201, JSON.stringify(body))
      return { 'x-api-key': String(body.apiKey) }
    }
    const by = (headers: Record<string, string>) => (name: string, body: unknown) =>
      request(gateway.url + name, 'POST', body, headers)
    const reads = by(await keyFor('memory_reader'))
    const writes = by(await keyFor('memory_writer'))
    const values = { plan: { value: 'plata' } }
    const tried = [
      await reads(path('get-all'), of),
      await reads(path('set'), { ...of, values }),
      await writes(path('set'), { ...of, values }),
      await writes(path('get-all'), of),
      await writes('/v1/bots/demo/messages', { type: 'text', userId: person, text: 'hola' }),
      await by({ 'x-api-key': 'rk_wrong' })(path('get-all'), of),
    ]
    assert.deepEqual(
      tried.map(({ status }) => status),
      [200, 403, 200, 403, 403, 401],
    )
    assert.equal((await cache()).plan, 'plata')
  })

  test('no person has such a role', async () => {
    const grants = [{ role: 'memory_reader', bots: 'all' }]
    const { status } = await gateway.manage('POST', '/manage/v1/users', { email: 'a@example.com', name: 'A', grants })
    assert.equal(status, 422)
  })
})
