/** Health, metrics, and a log that follows a message without its secrets (promise 12), as operators see them. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { pino } from 'pino'
import { demoClient } from '../../src/app/demo.ts'
import { adminToken, eventually, type Gateway, idsOf, person, request, startGateway } from '../support/gateway.ts'
import { postWebhook } from '../support/meta-webhooks.ts'
import { type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let logged = ''

const canaries = {
  text: 'canary-message-text',
  parameter: 'canary-template-parameter',
  payload: 'canary-payload',
  inbound: 'canary-inbound-text',
  token: 'canary-access-token',
  appSecret: 'canary-app-secret',
  webhookToken: 'canary-webhook-token',
  wrongPassword: 'canary-wrong-password',
  answer: 'canary-answer-of-the-webhook',
}

before(async () => {
  receiver = await startReceiver()
  const write = (line: string) => {
    logged += line
  }
  const log = pino({ level: 'trace' }, { write })
  gateway = await startGateway({}, { log, sandbox: { seed: 9 } })
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
  const auth = { type: 'bearer', token: canaries.webhookToken }
  const events = ['delivered_channel', 'delivered_user', 'read', 'failed']
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', {
    url: `${receiver.url}/events`,
    events,
    auth,
  })
  assert.equal(made.status, 201)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

type Line = Record<string, unknown>
const lines = (): Line[] =>
  logged
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

async function figures(): Promise<Map<string, number>> {
  const page = await (await fetch(`${gateway.url}/metrics`)).text()
  const pairs = page.split('\n').flatMap((line) => {
    const match = /^(\S+) ([\d.e+-]+)$/.exec(line)
    return match ? [[match[1] ?? '', Number(match[2])] as const] : []
  })
  return new Map(pairs)
}

async function readOnPhone(id: string): Promise<void> {
  await receiver.first(({ body }) => body.messageId === id && body.event === 'read')
}

test('alive and ready', async () => {
  const alive = await request(`${gateway.url}/healthz`, 'GET')
  assert.deepEqual([alive.status, alive.body], [200, { status: 'ok' }])
  const ready = await request(`${gateway.url}/readyz`, 'GET')
  assert.deepEqual([ready.status, ready.body], [200, { ready: true, checks: { store: true, lanes: true } }])
})

test('a clock that is set ahead does not make a lane stalled', async () => {
  gateway.advance(600_000)
  const ready = await request(`${gateway.url}/readyz`, 'GET')
  assert.deepEqual([ready.status, ready.body.checks], [200, { store: true, lanes: true }])
})

test('the log follows a message from the API call to the webhook by its id', async () => {
  const body = { type: 'text', text: canaries.text, userId: person }
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  await readOnPhone(id)
  const steps = ['request', 'message sent', 'webhook delivered']
  const found = await eventually(() => {
    const about = lines().filter(({ messageId }) => messageId === id)
    return about.filter(({ msg }) => msg === 'webhook delivered').length === 3 && about
  }, 'the three deliveries are logged')
  assert.deepEqual([...new Set(found.map(({ msg }) => String(msg)))].sort(), steps.sort())
})

test("the log follows a person's message to the webhook", async () => {
  const wamid = await gateway.simulateInbound({ type: 'text', text: canaries.inbound })
  const id = (await receiver.first((one) => one.body.wamid === wamid)).body.messageId
  await eventually(
    () => lines().some(({ messageId, msg }) => messageId === id && msg === 'webhook delivered'),
    'its delivery is logged',
  )
})

test('promise 12: no secret, no credential, no body is ever logged, at any level', async () => {
  const authorization = `Basic ${btoa(`${demoClient.id}:${canaries.wrongPassword}`)}`
  await request(
    `${gateway.url}/v1/bots/demo/messages`,
    'POST',
    { type: 'text', text: canaries.text, userId: person },
    { authorization },
  )
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: [canaries.text], userId: person })
  await gateway.call('POST', '/v1/bots/demo/messages', `{"text": "${canaries.text}`)
  await postWebhook(gateway, JSON.stringify({ entry: [canaries.inbound] }), 'sha256=00')
  await postWebhook(gateway, JSON.stringify({ entry: [canaries.inbound] }))
  const channel = { accessToken: canaries.token }
  assert.equal((await gateway.manage('PATCH', '/manage/v1/bots/demo', { channel })).status, 200)
  const options = [{ title: 'Uno', payload: canaries.payload }]
  await gateway.call('POST', '/v1/bots/demo/messages', {
    type: 'text',
    text: 'Elige',
    userId: person,
    options,
    buttons: { options },
  })
  receiver.answer(({ body }, response) => {
    if (body.event === 'failed') response.writeHead(500).end(canaries.answer)
    else response.end('ok')
  })
  await gateway.control('POST', '/_sandbox/faults', {
    kind: 'graphError',
    code: 131_009,
    details: canaries.parameter,
    match: { template: 'demo_text' },
  })
  const hsm = { elementName: 'demo_text', parameters: [canaries.parameter, 'x'], destinations: [person] }
  const [failed = ''] = idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', hsm))
  await receiver.first(({ body }) => body.messageId === failed && body.event === 'failed')
  await eventually(() => lines().some(({ msg }) => msg === 'webhook not delivered'), 'the failed attempt is logged')
  receiver.answer((_received, response) => response.end('ok'))
  const created = await gateway.manage('POST', '/manage/v1/bots', {
    id: 'second',
    name: 'Second',
    channel: {
      phoneNumberId: '100000000000009',
      wabaId: '2',
      accessToken: canaries.token,
      appSecret: canaries.appSecret,
      verifyToken: 'v',
    },
  })
  assert.equal(created.status, 201)
  const secrets = [
    ...Object.values(canaries),
    adminToken,
    demoClient.secret,
    String(created.body.webhookSecret),
    'Bearer ',
    'Basic ',
  ]
  for (const secret of secrets) assert.ok(!logged.includes(secret), `${secret} is in the log`)
  assert.ok(!logged.includes(btoa(`${demoClient.id}:${demoClient.secret}`)))
})

test('a failure after Meta accepted the message is a line at warn, and counted by bot and code, whichever endpoint gets its event', async () => {
  await gateway.control('DELETE', '/_sandbox/faults')
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { sessionEvents: false })
  const to = '593947000009'
  await gateway.control('POST', '/_sandbox/faults', { kind: 'failLate', code: 131_026, match: { to } })
  const body = { type: 'text', text: canaries.text, userId: to }
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  const line = await eventually(
    () => lines().find(({ messageId, msg }) => messageId === id && msg === 'message failed'),
    'it is logged',
  )
  assert.deepEqual([line.level, line.botId, line.kind, line.code, line.when], [40, 'demo', 'session', '131026', 'late'])
  const now = await figures()
  assert.equal(now.get('recado_failed_total{bot="demo",code="131026",when="late"}'), 1)
  assert.ok(Number(now.get('recado_delivered_total{bot="demo"}')) >= 1)
  assert.ok(Number(now.get('recado_read_total{bot="demo"}')) >= 1)
  assert.equal(now.get('recado_failed_total{bot="demo",code="131009",when="early"}'), 1)
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { sessionEvents: true })
})

test('a refused request logs the paths of its fields, never their values', async () => {
  const before = lines().length
  const secret = 'canary-in-a-field'
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: [secret], userId: person })
  await gateway.manage('POST', '/manage/v1/bots', { name: 5, [`${secret}"\\n`]: secret, channel: { wabaId: secret } })
  const refused = lines()
    .slice(before)
    .filter(({ msg, status }) => msg === 'request' && status === 422)
  assert.deepEqual(refused[0]?.fields, ['text'])
  const fields = refused[1]?.fields as string[]
  assert.ok(
    ['name', 'channel.wabaId', 'channel.phoneNumberId', '?'].every((path) => fields.includes(path)),
    String(fields),
  )
  assert.ok(!logged.includes(secret))
})

test('backlogs by bot and by webhook; since when a bot is blocked; the version', async () => {
  await gateway.control('DELETE', '/_sandbox/faults')
  receiver.answer((_received, response) => response.writeHead(500).end())
  await gateway.simulateInbound({ type: 'text', text: 'hola' }, '593947000010')
  const found = (page: Map<string, number>, name: string) =>
    [...page].filter(([key]) => key.startsWith(`${name}{bot="demo"`)).map(([, value]) => value)
  await eventually(async () => found(await figures(), 'recado_endpoint_waiting').includes(1), 'it waits')
  gateway.advance(3_000)
  const waiting = await figures()
  assert.ok(found(waiting, 'recado_endpoint_oldest_seconds').some((age) => age >= 3))
  const again = [...waiting.keys()].filter((key) => /^recado_endpoint_deliveries_total\{.*result="again"\}/.test(key))
  assert.ok(again.length > 0 && again.every((key) => /endpoint="[\w]+"/.test(key)))
  receiver.answer((_received, response) => response.end('ok'))
  gateway.advance(10_000)
  await eventually(async () => found(await figures(), 'recado_endpoint_waiting').length === 0, 'nothing waits')

  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 190 })
  const body = { type: 'text', text: 'espera', userId: person }
  const sentAt = gateway.now()
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  const since = await eventually(async () => found(await figures(), 'recado_blocked_since_seconds')[0], 'it is blocked')
  assert.ok(since * 1_000 >= sentAt && since * 1_000 <= gateway.now())
  gateway.advance(5_000)
  const page = await figures()
  assert.equal(page.get('recado_queue{bot="demo"}'), 1)
  assert.ok(Number.isFinite(page.get('recado_queue_oldest_due_seconds{bot="demo"}')))
  await gateway.control('DELETE', '/_sandbox/faults')
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { name: 'Mended' })
  await readOnPhone(id)
  const mended = await figures()
  assert.deepEqual(
    [found(mended, 'recado_blocked_since_seconds'), mended.get('recado_queue{bot="demo"}')],
    [[], undefined],
  )
  assert.ok(
    [...mended.keys()].some((key) =>
      /^recado_build_info\{version="\d+\.\d+\.\d+",node="v\d.*",schema="\d+",store="sqlite"\}$/.test(key),
    ),
  )
})

test('the metrics: accepted, sent, refused, retried, lag, deliveries, requests, the store', async () => {
  await gateway.control('DELETE', '/_sandbox/faults')
  gateway.advance(60_000)
  const before = await figures()
  await gateway.control('POST', '/_sandbox/faults', { kind: 'graphError', code: 131_000, times: 1 })
  const body = { type: 'text', text: 'cuenta', userId: person }
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  await readOnPhone(id)
  const grown = async (name: string) => ((await figures()).get(name) ?? 0) - (before.get(name) ?? 0)
  assert.equal(await grown('recado_accepted_total{bot="demo",kind="session"}'), 1)
  assert.equal(await grown('recado_sent_total{bot="demo"}'), 1)
  assert.equal(await grown('recado_retried_total{bot="demo",cause="retry"}'), 1)
  assert.ok((await grown('recado_deliveries_total{result="delivered"}')) >= 2)
  assert.ok((await grown('recado_ingested_total{fact="statuses"}')) >= 3)
  const now = await figures()
  assert.equal(now.get('recado_refused_total{bot="demo",code="131009"}'), 1)
  assert.equal(now.get('recado_webhook_rejected_total{cause="bad_signature"}'), 1)
  for (const name of [
    'recado_lane_lag_seconds{bot="demo"}',
    'recado_oldest_due_seconds',
    'recado_backlog{what="queued"}',
    'recado_backlog{what="sending"}',
    'recado_backlog{what="deliveries"}',
    'recado_backlog{what="campaignRows"}',
    'recado_backlog{what="skillRuns"}',
    'recado_backlog{what="media"}',
    'recado_store_transaction_seconds_count',
    'recado_store_group_size_count',
    'recado_delivery_seconds_count',
    'process_resident_memory_bytes',
  ])
    assert.ok(Number.isFinite(now.get(name)), name)
  const route = [...now.keys()].find(
    (key) => key.startsWith('recado_http_request_seconds_count') && key.includes('/v1/bots/:botId/messages"'),
  )
  assert.ok(route, 'requests are counted by route, not by path')
  assert.ok(![...now.keys()].some((key) => key.includes(person)), 'no label names a person')
})
