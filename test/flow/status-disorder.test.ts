/**
 * Promise 6: in whatever order Meta's statuses come (shuffled, doubled, in batches), the states only move forward, and
 * each is reported once.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Gateway, idsOf, quiet, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

const steps = ['delivered_channel', 'delivered_user', 'read']

for (const seed of [1, 2, 3]) {
  test(`promise 6: 60 messages under disorder, seed ${seed}: states only move forward`, async () => {
    await using receiver = await startReceiver()
    const sandbox = { seed, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 20, read: 40 } }
    await using gateway = await startGateway({}, { sandbox })
    await subscribe(gateway, receiver)
    const disorder = await gateway.control('POST', '/_sandbox/disorder', {
      shuffle: true,
      duplicate: 0.3,
      batch: 5,
      delayMs: 100,
    })
    assert.equal(disorder.status, 200)

    const ids = await sendSixty(gateway)
    const isRead = ({ body }: Received) => body.event === 'read'
    const received = await receiver.until((all) => all.filter(isRead).length >= ids.length)
    const reported = Map.groupBy(received, ({ body }) => String(body.messageId))
    for (const id of ids)
      assert.deepEqual(
        reported.get(id)?.map(({ body }) => body.event),
        steps,
        id,
      )
    for (const { body } of received) {
      const instants = [body.createdAt, body.deliveryChannelAt, body.deliveryUserAt, body.readAt].filter(
        (at) => at !== null,
      )
      assert.ok(instants.length >= steps.indexOf(String(body.event)) + 2, `${body.event} has its instants`)
    }
    const states = gateway.rows('select state, count(*) as n from messages group by state').map((row) => ({ ...row }))
    assert.deepEqual(states, [{ state: 'read', n: 60 }])
    await doublesAreSilent(gateway, receiver)
  })
}

async function subscribe(gateway: Gateway, receiver: Receiver): Promise<void> {
  const webhooks = [{ url: receiver.url, events: [...steps, 'failed'] }]
  assert.equal((await gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })).status, 200)
}

/** Two messages to each of ten people, half of them templates, three times. */
async function sendSixty(gateway: Gateway): Promise<string[]> {
  const users = Array.from({ length: 10 }, (_, n) => `59395100${String(n).padStart(4, '0')}`)
  const ids: string[] = []
  for (let round = 0; round < 3; round++) {
    const hsm = { elementName: 'demo_plain', parameters: [], destinations: users }
    ids.push(...idsOf(await gateway.call('POST', '/v2/whatsapp/demo/hsm', hsm)))
    const sent = users.map((userId) =>
      gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'hola', userId }),
    )
    ids.push(...(await Promise.all(sent)).flatMap(idsOf))
  }
  assert.equal(new Set(ids).size, 60)
  return ids
}

/** Statuses still in transit when all messages are read are repetitions, and cause no event. */
async function doublesAreSilent(gateway: Gateway, receiver: Receiver): Promise<void> {
  await quiet(gateway)
  await gateway.control('POST', '/_sandbox/disorder', {})
  const [last = ''] = idsOf(
    await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', text: 'fin', userId: '593951000000' }),
  )
  await receiver.first(({ body }) => body.messageId === last && body.event === 'read')
  assert.equal(receiver.received.length, 61 * steps.length)
  const events = gateway.rows(
    "select count(*) as n from events where type in ('delivered_channel', 'delivered_user', 'read')",
  )
  assert.equal(events[0]?.n, 61 * steps.length)
}
