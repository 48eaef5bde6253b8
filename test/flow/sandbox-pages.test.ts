/** Which pages a browser lets use the sandbox: those of the console's origin, its control API alone. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Gateway, startGateway } from '../support/gateway.ts'

let gateway: Gateway

before(async () => {
  gateway = await startGateway()
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
