/**
 * A bot's number and account change while it works, through the APIs alone: messages in flight, statuses of the former
 * number, templates of the former account in sends, previews and history; and a client's registration beside the
 * operator's endpoint.
 */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, idsOf, request, startGateway, textOf } from '../support/gateway.ts'
import { postWebhook, webhookOf } from '../support/meta-webhooks.ts'

const reconcileMs = 120_000
const former = '100000000000001'
const next = { phoneNumberId: '100000000000009', wabaId: '200000000000009' }

let gateway: Gateway

before(async () => {
  gateway = await startGateway(
    { RECADO_RECONCILE_MS: String(reconcileMs), RECADO_TEMPLATE_SYNC_MS: '0' },
    { sandbox: { seed: 3, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } } },
  )
  const number = { ...next, displayNumber: '593990000009' }
  assert.equal((await gateway.control('POST', '/_sandbox/numbers', number)).status, 200)
})

after(() => gateway?.[Symbol.asyncDispose]())

const channel = async (change: Record<string, string>) => {
  const { status, body } = await gateway.manage('PATCH', '/manage/v1/bots/demo', { channel: change })
  assert.equal(status, 200, JSON.stringify(body))
}

const message = async (id: string) => (await gateway.call('GET', `/v1/bots/demo/messages/${id}`)).body

const until = (id: string, state: string) =>
  eventually(async () => {
    const found = await message(id)
    return found.state === state && found
  }, `${id} is ${state}`)

const fault = async (what: Record<string, unknown>) => {
  const answer = await gateway.control('POST', '/_sandbox/faults', what)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

test('a message in flight when the number changes: its status settles it, or it ends and says that it may have arrived', async () => {
  await fault({ kind: 'dropBefore', times: 2 })
  const announced = await gateway.sendText('593900000001', 'one')
  const silent = await gateway.sendText('593900000002', 'two')
  for (const id of [announced, silent])
    await eventually(
      async () => JSON.stringify((await message(id)).attempts).includes('unknown'),
      'the outcome is unknown',
    )
  await channel({ phoneNumberId: next.phoneNumberId })
  const status = { id: 'wamid.former', status: 'delivered', timestamp: String(Math.floor(gateway.now() / 1_000)) }
  const reported = { ...status, recipient_id: '593900000001', biz_opaque_callback_data: `${announced}.1` }
  assert.equal((await postWebhook(gateway, JSON.stringify(webhookOf([[{ statuses: [reported] }]])))).status, 200)
  await until(announced, 'delivered')
  gateway.advance(reconcileMs + 1_000)
  const ended = await until(silent, 'failed')
  assert.match(JSON.stringify(ended.error), /NUMBER_CHANGED.*may have arrived/)
  assert.deepEqual(await gateway.phone('593900000002'), [])
  await gateway.sendText('593900000003', 'from the new number')
  await gateway.phoneUntil((shown) => shown.some((one) => textOf(one) === 'from the new number'), '593900000003')
  await channel({ phoneNumberId: former })
})

const hsm = (destination: string, elementName = 'demo_plain') =>
  gateway.call('POST', '/v2/whatsapp/demo/hsm', {
    type: 'text',
    elementName,
    language: 'es',
    parameters: [],
    destinations: [destination],
  })

const preview = () =>
  gateway.call('POST', '/v1/bots/demo/templates/demo_plain/preview', { language: 'es', parameters: [] })

/** In the new account, as its owner created it there. */
async function makeTheirs(name: string, text: string): Promise<void> {
  const path = `/v25.0/${next.wabaId}/message_templates`
  const body = { name, language: 'es', category: 'UTILITY', components: [{ type: 'BODY', text }] }
  const made = await request(gateway.sandboxUrl + path, 'POST', body, { authorization: 'Bearer token' })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const review = await gateway.control('POST', `/_sandbox/templates/${made.body.id}/review`, { action: 'approve' })
  assert.equal(review.status, 200, JSON.stringify(review.body))
}

test("another account: preview, send and history ignore the former one's templates, and no waiting message has their text", async () => {
  const theirs = 'Su cuenta tiene un aviso pendiente de revisar.'
  await makeTheirs('demo_plain', theirs)
  gateway.freeze()
  await fault({ kind: 'graphError', code: 131_000, times: 1 })
  const [waiting = ''] = idsOf(await hsm('593900000004'))
  await eventually(async () => JSON.stringify((await message(waiting)).attempts).includes('unreachable'), 'it waits')
  await fault({ kind: 'status', httpStatus: 503, body: '{}', times: 1_000, match: { operation: 'templates' } })
  await channel(next)
  for (const answer of [await preview(), await hsm('593900000005')]) {
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '5'])
    assert.match(JSON.stringify(answer.body), /R5033/)
  }
  await gateway.control('DELETE', '/_sandbox/faults')
  assert.equal((await gateway.call('POST', '/v1/bots/demo/templates/sync')).status, 200)
  assert.match(JSON.stringify((await preview()).body), new RegExp(theirs))
  const missing = await hsm('593900000005', 'demo_text')
  assert.equal(missing.status, 400, 'the former account had it, the new one has not')
  const [sent = ''] = idsOf(await hsm('593900000005'))
  gateway.thaw()
  gateway.advance(600_000)
  await until(waiting, 'failed')
  assert.match(JSON.stringify((await message(waiting)).error), /ACCOUNT_CHANGED/)
  assert.deepEqual(await gateway.phone('593900000004'), [])
  await gateway.phoneUntil((shown) => shown.length === 1, '593900000005')
  const history = await gateway.call('GET', `/v1/external/messages/history/demo?messageId=${sent}`)
  assert.match(JSON.stringify(history.body), new RegExp(theirs))
  await channel({ phoneNumberId: former, wabaId: '200000000000001' })
})

test("a client registers its webhooks beside the operator's endpoint, and takes over nothing of it", async () => {
  const url = 'http://127.0.0.1:9/operator'
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', {
    url,
    events: ['message', 'failed'],
    auth: { type: 'bearer', token: 'secret' },
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const own = async () => {
    const { body } = await gateway.manage('GET', `/manage/v1/endpoints/${made.body.id}`)
    return { url: body.url, events: body.events, auth: body.auth, door: body.door }
  }
  const before = await own()
  assert.equal(before.door, 'management')
  const webhook = { webhookUrl: url, auth: { type: 'bearer', token: 'client' } }
  assert.equal((await gateway.call('POST', '/v1/bots/demo/webhook/', webhook)).status, 200)
  const webhooks = [{ url: 'http://127.0.0.1:9/client', events: ['failed'] }]
  assert.equal((await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })).status, 200)
  assert.deepEqual(await own(), before)
  assert.equal((await gateway.call('DELETE', '/v1/bots/demo/webhook')).status, 200)
  assert.deepEqual(await own(), before)
  const read = await gateway.call('GET', '/v1/bots/demo/events/webhook')
  assert.deepEqual((read.body as { data: unknown }).data, { failed: 'http://127.0.0.1:9/client' })
  const range = { from: 0, to: gateway.now() + 1, missing: true }
  const replayed = await gateway.manage('POST', `/manage/v1/endpoints/${made.body.id}/replay`, range)
  assert.equal(replayed.status, 200, JSON.stringify(replayed.body))
  assert.ok(Number(replayed.body.replayed) > 0, 'the failures of the tests before')
})
