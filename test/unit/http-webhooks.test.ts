/** Where events go: the compatible registration of webhooks, and its effect on the endpoints behind it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Endpoint } from '../../src/model/bot/bot.ts'
import { subscribe } from '../../src/model/bot/subscription.ts'
import { notificationEvents } from '../../src/model/events/event.ts'
import { openTestHttp } from '../support/http.ts'

const webhook = '/v1/bots/demo/webhook'
const events = '/v1/bots/demo/events/webhook'
const url = 'https://bot.example.com/in'

test('the bot webhook is registered, read and removed', async () => {
  await using http = await openTestHttp()
  assert.deepEqual((await http.inject('GET', webhook)).json, { message: [{ webhookUrl: null }], status: 'success' })
  const registered = await http.inject('POST', `${webhook}/`, { body: { webhookUrl: url } })
  assert.equal(registered.status, 200)
  assert.equal(registered.text, `{"message":[{"webhookUrl":"${url}"}],"status":"success"}`)
  assert.deepEqual((await http.inject('GET', webhook)).json, { message: [{ webhookUrl: url }], status: 'success' })
  const [endpoint] = await http.store.endpoints('demo')
  assert.deepEqual(http.told, [`endpoint ${endpoint?.id}`, 'changed demo'])
  assert.equal((await http.inject('DELETE', webhook)).status, 200)
  assert.deepEqual(await http.store.endpoints('demo'), [])
})

test('a new address keeps the endpoint and its waiting deliveries', async () => {
  await using http = await openTestHttp()
  const auth = { type: 'bearer', token: 'for the old address' }
  await http.inject('POST', webhook, { body: { webhookUrl: url, auth } })
  const [before] = await http.store.endpoints('demo')
  assert.deepEqual(before?.auth, auth)
  await http.inject('POST', webhook, { body: { webhookUrl: url } })
  assert.deepEqual((await http.store.endpoints('demo'))[0]?.auth, auth)
  await http.inject('POST', webhook, { body: { webhookUrl: 'https://new.example.com' } })
  const [after, ...others] = await http.store.endpoints('demo')
  assert.equal(others.length, 0)
  assert.equal(after?.id, before?.id)
  assert.equal(after?.url, 'https://new.example.com')
  assert.equal(after?.auth, undefined)
})

test('a disabled endpoint is enabled by registering it again', async () => {
  await using http = await openTestHttp()
  await http.inject('POST', webhook, { body: { webhookUrl: url } })
  const [endpoint] = await http.store.endpoints('demo')
  assert.ok(endpoint)
  await http.store.putEndpoint({ ...endpoint, disabledAt: 5 })
  await http.inject('POST', webhook, { body: { webhookUrl: url } })
  const [again] = await http.store.endpoints('demo')
  assert.equal(again?.id, endpoint.id)
  assert.equal(again?.disabledAt, undefined)
})

test('events are subscribed and read in the documented forms', async () => {
  await using http = await openTestHttp()
  const webhooks = [
    { url, events: ['read', 'reply'] },
    { url: 'https://failures.example.com', events: ['failed'] },
  ]
  const created = await http.inject('POST', events, { body: { webhooks } })
  assert.deepEqual(created.json, {
    message: ['Webhooks created successfully!'],
    statusMessage: 'success',
    status: 1,
    data: webhooks,
  })
  await http.inject('POST', events, {
    body: { webhooks: [{ url: 'https://failures.example.com', events: ['reply'] }] },
  })
  assert.deepEqual((await http.inject('GET', `${events}/`)).json, {
    message: ['Webhooks retrieved succesfully!'],
    statusMessage: 'success',
    status: 1,
    data: { read: url, failed: 'https://failures.example.com', reply: 'https://failures.example.com' },
  })
})

test('the bot webhook and subscriptions to the same address share an endpoint and separate again', async () => {
  await using http = await openTestHttp()
  await http.inject('POST', events, { body: { webhooks: [{ url, events: [...notificationEvents] }] } })
  await http.inject('POST', webhook, { body: { webhookUrl: url } })
  assert.equal((await http.store.endpoints('demo')).length, 1)
  await http.inject('POST', webhook, { body: { webhookUrl: 'https://new.example.com' } })
  assert.equal((await http.inject('GET', events)).json.data.read, url)
  assert.equal((await http.inject('GET', webhook)).json.message[0].webhookUrl, 'https://new.example.com')
  await http.inject('DELETE', webhook)
  assert.equal((await http.inject('GET', events)).json.data.read, url)
})

test('forbidden addresses are refused by their path', async () => {
  await using http = await openTestHttp()
  const cases: [url: string, sentence: RegExp | undefined][] = [
    ['https://bot.example.com/in', undefined],
    ['http://allowed.example/in', undefined],
    ['http://bot.example.com/in', /https:\/\//],
    ['https://10.0.0.7/in', /public host/],
    ['https://[::1]/in', /public host/],
    ['https://localhost/in', /public host/],
    ['https://u:p@bot.example.com', /without user name and password/],
    ['ftp://bot.example.com', /https:\/\//],
    ['nonsense', /https:\/\//],
  ]
  for (const [address, sentence] of cases) {
    const one = await http.inject('POST', webhook, { body: { webhookUrl: address } })
    const body = {
      webhooks: [
        { url, events: ['read'] },
        { url: address, events: ['failed'] },
      ],
    }
    const many = await http.inject('POST', events, { body })
    assert.equal(one.status, sentence ? 422 : 200, address)
    assert.equal(many.status, sentence ? 422 : 200, address)
    if (!sentence) continue
    assert.match(one.json.validationError.webhookUrl[0].en, sentence)
    assert.match(many.json.validationError['webhooks.1.url'][0].en, sentence)
  }
})

test('unknown events and empty lists are refused by their path', async () => {
  await using http = await openTestHttp()
  const refused = async (body: unknown) => {
    const answer = await http.inject('POST', events, { body })
    assert.equal(answer.status, 422)
    return Object.keys(answer.json.validationError)
  }
  assert.deepEqual(await refused({ webhooks: [] }), ['webhooks'])
  assert.deepEqual(await refused({}), ['webhooks'])
  assert.deepEqual(await refused({ webhooks: [{ url, events: [] }] }), ['webhooks.0.events'])
  assert.deepEqual(await refused({ webhooks: [{ url, events: ['read', 'message'] }] }), ['webhooks.0.events.1'])
  assert.deepEqual(await refused({ webhooks: [{ events: ['read'] }] }), ['webhooks.0.url'])
})

const urls = ['https://a.example', 'https://b.example', 'https://c.example']
const types = ['message', ...notificationEvents]
const posted = fc.record({
  url: fc.constantFrom(...urls),
  events: fc.uniqueArray(fc.constantFrom(...types), { minLength: 1 }),
})

test('whatever is posted: one endpoint per address, each event at the address posted last, no endpoint lost', () => {
  fc.assert(
    fc.property(fc.array(fc.array(posted, { minLength: 1, maxLength: 3 }), { maxLength: 6 }), (posts) => {
      let made = 0
      const byId = new Map<string, Endpoint>()
      const lastUrl = new Map<string, string>()
      for (const subscriptions of posts) {
        const ids = [...byId.keys()]
        const changed = subscribe([...byId.values()], subscriptions, (address) => {
          made += 1
          return { id: `ep_${made}`, botId: 'demo', url: address, events: [], createdAt: 1 }
        })
        for (const endpoint of changed) byId.set(endpoint.id, endpoint)
        for (const one of subscriptions) for (const event of one.events) lastUrl.set(event, one.url)
        assert.ok(ids.every((id) => byId.has(id)))
      }
      const all = [...byId.values()]
      assert.equal(new Set(all.map((one) => one.url)).size, all.length)
      const found = all.flatMap((one) => one.events.map((event) => [event, one.url] as const))
      assert.deepEqual(new Map(found.toSorted()), new Map([...lastUrl].toSorted()))
      assert.equal(found.length, lastUrl.size)
    }),
  )
})

test('events: all stands for the five documented ones', async () => {
  await using http = await openTestHttp()
  const body = { webhooks: [{ url, events: ['all'], maxAttempts: 3 }] }
  const subscribed = await http.inject('POST', events, { body })
  assert.deepEqual([subscribed.status, subscribed.json.data], [200, [{ url, events: ['all'] }]])
  assert.deepEqual(Object.keys((await http.inject('GET', events)).json.data).sort(), [...notificationEvents].sort())
  const [endpoint] = await http.store.endpoints('demo')
  assert.deepEqual([endpoint?.events, endpoint?.maxAttempts], [[...notificationEvents], 3])
})

test('an endpoint may be restricted to manual and to fewer attempts; absent fields stay, null is the default', async () => {
  await using http = await openTestHttp()
  const register = (wishes: object) => http.inject('POST', webhook, { body: { webhookUrl: url, ...wishes } })
  const wishes = async () => {
    const [endpoint] = (await http.inject('GET', '/manage/v1/bots/demo/endpoints')).json.results
    return [endpoint.onlyManual, endpoint.maxAttempts]
  }
  assert.equal((await register({})).status, 200)
  assert.deepEqual(await wishes(), [false, null])
  await register({ onlyManual: true, maxAttempts: 3 })
  assert.deepEqual(await wishes(), [true, 3])
  await register({})
  assert.deepEqual(await wishes(), [true, 3])
  await register({ onlyManual: null, maxAttempts: null })
  assert.deepEqual(await wishes(), [false, null])
  assert.equal((await register({ maxAttempts: 0 })).status, 422)
  const made = await http.inject('POST', '/manage/v1/bots/other/endpoints', {
    body: { url, events: ['message'], onlyManual: true, maxAttempts: 3 },
  })
  assert.deepEqual([made.status, made.json.onlyManual, made.json.maxAttempts], [201, true, 3])
})

test('a change of an endpoint sets what it names, and a change of something else leaves it as it is', async () => {
  await using http = await openTestHttp()
  const body = { url, events: ['message'], onlyManual: true, maxAttempts: 3 }
  const made = await http.inject('POST', '/manage/v1/bots/demo/endpoints', { body })
  const path = `/manage/v1/endpoints/${made.json.id}`
  const changes: [change: object, onlyManual: boolean, maxAttempts: number | null][] = [
    [{ events: ['message', 'read'] }, true, 3],
    [{ url: 'https://new.example.com/in' }, true, 3],
    [{ maxAttempts: 5 }, true, 5],
    [{ onlyManual: false }, false, 5],
    [{ onlyManual: true, maxAttempts: null }, true, null],
    [{ onlyManual: null, maxAttempts: 7 }, false, 7],
    [{ url, auth: { type: 'bearer', token: 'of the first address' } }, false, 7],
  ]
  let etag = made.headers.etag
  for (const [change, onlyManual, maxAttempts] of changes) {
    const changed = await http.inject('PATCH', path, { body: change, headers: { 'if-match': String(etag) } })
    assert.deepEqual(
      [changed.status, changed.json.onlyManual, changed.json.maxAttempts],
      [200, onlyManual, maxAttempts],
    )
    assert.deepEqual((await http.inject('GET', path)).json, changed.json)
    etag = changed.headers.etag
  }
  assert.equal((await http.inject('PATCH', path, { body: { maxAttempts: 0 } })).status, 422)
})
