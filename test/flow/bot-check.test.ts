/**
 * The check of a bot against a sandbox and a reverse proxy that are made to fail in one way after another: the check that is about it says so, with its
 * fix, and nothing else is blamed. The diagnostics of the installation beside it.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Answer, adminToken, eventually, type Gateway, request, startGateway } from '../support/gateway.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'
import { type ReverseProxy, startReverseProxy } from '../support/reverse-proxy.ts'

let gateway: Gateway
let proxy: ReverseProxy
let receiver: Receiver

const token = 'canary-token-of-the-checked-bot'
const number = '100000000000001'
const account = '200000000000001'
const app = '400000000000001'

before(async () => {
  proxy = await startReverseProxy()
  receiver = await startReceiver()
  gateway = await startGateway({ RECADO_PUBLIC_URL: proxy.url })
  proxy.target = gateway.url
  await patchBot({ channel: { accessToken: token, appId: app } })
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', {
    url: `${receiver.url}/fine`,
    events: ['message', 'read'],
  })
  assert.equal(made.status, 201)
  await subscribeApp()
  await eventually(async () => statusOf(await check(), 'webhooks_received') === 'ok', 'a person has written')
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
  await proxy?.[Symbol.asyncDispose]()
})

type Check = { name: string; status: string; found: string; fix: string | null; data: Record<string, unknown> }

async function check(bot = 'demo', language?: string): Promise<Check[]> {
  const headers = { authorization: `Bearer ${adminToken}`, ...(language && { 'accept-language': language }) }
  const { status, body } = await request(`${gateway.url}/manage/v1/bots/${bot}/check`, 'POST', undefined, headers)
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body.botId, bot)
  return body.checks as Check[]
}

const statusOf = (checks: Check[], name: string) => checks.find((one) => one.name === name)?.status

async function done(answer: Promise<Answer>): Promise<void> {
  const { status, body } = await answer
  assert.ok(status < 300, JSON.stringify(body))
}

const patchBot = (change: object) => done(gateway.manage('PATCH', '/manage/v1/bots/demo', change))
const patchNumber = (change: object) => done(gateway.control('PUT', `/_sandbox/numbers/${number}`, change))
const declareToken = (record: object = {}) =>
  done(gateway.control('PUT', '/_sandbox/tokens', { token, state: 'valid', ...record }))
const subscribeApp = (more: object = {}) =>
  done(gateway.control('PUT', '/_sandbox/subscription', { url: `${proxy.url}/meta/webhook`, ...more }))
const graph = (method: string, path: string, body?: object) =>
  done(request(`${gateway.sandboxUrl}/v25.0/${path}`, method, body, { authorization: 'Bearer any' }))
const troubled = (trouble: ReverseProxy['trouble']) => async () => {
  proxy.trouble = trouble
}

const day = 86_400_000
const secret = 'sandbox-app-secret'

/** Statuses of a well bot that are not `ok`: the test's address is not https. */
const otherwise: Record<string, string> = { public_address: 'warning' }

test('a well bot passes every check, and no secret is shown', async () => {
  const checks = await check()
  assert.ok(checks.length >= 24, String(checks.length))
  assert.deepEqual(
    checks.filter(({ name, status }) => status !== (otherwise[name] ?? 'ok')),
    [],
  )
  for (const { fix, status } of checks) assert.equal(fix === null, status === 'ok')
  assert.doesNotMatch(JSON.stringify(checks.map(({ found }) => found)), /\{\w+\}/)
  const shown = JSON.stringify(checks)
  for (const one of [token, secret, 'sandbox-verify-token']) assert.equal(shown.includes(one), false, one)
  assert.deepEqual(gateway.rows('select seq from unplaced'), [], 'the signed webhooks of the check leave nothing')
})

type Failing = {
  what: string
  fail(): Promise<void>
  mend(): Promise<void>
  /** What it shows in: name and status. */
  shows: Record<string, string>
  fix: RegExp
}

const failing: Failing[] = [
  {
    what: 'an expired token',
    fail: () => declareToken({ state: 'expired' }),
    mend: declareToken,
    shows: { access_token: 'failed' },
    fix: /system user/,
  },
  {
    what: 'a token that expired by itself',
    fail: () => declareToken({ expiresAt: Date.now() - day }),
    mend: declareToken,
    shows: { access_token: 'failed', token_expiry: 'failed' },
    fix: /system user/,
  },
  {
    what: 'a token that expires soon',
    fail: () => declareToken({ expiresAt: Date.now() + 5 * day }),
    mend: declareToken,
    shows: { token_expiry: 'warning' },
    fix: /never expires/,
  },
  {
    what: 'a token without the permission to send',
    fail: () => declareToken({ scopes: ['whatsapp_business_management'] }),
    mend: declareToken,
    shows: { token_permissions: 'failed' },
    fix: /whatsapp_business_messaging/,
  },
  {
    what: 'a token for another account',
    fail: () => declareToken({ wabaIds: ['1'] }),
    mend: declareToken,
    shows: { token_permissions: 'failed' },
    fix: /Assign the WhatsApp account/,
  },
  {
    what: 'a wrong app secret',
    fail: () => patchBot({ channel: { appSecret: 'another-secret' } }),
    mend: () => patchBot({ channel: { appSecret: secret } }),
    shows: { app_secret: 'failed' },
    fix: /channel\.appSecret/,
  },
  {
    what: 'a number that is not there',
    fail: () => patchBot({ channel: { phoneNumberId: '100000000000404' } }),
    mend: () => patchBot({ channel: { phoneNumberId: number } }),
    shows: { phone_number: 'failed', phone_number_account: 'failed' },
    fix: /phone number ID|channel\.wabaId/,
  },
  {
    what: 'a number that lost its registration',
    fail: () => graph('POST', `${number}/deregister`),
    mend: () => graph('POST', `${number}/register`, { messaging_product: 'whatsapp', pin: '123456' }),
    shows: { registration: 'failed', messaging_health: 'failed' },
    fix: /PIN|control API/,
  },
  {
    what: 'a flagged number',
    fail: () => patchNumber({ status: 'FLAGGED' }),
    mend: () => patchNumber({ status: null }),
    shows: { registration: 'warning', messaging_health: 'failed' },
    fix: /WhatsApp Manager|control API/,
  },
  {
    what: 'a number whose verification ended',
    fail: () => patchNumber({ verification: 'EXPIRED' }),
    mend: () => patchNumber({ verification: null }),
    shows: { verification: 'warning' },
    fix: /code/,
  },
  {
    what: 'a declined name',
    fail: () => patchNumber({ nameStatus: 'DECLINED' }),
    mend: () => patchNumber({ nameStatus: null }),
    shows: { display_name: 'failed' },
    fix: /another display name/,
  },
  {
    what: 'a name under review',
    fail: () => patchNumber({ nameStatus: 'PENDING_REVIEW' }),
    mend: () => patchNumber({ nameStatus: null }),
    shows: { display_name: 'warning' },
    fix: /14 days/,
  },
  {
    what: 'a red quality rating',
    fail: () => patchNumber({ quality: 'RED' }),
    mend: () => patchNumber({ quality: null }),
    shows: { quality_rating: 'failed' },
    fix: /Pause campaigns/,
  },
  {
    what: 'a yellow quality rating',
    fail: () => patchNumber({ quality: 'YELLOW' }),
    mend: () => patchNumber({ quality: null }),
    shows: { quality_rating: 'warning' },
    fix: /fewer marketing/,
  },
  {
    what: 'a number that is not rated',
    fail: () => patchNumber({ quality: 'UNKNOWN' }),
    mend: () => patchNumber({ quality: null }),
    shows: { quality_rating: 'unknown' },
    fix: /Check again/,
  },
  {
    what: 'a low messaging limit',
    fail: () => patchNumber({ tier: 'TIER_250' }),
    mend: () => patchNumber({ tier: null }),
    shows: { messaging_limit: 'warning' },
    fix: /Verify the business/,
  },
  {
    what: 'a bot that is faster than Meta allows',
    fail: () => patchBot({ messagesPerSecond: 500 }),
    mend: () => patchBot({ messagesPerSecond: 80 }),
    shows: { throughput: 'warning' },
    fix: /messagesPerSecond of the bot to 80/,
  },
  {
    what: 'a number whose sending is limited',
    fail: () => patchNumber({ health: 'LIMITED' }),
    mend: () => patchNumber({ health: null }),
    shows: { messaging_health: 'warning' },
    fix: /Meta's own advice/,
  },
  {
    what: 'an account without a subscription',
    fail: () => graph('DELETE', `${account}/subscribed_apps`),
    mend: () => graph('POST', `${account}/subscribed_apps`),
    shows: { webhook_subscription: 'failed' },
    fix: new RegExp(`POST /${account}/subscribed_apps`),
  },
  {
    what: 'webhooks that go elsewhere',
    fail: () => subscribeApp({ url: `${receiver.url}/elsewhere` }),
    mend: subscribeApp,
    shows: { webhook_callback: 'failed' },
    fix: /under Webhooks of the app at Meta/,
  },
  {
    what: 'fields that are not received',
    fail: () => subscribeApp({ fields: ['messages'] }),
    mend: subscribeApp,
    shows: { webhook_fields: 'warning' },
    fix: /Subscribe to them/,
  },
  {
    what: 'messages that are not received',
    fail: () => subscribeApp({ fields: ['account_update'] }),
    mend: subscribeApp,
    shows: { webhook_fields: 'failed' },
    fix: /Subscribe to messages/,
  },
  {
    what: 'a public address that is off',
    fail: troubled('off'),
    mend: troubled('none'),
    shows: { webhook_handshake: 'failed', webhook_signature: 'unknown', proxy_body_limit: 'unknown' },
    fix: /DNS name|other checks/,
  },
  {
    what: 'a sign-in before the public address',
    fail: troubled('sign_in'),
    mend: troubled('none'),
    shows: { webhook_handshake: 'failed', webhook_signature: 'failed', proxy_body_limit: 'unknown' },
    fix: /unchanged|other checks/,
  },
  {
    what: 'a proxy that writes bodies anew',
    fail: troubled('rewritten_bodies'),
    mend: troubled('none'),
    shows: { webhook_signature: 'failed', proxy_body_limit: 'unknown' },
    fix: /X-Hub-Signature-256|other checks/,
  },
  {
    what: 'a proxy that lets no large body through',
    fail: troubled('small_bodies'),
    mend: troubled('none'),
    shows: { proxy_body_limit: 'failed' },
    fix: /client_max_body_size 4m/,
  },
  {
    what: "a clock that is behind Meta's",
    fail: () => done(gateway.control('POST', '/_sandbox/clock', { advanceMs: 20_000 })),
    mend: () => done(gateway.control('POST', '/_sandbox/clock', { at: Date.now() })),
    shows: { clock: 'warning' },
    fix: /NTP/,
  },
  {
    what: "a clock that is far from Meta's",
    fail: () => done(gateway.control('POST', '/_sandbox/clock', { advanceMs: 600_000 })),
    mend: () => done(gateway.control('POST', '/_sandbox/clock', { at: Date.now() })),
    shows: { clock: 'failed' },
    fix: /Set the clock right/,
  },
]

for (const { what, fail, mend, shows, fix } of failing) {
  test(`${what}: the check says so, and how to fix it`, async (t) => {
    t.after(mend)
    await fail()
    const checks = await check()
    for (const [name, status] of Object.entries(shows)) {
      const found = checks.find((one) => one.name === name)
      assert.equal(found?.status, status, JSON.stringify(found))
      assert.match(found.fix ?? '', fix)
    }
    for (const one of checks) assert.doesNotMatch(`${one.found}${one.fix}`, /\{\w+\}/)
    const blamed = checks.filter(({ name, status }) => status === 'failed' && !(name in shows))
    assert.deepEqual(blamed, [])
  })
}

test('what is mended is well again', async () => {
  const checks = await check()
  assert.deepEqual(
    checks.filter(({ name, status }) => status !== (otherwise[name] ?? 'ok')),
    [],
  )
})

test('a Graph that breaks or does not answer leaves checks unknown, with the reason, and holds nothing up', async (t) => {
  t.after(() => done(gateway.control('DELETE', '/_sandbox/faults')))
  const fault = (more: object) =>
    done(gateway.control('POST', '/_sandbox/faults', { match: { operation: 'other' }, times: 'always', ...more }))
  await fault({ kind: 'dropBefore' })
  const cut = (await check()).find(({ name }) => name === 'access_token')
  assert.deepEqual([cut?.status, cut?.found], ['unknown', 'This could not be found out: the connection was cut.'])
  await done(gateway.control('DELETE', '/_sandbox/faults'))
  // Two minutes: longer than the test has.
  await fault({ kind: 'delay', delayMs: 120_000 })
  const checks = await check()
  assert.equal(statusOf(checks, 'access_token'), 'unknown')
  assert.equal(statusOf(checks, 'webhook_handshake'), 'ok')
})

test('a new bot: no webhook has come, no template is known, nobody receives what people write', async () => {
  const channel = { phoneNumberId: '100000000000002', wabaId: '200000000000002' }
  await done(gateway.control('POST', '/_sandbox/numbers', { ...channel, displayNumber: '593990000002' }))
  const secrets = { accessToken: 'another', appSecret: secret, verifyToken: 'a-verify-token' }
  await done(
    gateway.manage('POST', '/manage/v1/bots', {
      id: 'bare',
      name: 'Bare',
      channel: { ...channel, ...secrets, graphUrl: gateway.sandboxUrl },
    }),
  )
  const checks = await check('bare')
  const found = Object.fromEntries(checks.map(({ name, status }) => [name, status]))
  assert.deepEqual(
    [found.webhooks_received, found.templates, found.endpoints, found.webhook_subscription, found.access_token],
    ['unknown', 'warning', 'warning', 'ok', 'ok'],
  )
  // The account of the other bot: the number is not in it.
  await done(gateway.manage('PATCH', '/manage/v1/bots/bare', { channel: { wabaId: account } }))
  const moved = (await check('bare')).find(({ name }) => name === 'phone_number_account')
  assert.deepEqual([moved?.status, /channel\.wabaId/.test(moved?.fix ?? '')], ['failed', true])
})

test('endpoints: one that nobody listens at, one that is disabled, one that falls behind', async (t) => {
  receiver.answer(({ path }, response) => {
    if (path === '/gone') response.writeHead(410).end()
    else response.writeHead(path === '/late' ? 500 : 200).end()
  })
  const ids: string[] = []
  for (const url of ['http://127.0.0.1:9/closed', `${receiver.url}/gone`, `${receiver.url}/late`]) {
    const body = { url, events: ['delivered_channel'] }
    const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', body)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    ids.push(String(made.body.id))
  }
  t.after(async () => {
    for (const id of ids) await gateway.manage('DELETE', `/manage/v1/bots/demo/endpoints/${id}`)
  })
  await patchBot({ sessionEvents: true })
  const sent = { type: 'text', userId: '593987654321', text: 'hola' }
  await done(gateway.call('POST', '/v1/bots/demo/messages', sent))
  await eventually(async () => {
    const { body } = await gateway.manage('GET', `/manage/v1/endpoints/${ids[1]}`)
    return body.disabledAt !== null
  }, 'it was switched off')
  await receiver.until((received) => received.some(({ path }) => path === '/late'))
  gateway.advance(10 * 60_000)
  const found = new Map(
    (await check()).filter(({ name }) => name === 'endpoint').map((one) => [String(one.data.endpointId), one] as const),
  )
  const [closed, disabled, late] = ids.map((id) => found.get(id))
  assert.deepEqual([closed?.status, disabled?.status, late?.status], ['failed', 'failed', 'warning'])
  assert.match(closed?.found ?? '', /the connection was refused; 1 events wait/)
  assert.match(disabled?.fix ?? '', new RegExp(`${ids[1]}/test`))
  assert.match(late?.fix ?? '', new RegExp(`endpointId=${ids[2]}&state=waiting`))
  gateway.advance(-10 * 60_000)
})

test('found and fix are in the language of the caller', async (t) => {
  t.after(() => patchNumber({ quality: null }))
  await patchNumber({ quality: 'RED' })
  const texts = []
  for (const language of ['es-EC,es;q=0.9', 'pt-BR', 'en', 'fr']) {
    const found = (await check('demo', language)).find(({ name }) => name === 'quality_rating')
    texts.push(found?.found.split(' ')[0])
    assert.match(found?.fix ?? '', /campañas|campanhas|campaigns/)
  }
  assert.deepEqual(texts, ['La', 'A', 'The', 'The'])
})

test('the diagnostics of the installation: each check, and what the proxy does wrong', async (t) => {
  const diagnose = async () => {
    const { status, body } = await gateway.manage('GET', '/manage/v1/diagnostics')
    assert.equal(status, 200, JSON.stringify(body))
    return body.checks as Check[]
  }
  const checks = await diagnose()
  const found = Object.fromEntries(checks.map(({ name, status }) => [name, status]))
  for (const name of [
    'version',
    'database',
    'database_durability',
    'processes',
    'lanes',
    'secret_key',
    'media_storage',
  ])
    assert.equal(found[name], 'ok', name)
  assert.deepEqual(
    [found.webhook_handshake, found.webhook_signature, found.proxy_body_limit, found.unprocessed],
    ['ok', 'ok', 'ok', 'ok'],
  )
  // A sandbox, and documents without a token, beside a public address.
  assert.deepEqual([found.sandbox, found.operator_access, found.public_address], ['warning', 'warning', 'warning'])
  const [disk] = checks.filter(({ name }) => name === 'data_folder')
  assert.ok(Number(disk?.data.freeBytes) > 0 && Number(disk?.data.totalBytes) >= Number(disk?.data.freeBytes))
  const database = checks.find(({ name }) => name === 'database')
  assert.match(String(database?.data.version), /^\d+\.\d+/)
  assert.equal(database?.data.engine, 'SQLite')
  t.after(troubled('none'))
  proxy.trouble = 'small_bodies'
  const after = (await diagnose()).find(({ name }) => name === 'proxy_body_limit')
  assert.deepEqual([after?.status, /4m/.test(after?.fix ?? '')], ['failed', true])
  // An item of Meta without a bot.
  const entry = [
    { id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '2' }, messages: [{}] } }] },
  ]
  await done(gateway.control('POST', '/_sandbox/webhooks', { entry, phoneNumberId: number }))
  proxy.trouble = 'none'
  await eventually(
    async () => (await diagnose()).find(({ name }) => name === 'unprocessed')?.status === 'warning',
    'it is counted',
  )
  assert.equal(JSON.stringify(checks).includes(adminToken), false)
})
