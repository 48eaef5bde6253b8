/**
 * Events about no person, and large or short-lived ones, from Meta's webhook to the receiver: a refusal delays its own
 * subject only.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { eventually, type Gateway, person, request, startGateway } from '../support/gateway.ts'
import { postWebhook } from '../support/meta-webhooks.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let endpointId: string

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway({}, { sandbox: { seed: 5, rules: { window: false } } })
  const events = ['message', 'template_status', 'template_quality', 'account', 'failed', 'delivered_channel']
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: `${receiver.url}/in`, events })
  assert.equal(made.status, 201)
  endpointId = String(made.body.id)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const { wabaId, phoneNumberId } = sandboxNumber

async function meta(field: string, value: object): Promise<void> {
  const body = { object: 'whatsapp_business_account', entry: [{ id: wabaId, changes: [{ field, value }] }] }
  assert.equal((await postWebhook(gateway, JSON.stringify(body))).status, 200)
}

function templateStatus(name: string, event: string): Promise<void> {
  const value = { event, message_template_id: 1, message_template_name: name, message_template_language: 'es' }
  return meta('message_template_status_update', value)
}

function call(id: string, event: string): Promise<void> {
  const timestamp = String(Math.floor(gateway.now() / 1_000))
  const session = event === 'connect' ? { session: { sdp: 'v=0', sdp_type: 'offer' } } : {}
  const calls = [{ id, from: person, event, timestamp, direction: 'USER_INITIATED', ...session }]
  return meta('calls', { messaging_product: 'whatsapp', metadata: { phone_number_id: phoneNumberId }, calls })
}

const elementOf = ({ body }: Received) => String(body.elementName)

test('a template whose every event is refused delays its own events, and nothing else', async () => {
  receiver.answer((received, response) => {
    response.writeHead(elementOf(received) === 'demo_text' ? 413 : 200).end()
  })
  await templateStatus('demo_text', 'PAUSED')
  await receiver.first((one) => elementOf(one) === 'demo_text')
  await templateStatus('demo_text', 'DISABLED')
  await templateStatus('demo_image', 'PAUSED')
  await meta('account_update', { event: 'VERIFIED_ACCOUNT' })
  await gateway.simulateInbound({ type: 'text', text: 'hola' })
  await receiver.until(
    (all) =>
      all.some((one) => elementOf(one) === 'demo_image') &&
      all.some(({ body }) => body.event === 'account') &&
      all.some(({ body }) => body.userId === person),
  )
  const values = () => receiver.received.filter((one) => elementOf(one) === 'demo_text').map(({ body }) => body.value)
  assert.deepEqual(values(), ['PAUSED'])
  receiver.answer((_received, response) => response.end('ok'))
  gateway.advance(6_000)
  await receiver.until(() => values().includes('DISABLED'))
  assert.deepEqual(values(), ['PAUSED', 'PAUSED', 'DISABLED'])
})

test('a large event is posted small, and is whole at the address in it', async () => {
  const notes = Array.from({ length: 20_000 }, (_, n) => ({ id: n, text: `nota ${'x'.repeat(60)}` }))
  const isLarge = ({ body }: Received) => body.event === 'account' && body.whole !== undefined
  await meta('account_alerts', { notes })
  const posted = await receiver.first(isLarge)
  assert.ok(posted && posted.bytes.length <= 100_000)
  const { whole, ...small } = posted.body as { whole: { url: string; bytes: number; omitted: string[] } }
  assert.deepEqual(whole.omitted, ['raw'])
  const answer = await fetch(whole.url)
  const text = await answer.text()
  assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'application/json; charset=utf-8'])
  assert.equal(Buffer.byteLength(text), whole.bytes)
  assert.deepEqual(JSON.parse(text), { ...small, raw: { notes } })
  const other = whole.url.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  assert.equal((await request(other, 'GET')).status, 404, 'nobody can guess it')
  assert.equal((await request(whole.url.replace(/evt_/, 'evt_x'), 'GET')).status, 404)
})

test('a call offer that is a minute old is not posted any more; the end of the call is', async () => {
  const events = (all: Received[]) =>
    all.flatMap(({ body }) => (body.raw as { calls?: { id: string; event: string }[] } | undefined)?.calls ?? [])
  const of = (all: Received[], id: string) =>
    events(all)
      .filter((one) => one.id === id)
      .map(({ event }) => event)
  receiver.answer((received, response) => response.writeHead(events([received]).length > 0 ? 500 : 200).end())
  await call('wacid.late', 'connect')
  await receiver.until((all) => of(all, 'wacid.late').length === 1)
  await call('wacid.late', 'terminate')
  receiver.answer((_received, response) => response.end('ok'))
  gateway.advance(61_000)
  await receiver.until((all) => of(all, 'wacid.late').includes('terminate'))
  assert.deepEqual(of(receiver.received, 'wacid.late'), ['connect', 'terminate'])
  const [expired] = gateway.rows("select seq from deliveries where state = 'expired'")
  const attempts = gateway.rows('select status from delivery_attempts where delivery_seq = ?', Number(expired?.seq))
  assert.deepEqual(
    attempts.map(({ status }) => status),
    [500, null],
  )
  const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
  const endpoint = (body.results as { id: string; disabledAt: string | null }[]).find(({ id }) => id === endpointId)
  assert.equal(endpoint?.disabledAt, null)
})

test('sessionEvents: failures by default; all, none and failures by the API; an endpoint for `failed` gets failures', async () => {
  const channel = { phoneNumberId: '100000000000077', wabaId: '7', accessToken: 'x', appSecret: 'x', verifyToken: 'x' }
  const made = await gateway.manage('POST', '/manage/v1/bots', { id: 'quiet', name: 'Quiet', channel })
  assert.deepEqual([made.status, made.body.sessionEvents], [201, 'failures'])
  for (const sessionEvents of [true, false, 'failures']) {
    const changed = await gateway.manage('PATCH', '/manage/v1/bots/quiet', { sessionEvents })
    assert.deepEqual([changed.status, changed.body.sessionEvents], [200, sessionEvents])
  }
  for (const sessionEvents of ['all', 1, null]) {
    assert.equal((await gateway.manage('PATCH', '/manage/v1/bots/quiet', { sessionEvents })).status, 422)
  }
  await gateway.manage('PATCH', '/manage/v1/bots/demo', { sessionEvents: 'failures' })
  await gateway.control('POST', '/_sandbox/faults', { kind: 'failLate', match: { to: '593949000001' } })
  const id = await gateway.sendText('593949000001', 'hola')
  const { body: failed } = await receiver.first(({ body }) => body.messageId === id)
  assert.deepEqual([failed.event, failed.kind], ['failed', 'session'])
  await eventually(async () => {
    const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${id}`)
    return (body.events as { type: string }[]).every(({ type }) => type === 'failed')
  }, 'nothing but the failure was told')
})
