/**
 * Promise 7: every part of Meta's webhooks, once, and nothing unsigned. The sandbox sends only valid ones, so the test
 * signs and posts webhooks of its own.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'
import { sandboxNumber } from '../../sandbox/identity.ts'
import { type Gateway, person, quiet, startGateway } from '../support/gateway.ts'
import { metaSignature, postWebhook, statusOf, textMessage, webhookOf } from '../support/meta-webhooks.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

before(async () => {
  receiver = await startReceiver()
  gateway = await startGateway()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: `${receiver.url}/bot` })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

type Bubble = Record<string, unknown>

/** The webhook event of the message with this wamid. */
function eventOf(wamid: string): Promise<Received> {
  return receiver.first(({ path, body }) => path === '/bot' && body.wamid === wamid)
}

test("the handshake of Meta's webhook", async () => {
  const handshake = (query: string) => fetch(`${gateway.url}/meta/webhook?${query}`)
  const right = await handshake('hub.mode=subscribe&hub.verify_token=sandbox-verify-token&hub.challenge=11%2B58')
  assert.deepEqual([right.status, await right.text()], [200, '11+58'])
  for (const query of [
    'hub.mode=subscribe&hub.verify_token=wrong&hub.challenge=1',
    'hub.mode=subscribe&hub.challenge=1',
    'hub.mode=unsubscribe&hub.verify_token=sandbox-verify-token&hub.challenge=1',
    '',
  ]) {
    const wrong = await handshake(query)
    assert.equal(wrong.status, 403, query)
    assert.equal(((await wrong.json()) as { error: { key: string } }).error.key, 'WEBHOOK_NOT_VERIFIED')
  }
})

/** Rows of everything that a webhook can store. */
function storedCounts(): unknown {
  return ['inbound', 'orphan_statuses', 'unplaced', 'events', 'deliveries', 'conversations'].map(
    (table) => gateway.rows(`select count(*) as rows from ${table}`)[0]?.rows,
  )
}

test('promise 7: unsigned, wrongly signed or changed in transit: 401, and nothing stored', async () => {
  await quiet(gateway)
  const body = JSON.stringify(webhookOf([[{ messages: [textMessage('wamid.forged', 'ñ')] }]]))
  const reserialised = JSON.stringify(JSON.parse(body), null, 1)
  const before = storedCounts()
  const attempts: [string, string, string | null][] = [
    ['unsigned', body, null],
    ['an empty signature', body, ''],
    ["another app's secret", body, metaSignature(body, 'the secret of an app that nobody has')],
    ['the signature of other bytes', body, metaSignature(`${body} `)],
    ['the same JSON in other bytes', reserialised, metaSignature(body)],
    ['the old SHA-1 form', body, `sha1=${createHmac('sha1', 'sandbox-app-secret').update(body).digest('hex')}`],
    ['half a signature', body, metaSignature(body).slice(0, 40)],
  ]
  for (const [what, sent, signature] of attempts) {
    const answer = await postWebhook(gateway, sent, signature)
    assert.deepEqual([answer.status, answer.body], [401, { message: 'Authentication failed' }], what)
  }
  assert.deepEqual(storedCounts(), before)
})

test("promise 7: the signature of one bot's app is not valid for another's number", async () => {
  const channel = {
    graphUrl: gateway.sandboxUrl,
    phoneNumberId: '100000000000002',
    wabaId: '200000000000002',
    accessToken: 'token',
    appSecret: 'the secret of the other app',
    verifyToken: 'other-verify-token',
  }
  const made = await gateway.manage('POST', '/manage/v1/bots', { id: 'other', name: 'Other', channel })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const body = JSON.stringify(webhookOf([[{ messages: [textMessage('wamid.foreign', 'hola')] }]]))
  await postWebhook(gateway, body, metaSignature(body, channel.appSecret))
  const stored = (table: string) => gateway.rows(`select * from ${table} where wamid = 'wamid.foreign'`).length
  assert.equal(stored('inbound'), 0)
  assert.equal(gateway.rows("select * from events where body like '%wamid.foreign%'").length, 0)
})

test('promise 7: three entries of three changes of three messages and three statuses: 27 and 27', async () => {
  const count = (sql: string) => Number(gateway.rows(`select count(*) as n from ${sql}`)[0]?.n)
  const name = (...at: number[]) => `wamid.batch-${at.join('-')}`
  const three = [0, 1, 2]
  const entries = three.map((entry) =>
    three.map((change) => ({
      messages: three.map((n) => textMessage(name(entry, change, n), `${entry}${change}${n}`, `59398000000${n}`)),
      statuses: three.map((n) => statusOf(name(entry, change, n, 9), 'delivered')),
    })),
  )
  const answer = await postWebhook(gateway, JSON.stringify(webhookOf(entries)))
  assert.equal(answer.status, 200)
  assert.equal(count("inbound where wamid like 'wamid.batch-%'"), 27)
  assert.equal(count("orphan_statuses where wamid like 'wamid.batch-%'"), 27)
  const ours = ({ body }: Received) => String(body.wamid).startsWith('wamid.batch-')
  const reported = (await receiver.until((all) => all.filter(ours).length >= 27)).filter(ours)
  for (const n of three) {
    const texts = reported
      .filter(({ body }) => body.userId === `59398000000${n}`)
      .map(({ body }) => (body.bubble as Bubble).text)
    assert.deepEqual(
      texts,
      three.flatMap((entry) => three.map((change) => `${entry}${change}${n}`)),
    )
  }
})

test('promise 7: one webhook posted twenty times at once: one message, one event', async () => {
  const body = JSON.stringify(webhookOf([[{ messages: [textMessage('wamid.twenty', 'una vez')] }]]))
  const answers = await Promise.all(Array.from({ length: 20 }, () => postWebhook(gateway, body)))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
  assert.equal(gateway.rows("select * from inbound where wamid = 'wamid.twenty'").length, 1)
  assert.equal(gateway.rows("select * from events where body like '%wamid.twenty%'").length, 1)
  await eventOf('wamid.twenty')
})

test('promise 7: an unreadable part does not affect its neighbours', async () => {
  const body = JSON.stringify(
    webhookOf([[{ messages: [textMessage('wamid.before', '1'), { id: 7 }, textMessage('wamid.behind', '2')] }]]),
  )
  assert.equal((await postWebhook(gateway, body)).status, 200)
  await eventOf('wamid.before')
  await eventOf('wamid.behind')
})

test('a body of 2.9 MB is accepted, one over 3 MB is not', async () => {
  const padded = (id: string, bytes: number) => {
    const webhook = webhookOf([[{ messages: [textMessage(id, 'grande')] }]])
    return JSON.stringify({ ...webhook, pad: 'x'.repeat(bytes) })
  }
  assert.equal((await postWebhook(gateway, padded('wamid.large', 2_900_000))).status, 200)
  await eventOf('wamid.large')
  const refused = await postWebhook(gateway, padded('wamid.larger', 3 * 1_048_576))
  assert.deepEqual([refused.status, (refused.body.error as { key: string }).key], [413, 'BODY_TOO_LARGE'])
  assert.equal(gateway.rows("select * from inbound where wamid = 'wamid.larger'").length, 0)
})

test('template and account changes are stored as events', async () => {
  const events = ['template_status', 'template_quality', 'account']
  await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', { url: `${receiver.url}/changes`, events })
  const change = (field: string, value: object) => ({ field, value })
  const template = { message_template_id: 1, message_template_name: 'demo_plain', message_template_language: 'es' }
  const changes = [
    change('message_template_status_update', { ...template, event: 'PAUSED', reason: 'NONE' }),
    change('message_template_quality_update', {
      ...template,
      previous_quality_score: 'GREEN',
      new_quality_score: 'RED',
    }),
    change('account_update', { event: 'ACCOUNT_RESTRICTION' }),
  ]
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: sandboxNumber.wabaId, time: 1_700_000_000, changes }],
  }
  assert.equal((await postWebhook(gateway, JSON.stringify(body))).status, 200)
  const ours = ({ path }: Received) => path === '/changes'
  const reported = (await receiver.until((all) => all.filter(ours).length === 3)).filter(ours)
  // The account is another line than the template.
  assert.deepEqual(reported.map(({ body }) => body.event).toSorted(), events.toSorted())
  const hsm = { elementName: 'demo_plain', parameters: [], destinations: [person] }
  const refused = await gateway.call('POST', '/v2/whatsapp/demo/hsm', hsm)
  assert.equal(refused.status, 400)
  const [documented, detail] = refused.body.message as string[]
  assert.equal(documented, 'Template does not exist')
  assert.match(String(detail), /PAUSED/)
})
