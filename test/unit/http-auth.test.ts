/**
 * Who may call which route: a table over every route of the server, so that a new route cannot be forgotten; and the
 * lifetime of credentials.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InjectOptions, RouteOptions } from 'fastify'
import { createHttp } from '../../src/http/server.ts'
import { operationName, operations } from '../../src/model/access/operations.ts'
import { anyBot, basic, bearer, openTestHttp, otherBot, secrets } from '../support/http.ts'
import { routesOf } from '../support/routes.ts'
import { signedIn } from '../support/signed-in.ts'

/** Routes without a credential. A new one must be added here. */
const open = new Set([
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /openapi.json',
  // Its address is its credential: nobody can guess it.
  'GET /media/:mediaId/:signature',
  // A large event as a whole, likewise.
  'GET /events/:eventId/:signature',
  // Meta's: the handler checks the verify token and the signature.
  'GET /meta/webhook',
  'POST /meta/webhook',
  // Signing in: the proof is in the body, and access/sign-in.ts checks it.
  'POST /manage/v1/sessions',
  'POST /manage/v1/sessions/link',
  'POST /manage/v1/sessions/by-link',
  // By a signature: test/flow/support-panel.test.ts.
  'POST /v1/external-support/webhook',
])

/** A member's own resources: no token, key or client has any. */
const own = new Set(
  Object.entries(operations).flatMap(([name, { permission }]) => (permission === 'self' ? [name] : [])),
)

const wrong = {
  nothing: undefined,
  'an empty header': '',
  'another scheme': `Digest ${anyBot.slice(6)}`,
  'no colon': `Basic ${Buffer.from('client_all').toString('base64')}`,
  'not base64': 'Basic ***',
  'an unknown client': basic('nobody', secrets.clientSecret),
  'a wrong secret': basic('client_all', 'wrong'),
  "another client's secret": basic('client_all', secrets.otherSecret),
  'a longer secret': basic('client_all', `${secrets.clientSecret}x`),
  'an empty secret': basic('client_all', ''),
  'an unknown bearer': 'Bearer wrong',
  'an empty bearer': 'Bearer ',
}

type Row = { method: InjectOptions['method']; route: string; url: string }

/** Every route of the server, with a path that would exist. */
function rows(routes: Pick<RouteOptions, 'method' | 'url'>[]): Row[] {
  const values: Record<string, string> = {
    botId: 'demo',
    userId: '593987654321',
    elementName: 'greeting',
    language: 'es',
  }
  return routes
    .filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !url.startsWith('/docs'))
    .map(({ method, url }) => ({
      method: method as InjectOptions['method'],
      route: `${method} ${url}`,
      url: url.replace(/:(\w+)/g, (_, name: string) => values[name] ?? 'x'),
    }))
}

test('every route refuses callers without the right', async (t) => {
  await using http = await openTestHttp()
  const table = rows(routesOf(http.app.printRoutes({ commonPrefix: false })))
  assert.ok(table.length > 25, `${table.length} routes`)
  for (const { method, route, url } of table) {
    if (open.has(route)) continue
    await t.test(route, async () => {
      const isAdmin = url.startsWith('/manage/')
      // Failed attempts are throttled: each route starts with the throttle cleared.
      http.now.at += 2 * 3_600_000
      for (const [name, auth] of Object.entries({ ...wrong, 'the other kind': isAdmin ? anyBot : bearer })) {
        const answer = await http.inject(method, url, { auth })
        assert.equal(answer.status, 401, name)
        assert.equal(answer.text, '{"message":"Authentication failed"}', name)
        assert.match(String(answer.headers['www-authenticate']), isAdmin ? /^Bearer / : /^Basic /)
      }
      if (own.has(operationName(String(method), route.split(' ')[1] ?? ''))) {
        const token = await http.inject(method, url, { auth: bearer })
        assert.deepEqual([token.status, token.json.error?.key], [403, 'FORBIDDEN_ROLE'])
      }
      if (isAdmin || !url.includes('/demo')) return
      const foreign = await http.inject(method, url, { auth: otherBot, body: {} })
      assert.equal(foreign.status, 403)
      assert.equal(foreign.json.error.key, 'FORBIDDEN_BOT')
      const unknown = await http.inject(method, url.replace('demo', 'none'), { auth: otherBot, body: {} })
      assert.equal(unknown.status, 404)
      assert.equal(unknown.json.error.code, 'E1019')
    })
  }
})

test('the open routes are those of the list', async () => {
  await using http = await openTestHttp()
  const names = rows(routesOf(http.app.printRoutes({ commonPrefix: false }))).map((row) => row.route)
  for (const name of open) assert.ok(names.includes(name), `${name} is not a route`)
})

test('a failed sign-in learns nothing beyond its failure', async () => {
  await using http = await openTestHttp()
  const sessions = '/manage/v1/sessions'
  await signedIn(http, 'ana')
  for (const email of ['ana@example.com', 'nobody@example.com']) {
    const body = { email, password: 'cuatro palabras que nadie une' }
    const answer = await http.inject('POST', sessions, { body, auth: undefined })
    assert.deepEqual([answer.status, answer.text], [401, '{"message":"Authentication failed"}'], email)
    assert.equal(answer.headers['set-cookie'], undefined)
  }
  for (const path of ['link', 'by-link']) {
    const body = { token: `rcl_${'x'.repeat(43)}`, ...(path === 'by-link' && { password: 'cuatro palabras raras' }) }
    const answer = await http.inject('POST', `${sessions}/${path}`, { body, auth: undefined })
    assert.deepEqual([answer.status, answer.json.error?.key], [410, 'LINK_GONE'], path)
    assert.equal(answer.headers['set-cookie'], undefined)
  }
})

test('a server with a route that declares no access does not start', async () => {
  await using http = await openTestHttp()
  const pages = (app: typeof http.app) => {
    app.addHook('onRoute', (route) => {
      delete route.config?.access
    })
    app.get('/forgotten', () => 'oops')
  }
  await assert.rejects(createHttp({ ...http.deps, pages }), /GET \/forgotten declares no access/)
})

test('a server with a route that is not in the table of operations does not start', async () => {
  await using http = await openTestHttp()
  const pages = (app: typeof http.app) => {
    app.get('/manage/v1/forgotten', { config: { access: 'admin' } }, () => 'oops')
  }
  const why = /GET \/manage\/v1\/forgotten is not in the table of operations/
  await assert.rejects(createHttp({ ...http.deps, pages }), why)
})

test('the alias checks access to the bot in its body', async () => {
  await using http = await openTestHttp()
  const send = (botId: unknown, auth: string) => {
    const body = { type: 'text', userId: '593987654321', text: 'hola', botId }
    return http.inject('POST', '/v1/whatsapp/messages', { body, auth })
  }
  assert.equal((await send('other', otherBot)).status, 200)
  assert.equal((await send('demo', otherBot)).json.error.key, 'FORBIDDEN_BOT')
  assert.equal((await send('none', otherBot)).json.error.key, 'BOT_NOT_FOUND')
  assert.deepEqual(Object.keys((await send(undefined, otherBot)).json.validationError), ['botId'])
  assert.deepEqual(Object.keys((await send(['demo'], otherBot)).json.validationError), ['botId'])
  assert.deepEqual(Object.keys((await send('', otherBot)).json.validationError), ['botId'])
})

test('authentication is checked before the bot, and the bot before the body', async () => {
  await using http = await openTestHttp()
  const body = '{"broken'
  assert.equal((await http.inject('POST', '/v1/bots/none/messages', { body, auth: undefined })).status, 401)
  assert.equal((await http.inject('POST', '/v1/bots/none/messages', { body })).status, 404)
  assert.equal((await http.inject('POST', '/v1/bots/demo/messages', { body })).status, 400)
})

test('a plus in a bot id is a plus', async () => {
  await using http = await openTestHttp()
  const body = { type: 'text', userId: '593987654321', text: 'hola' }
  for (const path of ['+593999', '%2B593999']) {
    assert.equal((await http.inject('POST', `/v1/bots/${path}/messages`, { body })).status, 200)
  }
})

test('a secret works until it ends, also when it is cached', async () => {
  await using http = await openTestHttp()
  const read = (auth: string) => http.inject('GET', '/v1/bots/demo/webhook', { auth })
  assert.equal((await read(anyBot)).status, 200)
  const renewed = await http.inject('POST', '/manage/v1/clients/client_all/secrets', { body: { overlapSeconds: 20 } })
  assert.equal(renewed.status, 201)
  const fresh = basic('client_all', renewed.json.clientSecret)
  assert.equal((await read(anyBot)).status, 200)
  assert.equal((await read(fresh)).status, 200)
  http.now.at += 19_000
  assert.equal((await read(anyBot)).status, 200)
  http.now.at += 2_000
  assert.equal((await read(anyBot)).status, 401)
  assert.equal((await read(fresh)).status, 200)
})

test('a change of a client takes effect at once, also when it is cached', async () => {
  await using http = await openTestHttp()
  const read = () => http.inject('GET', '/v1/bots/demo/webhook')
  assert.equal((await read()).status, 200)
  await http.inject('PATCH', '/manage/v1/clients/client_all', { body: { bots: ['other'] } })
  assert.equal((await read()).status, 403)
  await http.inject('DELETE', '/manage/v1/clients/client_all')
  assert.equal((await read()).status, 401)
})

test('a change made by another process takes effect within half a minute', async () => {
  await using http = await openTestHttp()
  const read = () => http.inject('GET', '/v1/bots/demo/webhook')
  assert.equal((await read()).status, 200)
  await http.store.deleteClient('client_all')
  http.now.at += 30_001
  assert.equal((await read()).status, 401)
})

test('without an admin token the management API is closed', async () => {
  await using http = await openTestHttp({ config: { adminToken: undefined } })
  for (const auth of [bearer, 'Bearer undefined', 'Bearer ', undefined]) {
    assert.equal((await http.inject('GET', '/manage/v1/bots', { auth })).status, 401)
  }
})

test('the trail has the address of who called: behind a trusted proxy that of its caller, and else the connection', async () => {
  const adminToken = 'an-operators-own-word-0007'
  for (const [trustedProxies, expected] of [
    [['127.0.0.1'], '203.0.113.9'],
    [['10.0.0.0/8'], '127.0.0.1'],
    [[], '127.0.0.1'],
  ] as const) {
    await using http = await openTestHttp({ config: { adminToken, trustedProxies } })
    const auth = `Bearer ${adminToken}`
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9' }
    const changed = await http.inject('PUT', '/manage/v1/log-level', { auth, headers, body: { level: 'debug' } })
    assert.equal(changed.status, 200)
    const listed = await http.inject('GET', `/manage/v1/audit?address=${expected}`, { auth })
    const found = (listed.json.results as { operation: string; address: string }[]).filter(
      ({ operation }) => operation === 'PUT /manage/v1/log-level',
    )
    assert.deepEqual(
      found.map(({ address }) => address),
      [expected],
    )
  }
})
