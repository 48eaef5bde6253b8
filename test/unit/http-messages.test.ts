/**
 * The message and template routes as callers see them: answers, idempotency, timeline, cancellation, trailing slashes,
 * request ids.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonical } from '../../src/http/kit/idempotency.ts'
import { preferredLanguage } from '../../src/http/kit/language.ts'
import { isDeeper } from '../../src/model/request/nesting.ts'
import { openTestHttp, secrets } from '../support/http.ts'

const messages = '/v1/bots/demo/messages'
const hsm = '/v2/whatsapp/demo/hsm'
const hello = { type: 'text', userId: '593987654321', text: 'hola' }
const greeting = { destinations: ['593987654321', '593987654322'], parameters: ['Ana', '7'], elementName: 'greeting' }

test('a message answers its id and wakes its bot', async () => {
  await using http = await openTestHttp()
  const answer = await http.inject('POST', messages, { body: hello })
  assert.equal(answer.status, 200)
  assert.deepEqual(Object.keys(answer.json), ['success', 'messageId'])
  assert.equal(answer.json.success, true)
  assert.match(answer.json.messageId, /^msg_[0-9a-z]{26}$/)
  assert.deepEqual(http.told, ['bot demo'])
  assert.match(await http.deps.metrics.render(), /recado_accepted_total\{bot="demo",kind="session"\} 1/)
})

test('a template answers one item per destination, and repeated destinations share an id', async () => {
  await using http = await openTestHttp()
  const destinations = ['593987654321', '593987654322', '593987654321']
  const answer = await http.inject('POST', hsm, { body: { ...greeting, destinations } })
  assert.equal(answer.status, 200)
  const items = answer.json as { id: string; destination: string }[]
  assert.deepEqual(
    items.map((item) => item.destination),
    destinations,
  )
  assert.equal(items[0]?.id, items[2]?.id)
  assert.notEqual(items[0]?.id, items[1]?.id)
  assert.match(await http.deps.metrics.render(), /recado_accepted_total\{bot="demo",kind="notification"\} 2/)
})

test('the flow path takes the user from the path', async () => {
  await using http = await openTestHttp()
  const parameters = { flow_name: 'booking', flow_cta: 'Book', flow_action_payload: { screen: 'START' } }
  const body = { title: 'Hi', text: 'Book a table', caption: 'Us', parameters }
  const answer = await http.inject('POST', '/v1/bots/demo/users/593987654321/flow_message', { body })
  assert.equal(answer.status, 200, answer.text)
  const timeline = await http.inject('GET', `${messages}/${answer.json.messageId}`)
  assert.equal(timeline.json.userId, '593987654321')
  assert.equal(timeline.json.type, 'flow')
})

test('violations name each field as the caller wrote it', async () => {
  await using http = await openTestHttp()
  const answer = await http.inject('POST', messages, { body: { type: 'text', userId: '0987654321' } })
  assert.equal(answer.status, 422)
  assert.deepEqual(Object.keys(answer.json.validationError).sort(), ['text', 'userId'])
})

test('paths with and without a trailing slash are the same', async () => {
  await using http = await openTestHttp()
  for (const [method, url, body] of [
    ['POST', messages, hello],
    ['POST', hsm, greeting],
    ['POST', '/v1/bots/demo/webhook', { webhookUrl: 'https://bot.example.com/in' }],
    ['GET', '/v1/bots/demo/webhook', undefined],
    ['GET', '/v1/bots/demo/events/webhook', undefined],
    ['GET', '/manage/v1/bots', undefined],
  ] as const) {
    assert.equal((await http.inject(method, url, { body })).status, 200, url)
    assert.equal((await http.inject(method, `${url}/`, { body })).status, 200, `${url}/`)
  }
})

test('one idempotency key is one message, whatever the formatting of the body', async () => {
  await using http = await openTestHttp()
  const headers = { 'idempotency-key': 'order-7' }
  const first = await http.inject('POST', messages, { body: hello, headers })
  const reordered = `{ "text": "hola", "userId": "593987654321",\n "type": "text" }`
  const again = await http.inject('POST', `${messages}/`, { body: reordered, headers })
  assert.equal(first.headers['idempotency-replayed'], undefined)
  assert.equal(again.headers['idempotency-replayed'], 'true')
  assert.equal(again.text, first.text)
  assert.match(await http.deps.metrics.render(), /recado_accepted_total\{bot="demo",kind="session"\} 1/)
})

test('one idempotency key with another body, bot or route is a conflict', async () => {
  await using http = await openTestHttp()
  const headers = { 'idempotency-key': 'order-7' }
  await http.inject('POST', messages, { body: hello, headers })
  for (const [url, body] of [
    [messages, { ...hello, text: 'adiós' }],
    ['/v1/bots/other/messages', hello],
    [hsm, greeting],
  ] as const) {
    const answer = await http.inject('POST', url, { body, headers })
    assert.equal(answer.status, 422)
    assert.equal(answer.json.error.key, 'IDEMPOTENCY_CONFLICT')
  }
})

test('an idempotency key is 1 to 255 visible ASCII characters', async () => {
  await using http = await openTestHttp()
  const send = (key: string) => http.inject('POST', messages, { body: hello, headers: { 'idempotency-key': key } })
  for (const key of ['', ' ', 'two words', 'ñandú', 'x'.repeat(256), 'tab\tbed']) {
    const answer = await send(key)
    assert.equal(answer.status, 422, key)
    assert.deepEqual(Object.keys(answer.json.validationError), ['Idempotency-Key'])
  }
  for (const key of ['x', '~!{}"', 'x'.repeat(255)]) assert.equal((await send(key)).status, 200, key)
})

test('a queued message can be canceled once, and its timeline shows it', async () => {
  await using http = await openTestHttp()
  const { messageId } = (await http.inject('POST', messages, { body: hello })).json
  const canceled = await http.inject('DELETE', `${messages}/${messageId}`)
  assert.deepEqual(canceled.json, { success: true, messageId, state: 'canceled' })
  const again = await http.inject('DELETE', `${messages}/${messageId}`)
  assert.equal(again.status, 409)
  assert.equal(again.json.error.key, 'MESSAGE_NOT_CANCELABLE')
  const timeline = await http.inject('GET', `${messages}/${messageId}`)
  assert.equal(timeline.json.state, 'canceled')
  assert.deepEqual(
    timeline.json.states.map((one: { state: string }) => one.state),
    ['queued', 'canceled'],
  )
})

test('a JSON content type without a body is accepted where no body is expected', async () => {
  await using http = await openTestHttp()
  const { messageId } = (await http.inject('POST', messages, { body: hello })).json
  const headers = { 'content-type': 'application/json' }
  for (const [method, url] of [
    ['GET', `${messages}/${messageId}`],
    ['DELETE', `${messages}/${messageId}`],
    ['POST', '/manage/v1/bots/demo/webhook-secret'],
  ] as const) {
    assert.equal((await http.inject(method, url, { headers, body: '' })).status, 200, url)
    assert.notEqual((await http.inject(method, url, { headers })).status, 400, url)
  }
})

test('a message of another bot is not found', async () => {
  await using http = await openTestHttp()
  const { messageId } = (await http.inject('POST', messages, { body: hello })).json
  for (const method of ['GET', 'DELETE'] as const) {
    const answer = await http.inject(method, `/v1/bots/other/messages/${messageId}`)
    assert.equal(answer.status, 404)
    assert.equal(answer.json.error.key, 'MESSAGE_NOT_FOUND')
  }
})

test('every answer has a request id; a harmless one from the caller is kept', async () => {
  await using http = await openTestHttp()
  const id = async (given: string) => {
    const answer = await http.inject('GET', '/healthz', { headers: { 'x-request-id': given } })
    return String(answer.headers['x-request-id'])
  }
  assert.equal(await id('trace-1.2:3'), 'trace-1.2:3')
  assert.match(await id('two words'), /^req_/)
  const [a, b] = [await id(''), await id('')]
  assert.match(a, /^req_/)
  assert.notEqual(a, b)
})

test('the log identifies a message and never contains its text or a credential', async () => {
  await using http = await openTestHttp()
  const answer = await http.inject('POST', messages, { body: { ...hello, text: 'canary-text' } })
  await http.inject('POST', messages, { body: { ...hello, text: 'canary-text', userId: 'canary-user' } })
  await http.inject('POST', messages, { body: '{"canary-text":', headers: { 'x-token': 'canary-header' } })
  const lines = http.logged()
  assert.ok(lines.includes(answer.json.messageId))
  assert.doesNotMatch(lines, /canary/)
  for (const secret of Object.values(secrets)) assert.ok(!lines.includes(secret))
})

test('Accept-Language chooses by quality, then by order, English when none is supported', () => {
  const cases: [header: string | undefined, language: string][] = [
    [undefined, 'en'],
    ['', 'en'],
    ['es', 'es'],
    ['ES-ec', 'es'],
    ['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
    ['de, fr;q=0.9', 'en'],
    ['de, es;q=0.5, pt;q=0.4', 'es'],
    ['en;q=0.2, es;q=0.9', 'es'],
    ['es;q=0, pt;q=0.1', 'pt'],
    ['es;q=2', 'en'],
    ['es;q=x', 'en'],
    ['*', 'en'],
    ['de, *;q=0.5', 'en'],
    ['es;level=1;q=0.3, en;q=0.1', 'es'],
  ]
  for (const [header, language] of cases) assert.equal(preferredLanguage(header), language, String(header))
  for (const header of [undefined, '*', 'de']) assert.equal(preferredLanguage(header, 'es'), 'es')
  fc.assert(fc.property(fc.string(), (header) => ['es', 'en', 'pt'].includes(preferredLanguage(header))))
})

test('the canonical body is JSON of the same value, and independent of the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.deepEqual(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))
      assert.equal(canonical(reversed(value)), canonical(value))
    }),
  )
})

test('nesting is measured without recursion', () => {
  const nest = (levels: number) => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
  assert.equal(isDeeper(nest(64), 64), false)
  assert.equal(isDeeper(nest(65), 64), true)
  assert.equal(isDeeper(nest(500_000), 64), true)
  assert.equal(isDeeper({ a: [{ b: 1 }] }, 3), false)
  assert.equal(isDeeper({ a: [{ b: {} }] }, 3), true)
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
