/** Pages of other origins: what they cannot do, which ones a client permits; and no password prompt in a browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headers } from '../../src/http/openapi/headers.ts'
import { noHosts } from '../../src/model/network/hosts.ts'
import { openTestHttp, otherBot } from '../support/http.ts'

const page = 'https://app.example.com'
const message = { type: 'text', userId: '593987654321', text: 'Hola' }
const path = '/v1/bots/demo/messages'
const cors = { origin: page, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }

test('a request from a page of another origin changes nothing, whatever its headers', async () => {
  await using http = await openTestHttp()
  const foreign = [
    { origin: page },
    { origin: 'null' },
    { origin: 'http://localhost:9999' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site, same-origin' },
    { origin: 'http://localhost:80', 'sec-fetch-site': 'cross-site' },
    cors,
  ] as Record<string, string>[]
  for (const headers of foreign) {
    const { status, json } = await http.inject('POST', path, { body: message, headers })
    assert.deepEqual([status, json.error.key], [403, 'CROSS_SITE'], JSON.stringify(headers))
  }
  const { json } = await http.inject('GET', '/v1/bots/demo/messages?limit=10')
  assert.equal(JSON.stringify(json).includes('Hola'), false)
})

test('programs, the address bar and our own pages are served', async () => {
  await using http = await openTestHttp()
  const own = [
    {},
    { 'sec-fetch-mode': 'cors' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': 'same-origin', origin: 'http://localhost:80' },
    { origin: 'https://recado.example.com', host: 'recado.example.com' },
  ] as Record<string, string>[]
  for (const headers of own) {
    const names = { host: '127.0.0.1', publicUrl: 'https://recado.example.com', hosts: noHosts }
    await using named = await openTestHttp({ names })
    const { status } = await named.inject('POST', path, { body: message, headers })
    assert.equal(status, 200, JSON.stringify(headers))
  }
  assert.equal((await http.inject('POST', path, { body: message })).status, 200)
})

test('a page that the client names is permitted, by CORS and never with credentials of the browser', async () => {
  await using http = await openTestHttp()
  const asked = {
    origin: page,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization',
  }
  const before = await http.inject('OPTIONS', path, { auth: undefined, headers: asked })
  assert.equal(before.headers['access-control-allow-origin'], undefined)
  const changed = await http.inject('PATCH', '/manage/v1/clients/client_all', { body: { origins: [page] } })
  assert.deepEqual([changed.status, changed.json.origins], [200, [page]])

  const preflight = await http.inject('OPTIONS', path, { auth: undefined, headers: asked })
  assert.equal(preflight.headers['access-control-allow-origin'], page)
  assert.match(String(preflight.headers['access-control-allow-headers']), /authorization/)
  const sent = await http.inject('POST', path, { body: message, headers: cors })
  assert.deepEqual([sent.status, sent.headers['access-control-allow-origin']], [200, page])
  const refused = await http.inject('POST', path, { body: {}, headers: cors })
  assert.deepEqual([refused.status, refused.headers['access-control-allow-origin']], [422, page])
  for (const answer of [preflight, sent, refused])
    assert.equal(answer.headers['access-control-allow-credentials'], undefined)

  // A form, or a no-cors request, carries only what the browser remembers.
  for (const mode of ['navigate', 'no-cors']) {
    const { status } = await http.inject('POST', path, { body: message, headers: { ...cors, 'sec-fetch-mode': mode } })
    assert.equal(status, 403, mode)
  }
  // Another client's, another page's, and routes of the operator.
  const others = await http.inject('POST', '/v1/bots/other/messages', { body: message, headers: cors, auth: otherBot })
  assert.deepEqual([others.status, others.headers['access-control-allow-origin']], [403, undefined])
  const elsewhere = { ...cors, origin: 'https://app.example.com.evil.example' }
  assert.equal((await http.inject('POST', path, { body: message, headers: elsewhere })).status, 403)
  const managed = await http.inject('POST', '/manage/v1/clients', { body: { name: 'x', bots: 'all' }, headers: cors })
  assert.equal(managed.status, 403)
  const read = await http.inject('GET', '/v1/bots/demo/users', { headers: elsewhere })
  assert.equal(read.headers['access-control-allow-origin'], undefined)
})

// A browser hides from a page what is not named.
test('a permitted page may read every header that openapi.json describes', async () => {
  await using http = await openTestHttp()
  await http.inject('PATCH', '/manage/v1/clients/client_all', { body: { origins: [page] } })
  const sent = await http.inject('POST', path, { body: message, headers: cors })
  const exposed = String(sent.headers['access-control-expose-headers']).split(', ')
  const ofBrowsers = ['set-cookie', 'www-authenticate']
  const described = Object.keys(headers).map((name) => name.toLowerCase())
  assert.deepEqual(
    described.filter((name) => !exposed.includes(name) && !ofBrowsers.includes(name)),
    [],
  )
})

test('origins are exact, and malformed ones are refused', async () => {
  await using http = await openTestHttp()
  for (const origin of [
    '*',
    'null',
    'app.example.com',
    'https://app.example.com/',
    'https://App.example.com',
    'ftp://x',
  ]) {
    const { status } = await http.inject('PATCH', '/manage/v1/clients/client_all', { body: { origins: [origin] } })
    assert.equal(status, 422, origin)
  }
})

test('a browser is not prompted for credentials, a program is', async () => {
  await using http = await openTestHttp()
  const challenge = async (headers: Record<string, string>) =>
    (await http.inject('GET', '/v1/bots/demo/users', { auth: undefined, headers })).headers['www-authenticate']
  assert.match(String(await challenge({})), /^Basic/)
  assert.match(String(await challenge({ 'user-agent': 'curl/8.5.0' })), /^Basic/)
  assert.match(String(await challenge({ 'user-agent': 'Mozilla/5.0 (Windows NT) WindowsPowerShell/5.1' })), /^Basic/)
  for (const headers of [
    { 'sec-fetch-site': 'none' },
    { origin: page },
    { 'user-agent': 'Mozilla/5.0 (X11) Firefox' },
  ]) {
    assert.equal(await challenge(headers as unknown as Record<string, string>), undefined, JSON.stringify(headers))
  }
})

test('every answer has the headers that bind a browser, keeps out of caches, and does not name the server', async () => {
  await using http = await openTestHttp()
  const asked = [
    ['GET', '/healthz', 200],
    ['GET', '/v1/bots/demo/users', 200],
    ['GET', '/manage/v1/bots', 200],
    ['GET', '/no', 404],
    ['POST', '/v1/bots/demo/messages', 422],
  ] as const
  for (const [method, url, expected] of asked) {
    const body = method === 'POST' ? {} : undefined
    const { status, headers } = await http.inject(method, url, { body })
    assert.equal(status, expected, url)
    assert.equal(headers['x-content-type-options'], 'nosniff', url)
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', url)
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; frame-ancestors 'none'$/, url)
    assert.equal(headers['cache-control'], 'no-store', url)
    assert.deepEqual([headers.server, headers['x-powered-by']], [undefined, undefined], url)
  }
})
