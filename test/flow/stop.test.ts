/** The end of a gateway: work that has begun is finished, nothing stays claimed or open, and no client can delay it. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { startReceiver } from '../support/receiver.ts'

const send = (gateway: Gateway, text: string, userId = person) =>
  gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text, userId })

const count = (gateway: Gateway, sql: string) => Number(gateway.rows(`select count(*) as n from ${sql}`)[0]?.n)

/** The resources that keep this process alive. */
const resources = () => process.getActiveResourcesInfo().toSorted()

/** A status that precedes the answer would settle the message. */
const withholdStatuses = (gateway: Gateway) => gateway.control('POST', '/_sandbox/disorder', { delayMs: 60_000 })

/** A WhatsApp that answers when the test says so. */
async function startHolding() {
  const held: (() => void)[] = []
  const server = createHttpServer((request, response) => {
    const answer = () => response.setHeader('content-type', 'application/json').end(accepted(held.length))
    request.resume().on('end', () => (request.method === 'POST' ? void held.push(answer) : response.end('{}')))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const accepted = (n: number) =>
  JSON.stringify({
    messaging_product: 'whatsapp',
    contacts: [],
    messages: [{ id: `wamid.${n}.${crypto.randomUUID()}` }],
  })

test('a stopped gateway leaves no handle, timer or connection behind', async () => {
  const warm = await startGateway()
  await warm[Symbol.asyncDispose]()
  const before = resources()
  const gateway = await startGateway()
  await using receiver = await startReceiver()
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
  await send(gateway, 'hola')
  await gateway.phoneUntil((messages) => messages.length === 1)
  await gateway[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
  await eventually(() => resources().length <= before.length, `${resources()} and no more than ${before}`)
})

test('a start that fails because its port is in use leaves nothing behind either, and the folder is free', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const before = resources()
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  await assert.rejects(startGateway({ RECADO_PORT: port }), /EADDRINUSE/)
  await eventually(() => resources().length <= before.length, `${resources()} and no more than ${before}`)
  other.close()
})

test('clients that keep sending over open connections cannot delay the stop, and every message answered 200 is stored', async () => {
  // A delayed stop would wait for all of this.
  await using gateway = await startGateway({ RECADO_STOP_TIMEOUT_MS: '600000' })
  const acknowledged: string[] = []
  const client = async () => {
    for (;;) {
      try {
        const answer = await send(gateway, 'otra')
        assert.equal(answer.status, 200)
        acknowledged.push(...idsOf(answer))
      } catch {
        return
      }
    }
  }
  const clients = Array.from({ length: 5 }, client)
  await eventually(() => acknowledged.length > 20, 'they are sending')
  await gateway.app.stop()
  await Promise.all(clients)
  const stored = new Set(gateway.rows('select id from messages').map(({ id }) => id))
  assert.deepEqual(
    acknowledged.filter((id) => !stored.has(id)),
    [],
  )
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
})

test('messages in flight are waited for', async () => {
  await using gateway = await startGateway({ RECADO_STOP_TIMEOUT_MS: '600000' })
  await using meta = await startHolding()
  const moved = await gateway.manage('PATCH', '/manage/v1/bots/demo', {
    channel: { graphUrl: meta.url, accessToken: 'another' },
  })
  assert.equal(moved.status, 200, JSON.stringify(moved.body))
  for (const n of [1, 2, 3]) await send(gateway, 'en el aire', `59393100000${n}`)
  await eventually(() => meta.held.length === 3, 'three are in the air')
  assert.equal(count(gateway, 'messages where lease is not null'), 3)
  let isStopped = false
  const stopping = gateway.app.stop().then(() => (isStopped = true))
  // It accepts no more requests: the stop has begun.
  await eventually(
    () =>
      fetch(`${gateway.url}/healthz`).then(
        () => false,
        () => true,
      ),
    'the door is closed',
  )
  assert.equal(isStopped, false)
  for (const answer of meta.held) answer()
  await stopping
  assert.equal(count(gateway, "messages where state = 'sent' or state = 'delivered' or state = 'failed'"), 3)
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
})

test('a WhatsApp and a webhook that hang are waited for only so long, and their messages stay recorded as unknown', async () => {
  await using receiver = await startReceiver()
  await using gateway = await startGateway({ RECADO_STOP_TIMEOUT_MS: '500' })
  receiver.answer(() => {})
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
  await gateway.simulateInbound({ type: 'text', text: 'hola' })
  await receiver.until((all) => all.length > 0)
  await withholdStatuses(gateway)
  await gateway.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 60_000, times: 1 })
  await send(gateway, 'colgado', '593932000001')
  await eventually(() => count(gateway, 'messages where lease is not null') === 1, 'one hangs')
  // Its outcome is unknown: the stop did not wait for the answer.
  await gateway.app.stop()
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
  assert.equal(count(gateway, "messages where state = 'sending' and reconcile_at is not null"), 1)
  assert.ok(count(gateway, "deliveries where state = 'waiting'") >= 1)
})
