/**
 * A whole gateway on PostgreSQL, as `npm start` would run it with RECADO_DATABASE_URL: from the API to the phone, back,
 * and to a webhook.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { eventually, person, startGateway } from '../support/gateway.ts'
import { asked, freeDatabase } from '../support/postgres-store.ts'
import { startReceiver } from '../support/receiver.ts'

test('a message goes out, its answer comes in, and a webhook gets both', async () => {
  await using gateway = await startGateway({ RECADO_DATABASE_URL: await freeDatabase() })
  await using receiver = await startReceiver()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
  const sent = await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'hola', userId: person })
  assert.equal(sent.status, 200)
  const [message] = await gateway.phoneUntil((messages) => messages.length === 1)
  assert.deepEqual((message?.body.text as { body: string }).body, 'hola')
  await gateway.simulateInbound({ type: 'text', text: 'buenas' })
  const reported = await receiver.until((received) =>
    received.some(({ body }) => body.userId === person && 'bubble' in body),
  )
  assert.ok(reported.length > 0)
})

test('a template goes to several, and a restart on the same database continues', async () => {
  const url = await freeDatabase()
  const env = { RECADO_DATABASE_URL: url, RECADO_SECRET_KEY: 'a-key-only-for-flow-tests' }
  const first = await startGateway(env)
  const sent = await first.call('POST', '/v2/whatsapp/demo/hsm', {
    elementName: 'demo_text',
    language: 'es',
    destinations: [person],
    parameters: ['Ana', '7'],
  })
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  await first.phoneUntil((messages) => messages.length === 1)
  await first[Symbol.asyncDispose]()
  await using second = await startGateway(env)
  const list = await second.call('GET', '/v1/external/messages/history/demo?limit=10')
  assert.equal(list.status, 200)
  assert.match(JSON.stringify(list.body), /demo_text/)
  const again = await second.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'otra', userId: person })
  assert.equal(again.status, 200)
  await second.phoneUntil((messages) => messages.length === 1)
})

test('a token mended at one of two gateways releases the messages that wait at the other', async () => {
  const env = { RECADO_DATABASE_URL: await freeDatabase(), RECADO_SECRET_KEY: 'a-key-only-for-flow-tests' }
  await using first = await startGateway(env)
  const client = { RECADO_CLIENT_ID: 'tester', RECADO_CLIENT_SECRET: 'a-secret-for-tests' }
  // Without the sandbox the demo's own client is deleted.
  const tester = { authorization: `Basic ${btoa('tester:a-secret-for-tests')}` }
  await using second = await startGateway({ ...env, ...client, RECADO_SANDBOX: 'off' })
  assert.deepEqual(
    (await first.app.store.ownBots()).map(({ id }) => id),
    ['demo'],
  )
  await first.control('PUT', '/_sandbox/tokens', { token: 'expired-token', state: 'expired' })
  await first.manage('PATCH', '/manage/v1/bots/demo', { channel: { accessToken: 'expired-token' } })
  const sent = await first.call(
    'POST',
    '/v1/bots/demo/messages',
    { type: 'text', text: 'hola', userId: person },
    tester,
  )
  assert.equal(sent.status, 200)
  const url = `/v1/bots/demo/messages/${sent.body.messageId}`
  await eventually(
    async () => JSON.stringify((await first.call('GET', url, undefined, tester)).body).includes('190'),
    'it was refused',
  )
  const mended = await second.manage('PATCH', '/manage/v1/bots/demo', { channel: { accessToken: 'a-good-token' } })
  assert.equal(mended.status, 200, JSON.stringify(mended.body))
  // By itself the lane rests for half a minute.
  await first.phoneUntil((messages) => messages.length === 1)
})

test('processes that share a database without a bucket log a warning, once', async () => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  const warned = () => lines.filter((line) => line.includes('RECADO_MEDIA_BUCKET_URL')).length
  const bucket = {
    RECADO_MEDIA_BUCKET_URL: 'https://bucket.example.com',
    RECADO_MEDIA_BUCKET_KEY_ID: 'key',
    RECADO_MEDIA_BUCKET_SECRET: 'a-secret',
  }
  await (await startGateway({}, { log }))[Symbol.asyncDispose]()
  await (await startGateway({ RECADO_DATABASE_URL: await freeDatabase(), ...bucket }, { log }))[Symbol.asyncDispose]()
  assert.equal(warned(), 0)
  await (await startGateway({ RECADO_DATABASE_URL: await freeDatabase() }, { log }))[Symbol.asyncDispose]()
  assert.equal(warned(), 1)
})

test('a database that may lose acknowledged writes is reported at the start, with the remedy', async () => {
  const url = await freeDatabase()
  await asked(
    url,
    `do $$ begin execute format('alter database %I set synchronous_commit = local', current_database()); end $$`,
  )
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) })
  await (await startGateway({ RECADO_DATABASE_URL: url }, { log }))[Symbol.asyncDispose]()
  await asked(
    url,
    `do $$ begin execute format('alter database %I reset synchronous_commit', current_database()); end $$`,
  )
  assert.equal(lines.filter((line) => /synchronous_commit is local at the database: set it to on/.test(line)).length, 1)
})

test('work whose notice was lost is found by the poll', async () => {
  const url = await freeDatabase()
  await using gateway = await startGateway({ RECADO_DATABASE_URL: url })
  await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'told', userId: person })
  await gateway.phoneUntil((messages) => messages.length === 1)
  const now = Date.now()
  await asked(
    url,
    `insert into messages (id, bot_id, user_id, kind, content, state, accepted_at, due_at)
     select 'msg_untold', bot_id, user_id, kind, content, 'queued', ${now}, ${now} from messages limit 1`,
  )
  await gateway.phoneUntil((messages) => messages.length === 2)
})
