/** Which pages a browser lets use the sandbox: those of the console's origin, its control API alone. */
import assert from 'node:assert/strict'
import { type IncomingMessage, request } from 'node:http'
import { after, before, test } from 'node:test'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway({ RECADO_HOSTS: 'box.lan', RECADO_PUBLIC_URL: 'https://chat.example' })
})
after(async () => gateway?.[Symbol.asyncDispose]())

const crossing = (origin: string) => ({ origin, 'sec-fetch-site': 'same-site', 'content-type': 'application/json' })
const ask = (method: string, path: string, origin: string, body?: string) =>
  fetch(gateway.sandboxUrl + path, { method, headers: crossing(origin), ...(body && { body }) })
const consoles = () => {
  const { port } = new URL(gateway.url)
  return [gateway.url, `http://localhost:${port}`]
}

test("a page of the console's origin reads and changes by the control API, after the browser's question", async () => {
  for (const origin of consoles()) {
    const asked = await ask('OPTIONS', '/_sandbox/clock', origin)
    assert.deepEqual([asked.status, asked.headers.get('access-control-allow-origin')], [204, origin])
    assert.match(asked.headers.get('access-control-allow-methods') ?? '', /PUT/)
    const read = await ask('GET', '/_sandbox/people', origin)
    assert.deepEqual([read.status, read.headers.get('access-control-allow-origin')], [200, origin])
    const changed = await ask('PUT', '/_sandbox/review', origin, '{"mode":"manual"}')
    assert.equal(changed.status, 200, await changed.text())
  }
})

test('a page of any other origin changes nothing, and its browser shows it nothing', async () => {
  const { port } = new URL(gateway.url)
  for (const origin of ['https://evil.example', `http://evil.example:${port}`, 'http://127.0.0.1:1', 'null']) {
    const read = await ask('GET', '/_sandbox/people', origin)
    assert.equal(read.headers.get('access-control-allow-origin'), null, origin)
    assert.notEqual((await ask('OPTIONS', '/_sandbox/review', origin)).status, 204, origin)
    assert.equal((await ask('PUT', '/_sandbox/review', origin, '{"mode":"instant"}')).status, 403, origin)
  }
  const now = (await (await fetch(`${gateway.sandboxUrl}/_sandbox/review`)).json()) as { mode: string }
  assert.equal(now.mode, 'manual')
})

test('the Graph API admits no page, not even of the console', async () => {
  const path = '/v25.0/100000000000001/messages'
  const sent = await ask('POST', path, gateway.url, '{}')
  assert.equal(sent.status, 403)
  assert.equal(sent.headers.get('access-control-allow-origin'), null)
})

test("the phone may be framed by itself and the console's origin, and every other page by nobody", async () => {
  const policyOf = async (path: string) =>
    (await fetch(gateway.sandboxUrl + path)).headers.get('content-security-policy') ?? ''
  const [, framed = ''] = /frame-ancestors ([^;]*)/.exec(await policyOf('/')) ?? []
  assert.ok(framed.startsWith("'self' "), framed)
  for (const origin of consoles()) assert.ok(framed.split(' ').includes(origin), framed)
  assert.match(await policyOf('/_sandbox/docs'), /frame-ancestors 'none'/)
})

/** By a name that only the header has, as from another machine of the house. */
async function reach(host: string, path: string, origin: string): Promise<IncomingMessage['headers']> {
  const { hostname, port } = new URL(gateway.sandboxUrl)
  const headers = { ...crossing(origin), host: `${host}:${port}` }
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: hostname, port, path, headers }, resolve).once('error', reject).end()
  })
  answer.resume()
  assert.equal(answer.statusCode, 200)
  return answer.headers
}

test('where the sandbox is reached by another name, origins of this machine are other pages', async () => {
  const allowed = async (host: string, origin: string) =>
    (await reach(host, '/_sandbox/people', origin))['access-control-allow-origin']
  const framed = async (host: string) => String((await reach(host, '/', ''))['content-security-policy'])
  for (const origin of consoles()) {
    assert.equal(await allowed('box.lan', origin), undefined)
    assert.equal(await allowed('localhost', origin), origin)
    assert.ok(!(await framed('box.lan')).includes(origin))
    assert.ok((await framed('localhost')).includes(origin))
  }
  for (const host of ['box.lan', 'localhost']) {
    assert.equal(await allowed(host, 'https://chat.example'), 'https://chat.example')
    assert.ok((await framed(host)).includes('https://chat.example'))
  }
})
