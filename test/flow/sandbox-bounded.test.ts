/** The sandbox's memory stays bounded for any number of messages: the short form of `npm run bench:sandbox`. */
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createRequestLog } from '../../sandbox/control/request-log.ts'
import { createPeople } from '../../sandbox/people.ts'
import { createMeter } from '../../sandbox/rules/pace.ts'
import { handleMessage } from '../../sandbox/send.ts'
import { startSandbox } from '../../sandbox/server.ts'
import { createWebhookLog } from '../../sandbox/webhooks/log.ts'

test('twenty thousand messages leave the last ones and nothing else', async () => {
  let left = 20_000
  const { promise: allCame, resolve } = Promise.withResolvers<void>()
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.end()
      left -=
        Buffer.concat(chunks)
          .toString('latin1')
          .match(/"status":"failed"/g)?.length ?? 0
      if (left === 0) resolve()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  const sandbox = await startSandbox({
    host: '127.0.0.1',
    port: 0,
    historyLimit: 500,
    logLevel: 'silent',
    statusDelayMs: { sent: 0, delivered: 0, read: 0 },
    rules: { throughput: false },
    subscription: { url, verifyToken: 'v' },
  })
  const { world } = sandbox
  world.setDisorder({ shuffle: false, duplicate: 0, batch: 20, delayMs: 0 })
  const [phoneNumber] = world.numbers.values()
  assert.ok(phoneNumber)
  for (let n = 0; n < 20_000; n++) {
    // No person has written: each message has one status, failed.
    const to = `+5939${10_000_000 + n}`
    const body = JSON.stringify({ messaging_product: 'whatsapp', to, text: { body: `${n}` }, type: 'text' })
    assert.equal(handleMessage(world, { phoneNumber, body }).kind, 'answer')
    if (n % 500 === 0) await new Promise((turn) => setImmediate(turn))
  }
  await allCame
  const stats = JSON.parse(await (await fetch(`${sandbox.url}/_sandbox/stats`)).text())
  assert.deepEqual([stats.accepted, stats.history, stats.people], [20_000, 500, 0])
  const { inFlight: _last, ...pending } = stats.pending
  assert.deepEqual(
    Object.values(pending).filter((count) => count !== 0),
    [],
  )
  assert.ok(stats.log.webhooks <= 2_000)
  const retained = world.history.all()
  assert.deepEqual([retained.length, retained[0]?.seq, retained.at(-1)?.seq], [500, 19_501, 20_000])
  assert.equal(world.history.byWamid(retained[0]?.wamid ?? ''), retained[0])
  await sandbox.stop()
  receiver.closeAllConnections()
  receiver.close()
})

test('the logs keep the last two thousand and cut long bodies', () => {
  const requests = createRequestLog()
  const request = { at: 1, method: 'POST', url: '/1/messages', headers: {}, statusCode: 200 }
  for (let n = 0; n < 5_000; n++) requests.add({ ...request, body: 'x'.repeat(n === 4_999 ? 100_000 : 1) })
  const retained = requests.select({ since: 0, limit: 10_000 })
  assert.deepEqual([retained.length, retained[0]?.id, retained.at(-1)?.body.length], [2_000, 3_001, 16_384])
  const webhooks = createWebhookLog()
  const delivery = { updates: [], at: 1, firstAt: 1, attempts: 0, statusCode: 200, url: undefined }
  for (let id = 1; id <= 5_000; id++) webhooks.add({ ...delivery, id, body: '' })
  assert.equal(webhooks.size(), 2_000)
  for (let id = 5_001; id <= 5_100; id++) webhooks.add({ ...delivery, id, body: 'x'.repeat(1_048_576) })
  assert.equal(webhooks.size(), 16)
})

test('people and pace meters forget the oldest', () => {
  const people = createPeople()
  for (let n = 0; n < 250_000; n++) {
    people.put(`${n}`, { name: 'a' })
    people.openWindow('1', `${n}`, n)
  }
  assert.ok(people.all().length <= 200_000 && people.windows().length <= 200_000)
  assert.ok(people.get('249999') !== undefined && people.get('0') === undefined)
  const meter = createMeter()
  // A message a millisecond, each to another person: after 6 s a pair's meter is empty.
  for (let n = 0; n < 500_000; n++) meter.admit(`1 ${n}`, n, { intervalMs: 6_000, burst: 45 })
  assert.ok(meter.entries().length <= 50_001, String(meter.entries().length))
})
