/**
 * Promise 8 where an endpoint takes several events in one post: all of them arrive, in order per person, signed as one,
 * and a refusal repeats all. Another endpoint beside it gets them one by one.
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { eventually, type Gateway, idsOf, quiet, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver
let secret: string

type Respond = (received: Received, response: ServerResponse) => void
const answers = new Map<string, Respond>()

before(async () => {
  receiver = await startReceiver()
  receiver.answer((received, response) => {
    const respond = answers.get(received.path)
    if (respond) respond(received, response)
    else response.end('ok')
  })
  const sandbox = {
    seed: 3,
    rules: { window: false, pairRate: false },
    statusDelayMs: { sent: 5, delivered: 10, read: 20 },
  }
  gateway = await startGateway({ RECADO_WEBHOOK_TIMEOUT_MS: '60000' }, { sandbox })
  const { body } = await gateway.manage('POST', '/manage/v1/bots/demo/webhook-secret', {})
  secret = String(body.webhookSecret)
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const lifeEvents = ['delivered_channel', 'delivered_user', 'read']

async function endpointAt(path: string, changes: object = { batch: true }) {
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', {
    url: receiver.url + path,
    events: lifeEvents,
    ...changes,
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const id = String(made.body.id)
  const came = () => receiver.received.filter((one) => one.path === path)
  return {
    id,
    came,
    events: () => came().flatMap(eventsIn),
    turn: (act: 'pause' | 'resume') => gateway.manage('POST', `/manage/v1/endpoints/${id}/${act}`),
    change: (change: object) => gateway.manage('PATCH', `/manage/v1/endpoints/${id}`, change),
    async [Symbol.asyncDispose]() {
      await gateway.manage('DELETE', `/manage/v1/bots/demo/endpoints/${id}`)
      answers.delete(path)
    },
  }
}

type Event = { eventId: string; userId: string; event: string; messageId: string }
const eventsIn = ({ body }: Received) => [body].flat() as unknown as Event[]
const idsIn = (events: readonly Event[]) => events.map(({ eventId }) => eventId)

async function send(userId: string): Promise<string> {
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', { type: 'text', userId, text: 'hola' }))
  return id
}

const eventIdsOfUser = (userId: string) =>
  gateway.rows('select id from events where user_id = ? order by seq', userId).map(({ id }) => String(id))

const storedEvents = (messageIds: readonly string[]) =>
  messageIds.reduce((sum, id) => sum + gateway.rows('select id from events where message_id = ?', id).length, 0)

const allReported = (messageIds: readonly string[]) =>
  eventually(() => storedEvents(messageIds) === 3 * messageIds.length, 'three events of each message')

/** Answers later, so that events gather. */
function held(path: string, respond: Respond = (_received, response) => response.end('ok')) {
  const open: [Received, ServerResponse][] = []
  answers.set(path, (received, response) => void open.push([received, response]))
  return {
    open,
    release() {
      answers.set(path, respond)
      for (const [received, response] of open.splice(0)) respond(received, response)
    },
  }
}

test('promise 8: what gathers comes in few posts, each signed over all of it, in order per person', async () => {
  await using batched = await endpointAt('/batched')
  await using single = await endpointAt('/single', {})
  const gate = held('/batched')
  await batched.turn('pause')
  const users = Array.from({ length: 60 }, (_, n) => `5939510000${String(n).padStart(2, '0')}`)
  const ids = (await Promise.all([...users, ...users].map(send))).filter(Boolean)
  await allReported(ids)
  await batched.turn('resume')
  await receiver.until(() => gate.open.length === 1)
  // Every person has an event in it, so that nothing else may go meanwhile.
  assert.equal(eventsIn(gate.open[0]?.[0] as Received).length, 100)
  gate.release()
  const wanted = ids.length * 3
  await receiver.until(() => batched.events().length === wanted && single.came().length === wanted)
  assert.ok(batched.came().length <= 12, `${batched.came().length} posts`)
  for (const userId of users) {
    const its = batched.events().filter((one) => one.userId === userId)
    assert.deepEqual(idsIn(its), eventIdsOfUser(userId))
  }
  for (const { body, raw, bytes, headers } of batched.came()) {
    assert.ok(Array.isArray(body))
    assert.ok(body.length <= 100 && bytes.length <= 1_000_000)
    assert.deepEqual([headers['x-recado-event'], headers['x-recado-batch']], ['batch', String(body.length)])
    assert.match(String(headers['webhook-id']), /^bat_/)
    new Webhook(secret).verify(raw, headers as Record<string, string>)
    assert.equal(headers['x-jelou-signature'], `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`)
  }
  assert.ok(single.came().every(({ body, headers }) => !Array.isArray(body) && headers['x-recado-batch'] === undefined))
  const bodies = new Map(single.came().map(({ body, raw }) => [String(body.eventId), raw]))
  for (const one of batched.came().flatMap(eventsIn)) assert.equal(JSON.stringify(one), bodies.get(one.eventId))
})

test('promise 8: a refusal repeats all; the timeline says how many went together; metrics count events and posts', async () => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/refusing', { batch: true, events: ['delivered_channel', 'read'] })
  const gate = held('/refusing', (_received, response) => response.writeHead(500).end('not now'))
  const first = await send('593952000001')
  await receiver.until(() => endpoint.came().length === 1)
  const ids = [first, ...(await Promise.all(['593952000002', '593952000003', '593952000001'].map(send)))]
  await allReported(ids)
  gate.release()
  const everything = () => new Set(idsIn(endpoint.events())).size === 8
  await eventually(() => {
    gateway.advance(6_000)
    return everything()
  }, 'everything was refused')
  answers.delete('/refusing')
  const before = endpoint.came().length
  await eventually(() => {
    gateway.advance(60_000)
    return new Set(idsIn(endpoint.came().slice(before).flatMap(eventsIn))).size === 8
  }, 'everything arrives')
  const taken = endpoint.came().slice(before)
  assert.ok(taken.length < 8, 'several went together again')
  const ofFirst = taken.flatMap(eventsIn).filter(({ userId }) => userId === '593952000001')
  const kinds = ['delivered_channel', 'read']
  const stored = gateway.rows(`select id, type from events where user_id = ? order by seq`, '593952000001')
  assert.deepEqual(
    [...new Set(idsIn(ofFirst))],
    stored.filter(({ type }) => kinds.includes(String(type))).map(({ id }) => id),
  )
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${ids[1]}`)
  type Told = { type: string; deliveries: { endpointId: string; state: string; attempts: { batch?: number }[] }[] }
  const told = (body.events as Told[])
    .flatMap(({ deliveries }) => deliveries)
    .find((one) => one.endpointId === endpoint.id)
  assert.equal(told?.state, 'delivered')
  assert.ok(told.attempts.length > 1 && told.attempts.every(({ batch = 0 }) => batch >= 1))
  const { text } = (await gateway.call('GET', '/metrics')).body
  const posts = Number(
    new RegExp(`recado_endpoint_posts_total\\{bot="demo",endpoint="${endpoint.id}"\\} (\\d+)`).exec(String(text))?.[1],
  )
  assert.equal(posts, endpoint.came().length)
})

test('an endpoint is switched while it works: from then on its posts have the other form, and nothing is lost', async () => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/switched', {})
  const users = Array.from({ length: 6 }, (_, n) => `59395300000${n}`)
  const first = await Promise.all(users.map(send))
  await allReported(first)
  await receiver.until(() => endpoint.came().length === 18)
  assert.ok(endpoint.came().every(({ body }) => !Array.isArray(body)))
  const on = await endpoint.change({ batch: true })
  assert.deepEqual([on.status, on.body.batch], [200, true])
  await allReported(await Promise.all(users.map(send)))
  await receiver.until(() => endpoint.events().length === 36)
  assert.ok(
    endpoint
      .came()
      .slice(18)
      .every(({ body }) => Array.isArray(body)),
  )
  const count = endpoint.came().length
  const off = await endpoint.change({ batch: null })
  assert.equal(off.body.batch, false)
  await allReported(await Promise.all(users.map(send)))
  await receiver.until(() => endpoint.events().length === 54)
  assert.ok(
    endpoint
      .came()
      .slice(count)
      .every(({ body }) => !Array.isArray(body)),
  )
  assert.equal(new Set(idsIn(endpoint.events())).size, 54)
})

test('410 to a batch: all of it waits, and comes when the endpoint is resumed; a test event is a batch of one', async () => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/gone')
  const gate = held('/gone', (_received, response) => response.writeHead(410).end())
  const ids = await Promise.all(['593954000001', '593954000002', '593954000001'].map(send))
  await allReported(ids)
  gate.release()
  await eventually(
    async () => (await gateway.manage('GET', `/manage/v1/endpoints/${endpoint.id}`)).body.disabledReason === 'gone',
    'it is switched off',
  )
  answers.delete('/gone')
  const before = endpoint.came().length
  const tested = await gateway.manage('POST', `/manage/v1/endpoints/${endpoint.id}/test`)
  assert.equal(tested.body.isDelivered, true)
  const [test] = endpoint.came().slice(before)
  assert.deepEqual(
    [test?.headers['x-recado-batch'], eventsIn(test as Received).map(({ event }) => event)],
    ['1', ['endpoint_test']],
  )
  await gateway.manage('POST', `/manage/v1/endpoints/${endpoint.id}/resume`)
  await receiver.until(
    () =>
      new Set(
        idsIn(
          endpoint
            .came()
            .slice(before + 1)
            .flatMap(eventsIn),
        ),
      ).size === 9,
  )
})

test('large events: a post has a megabyte at most, and all arrive', async () => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/large', { batch: true, events: ['message'] })
  await endpoint.turn('pause')
  const writes = (from: string, text: string) =>
    gateway.control('POST', '/_sandbox/inbound', { from, type: 'text', text })
  const users = Array.from({ length: 30 }, (_, n) => `5939550000${String(n).padStart(2, '0')}`)
  // Of a person's text WhatsApp takes 4,096 characters, of which one may have many bytes.
  for (const from of users) for (let n = 0; n < 4; n++) await writes(from, '漢'.repeat(4_000))
  await eventually(
    () => gateway.rows(`select id from events where type = 'message' and user_id like '5939550000%'`).length === 120,
    'all of them came',
  )
  await endpoint.turn('resume')
  await receiver.until(() => endpoint.events().length === 120)
  assert.ok(endpoint.came().some(({ bytes }) => bytes.length > 500_000))
  assert.ok(endpoint.came().every(({ bytes }) => bytes.length <= 1_000_000))
  for (const userId of users)
    assert.deepEqual(idsIn(endpoint.events().filter((one) => one.userId === userId)), eventIdsOfUser(userId))
})

test('the registration of the compatible API asks for batches too, and is one event each without', async () => {
  const listed = async () => (await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')).body.results as Listed[]
  type Listed = { url: string; batch: boolean; door: string }
  const batchOf = async (url: string) => (await listed()).find((one) => one.url === url)?.batch
  const [hook, events] = [`${receiver.url}/hook`, `${receiver.url}/events`]
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: hook })
  await gateway.call('POST', '/v1/bots/demo/events/webhook', {
    webhooks: [{ url: events, events: ['read'], batch: true }],
  })
  assert.deepEqual([await batchOf(hook), await batchOf(events)], [false, true])
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: hook, batch: true })
  await gateway.call('POST', '/v1/bots/demo/events/webhook', {
    webhooks: [{ url: events, events: ['read'], batch: null }],
  })
  assert.deepEqual([await batchOf(hook), await batchOf(events)], [true, false])
  await gateway.call('POST', '/v1/bots/demo/webhook', { webhookUrl: hook })
  assert.equal(await batchOf(hook), true, 'what is left out stays')
})
