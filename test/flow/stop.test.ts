/** How a gateway ends: what has begun is finished, nothing stays claimed or open, and nobody can hold it up. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { eventually, type Gateway, idsOf, person, startGateway } from '../support/gateway.ts'
import { startReceiver } from '../support/receiver.ts'

const send = (gateway: Gateway, text: string, userId = person) =>
  gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text, userId })

const count = (gateway: Gateway, sql: string) => Number(gateway.rows(`select count(*) as n from ${sql}`)[0]?.n)

/** What keeps this process alive. */
const resources = () => process.getActiveResourcesInfo().toSorted()

/** A status that comes before the answer would tell what became of a message. */
const withholdStatuses = (gateway: Gateway) => gateway.control('POST', '/_sandbox/disorder', { delayMs: 60_000 })

async function stopMs(gateway: Gateway): Promise<number> {
  const startedAt = performance.now()
  await gateway.app.stop()
  return performance.now() - startedAt
}

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

test('a start that fails because its port is taken leaves nothing behind either, and the folder is free', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const before = resources()
  const address = other.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  await assert.rejects(startGateway({ RECADO_PORT: port }), /EADDRINUSE/)
  await eventually(() => resources().length <= before.length, `${resources()} and no more than ${before}`)
  other.close()
})

test('clients that go on sending over open connections cannot hold up the stop, and what was answered 200 is stored', async () => {
  await using gateway = await startGateway()
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
  assert.ok((await stopMs(gateway)) < 5_000)
  await Promise.all(clients)
  const stored = new Set(gateway.rows('select id from messages').map(({ id }) => id))
  assert.deepEqual(
    acknowledged.filter((id) => !stored.has(id)),
    [],
  )
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
})

test('what is in the air is waited for', async () => {
  await using gateway = await startGateway()
  await withholdStatuses(gateway)
  await gateway.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 800, times: 3 })
  for (const n of [1, 2, 3]) await send(gateway, 'en el aire', `59393100000${n}`)
  await eventually(() => count(gateway, 'messages where lease is not null') === 3, 'three are in the air')
  await gateway.app.stop()
  assert.equal(count(gateway, "messages where state = 'sent' or state = 'delivered' or state = 'failed'"), 3)
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
})

test('a WhatsApp and a webhook that hang are waited for only so long, and what hangs stays known as unknown', async () => {
  await using receiver = await startReceiver()
  await using gateway = await startGateway({ RECADO_STOP_TIMEOUT_MS: '500' })
  receiver.answer(() => {})
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: receiver.url })
  await gateway.control('POST', '/_sandbox/inbound', { from: person, type: 'text', text: 'hola' })
  await receiver.until((all) => all.length > 0)
  await withholdStatuses(gateway)
  await gateway.control('POST', '/_sandbox/faults', { kind: 'delay', delayMs: 60_000, times: 1 })
  await send(gateway, 'colgado', '593932000001')
  await eventually(() => count(gateway, 'messages where lease is not null') === 1, 'one hangs')
  assert.ok((await stopMs(gateway)) < 5_000)
  assert.equal(count(gateway, 'messages where lease is not null'), 0)
  assert.equal(count(gateway, "messages where state = 'sending' and reconcile_at is not null"), 1)
  assert.ok(count(gateway, "deliveries where state = 'waiting'") >= 1)
})
