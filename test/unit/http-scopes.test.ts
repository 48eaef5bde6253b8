/**
 * Meta's webhook is in a scope of its own, without the hooks of callers. What holds for every answer holds there too,
 * and what was exempt from a caller's limits still is.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyBot, openTestHttp } from '../support/http.ts'

const signed = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'content-type': 'application/json' }
const routes = [
  { name: 'a message', method: 'POST', url: '/v1/bots/demo/messages', headers: { authorization: anyBot } },
  { name: 'an unknown route', method: 'GET', url: '/nowhere', headers: {} },
  { name: 'a preflight', method: 'OPTIONS', url: '/v1/bots/demo/messages', headers: {} },
  { name: "Meta's webhook", method: 'POST', url: '/meta/webhook', headers: signed },
  { name: "Meta's handshake", method: 'GET', url: '/meta/webhook?hub.mode=subscribe', headers: {} },
  { name: 'another method of it', method: 'PUT', url: '/meta/webhook', headers: {} },
] as const

const bodyOf = (method: string) => (method === 'POST' || method === 'PUT' ? '{}' : undefined)

for (const { name, method, url, headers } of routes) {
  test(`${name}: its head says whose it is, that nothing may keep or run it, and when the connection ends`, async () => {
    let isDraining = false
    await using http = await openTestHttp({
      health: { ready: async () => ({ ready: true, checks: {} }), isDraining: () => isDraining },
    })
    const ask = (more: Record<string, string> = {}) =>
      http.app.inject({ method, url, headers: { ...headers, ...more }, payload: bodyOf(method) })
    const answer = await ask({ 'x-request-id': 'mine' })
    assert.equal(answer.headers['x-request-id'], 'mine')
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
    assert.notEqual(answer.headers.connection, 'close')
    assert.equal((await ask({ host: 'evil.example' })).statusCode, 421)
    isDraining = true
    assert.equal((await ask()).headers.connection, 'close')
  })
}

test("a page of another origin cannot post Meta's webhooks, whatever signature it knows", async () => {
  let ingested = 0
  const ingestWebhook = async () => {
    ingested += 1
    return { kind: 'ingested' } as const
  }
  await using http = await openTestHttp({ ingestWebhook })
  const post = (more: Record<string, string>) =>
    http.app.inject({ method: 'POST', url: '/meta/webhook', headers: { ...signed, ...more }, payload: '{}' })
  const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]
  for (const more of foreign) {
    const { statusCode } = await post(more)
    assert.equal(statusCode, 403)
  }
  assert.equal(ingested, 0)
  assert.equal((await post({})).body, 'EVENT_RECEIVED')
  assert.equal(ingested, 1)
})

test("callers' rates hold for preflights and for what is not found, and not for Meta", async () => {
  const config = { adminToken: 'an-admin-token-for-the-test', ratePerAddress: 1 }
  await using http = await openTestHttp({ config })
  const statuses = async ({ method, url, headers }: (typeof routes)[number]) => {
    const answers: number[] = []
    for (let n = 0; n < 4; n++) {
      const { statusCode } = await http.app.inject({
        method,
        url,
        headers,
        payload: bodyOf(method),
      })
      answers.push(statusCode)
    }
    http.now.at += 60_000
    return answers
  }
  const [, nowhere, preflight, webhook, handshake, other] = routes
  assert.deepEqual(await statuses(nowhere), [404, 404, 429, 429])
  assert.deepEqual(await statuses(preflight), [204, 204, 429, 429])
  assert.deepEqual(await statuses(other), [404, 404, 429, 429])
  assert.deepEqual(await statuses(webhook), [200, 200, 200, 200])
  assert.deepEqual(await statuses(handshake), [403, 403, 403, 403])
})

test('a webhook that is refused leaves an audit row and a line in the log, and its handshake takes no strange text', async () => {
  await using http = await openTestHttp({ ingestWebhook: async () => ({ kind: 'bad_signature' }) })
  const refused = await http.app.inject({ method: 'POST', url: '/meta/webhook', headers: signed, payload: '{}' })
  assert.equal(refused.statusCode, 401)
  const rows = await http.store.auditRows({}, undefined, 10)
  assert.deepEqual(
    rows.map(({ operation, outcome, status }) => [operation, outcome, status]),
    [['POST /meta/webhook', 'refused', 401]],
  )
  assert.match(http.logged(), /"route":"\/meta\/webhook","status":401/)
  const strange = await http.app.inject({ method: 'GET', url: '/meta/webhook?hub.challenge=%00' })
  assert.equal(strange.statusCode, 422)
})
