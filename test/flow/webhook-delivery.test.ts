/**
 * Promises 8 and 9 with receivers that fail, hang, move, refuse and recover: every event arrives in the end, signed
 * with its one id, in order per user, and a slow receiver delays only itself. Days of waiting are jumps of the
 * gateway's clock.
 */
import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, before, test } from 'node:test'
import { eventually, type Gateway, idsOf, quiet, startGateway } from '../support/gateway.ts'
import { type Received, type Receiver, startReceiver } from '../support/receiver.ts'

let gateway: Gateway
let receiver: Receiver

type Respond = (received: Received, response: ServerResponse) => void
/** The receiver's answer on each path; elsewhere 200. */
const answers = new Map<string, Respond>()

before(async () => {
  receiver = await startReceiver()
  receiver.answer((received, response) => {
    const respond = answers.get(received.path)
    if (respond) respond(received, response)
    else response.end('ok')
  })
  const sandbox = { seed: 3, rules: { window: false }, statusDelayMs: { sent: 5, delivered: 10, read: 20 } }
  gateway = await startGateway({ RECADO_WEBHOOK_TIMEOUT_MS: '5000' }, { sandbox })
})

after(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await receiver?.[Symbol.asyncDispose]()
})

const lifeEvents = ['delivered_channel', 'delivered_user', 'read']

/** An endpoint of its own for a test; deleted with it. */
async function endpointAt(path: string, events: string[] = lifeEvents, auth?: object) {
  const made = await gateway.manage('POST', '/manage/v1/bots/demo/endpoints', {
    url: receiver.url + path,
    events,
    auth,
  })
  assert.equal(made.status, 201, JSON.stringify(made.body))
  const id = String(made.body.id)
  return {
    id,
    came: () => receiver.received.filter((one) => one.path === path),
    async [Symbol.asyncDispose]() {
      await gateway.manage('DELETE', `/manage/v1/bots/demo/endpoints/${id}`)
      answers.delete(path)
    },
  }
}

async function send(userId: string): Promise<string> {
  const body = { type: 'text', userId, text: 'hola' }
  const [id = ''] = idsOf(await gateway.call('POST', '/v1/bots/demo/messages', body))
  return id
}

/** The ids of a message's events so far; all three when Meta has reported everything. */
const eventIds = (messageId: string) =>
  gateway.rows('select id from events where message_id = ? order by seq', messageId).map(({ id }) => String(id))

const eventIdsOfUser = (userId: string) =>
  gateway.rows('select id from events where user_id = ? order by seq', userId).map(({ id }) => String(id))

const allReported = (messageIds: string[]) =>
  eventually(() => messageIds.every((id) => eventIds(id).length === 3), 'three events of each message')

const idOf = ({ body }: Received) => String(body.eventId)
const attemptOf = ({ headers }: Received) => Number(headers['x-recado-attempt'])

async function deliveryOf(messageId: string, endpointId: string) {
  const { body } = await gateway.call('GET', `/v1/bots/demo/messages/${messageId}`)
  const events = body.events as { deliveries: Delivery[] }[]
  return events[0]?.deliveries.find((delivery) => delivery.endpointId === endpointId)
}
type Attempt = { status: number; answer: string; startedAt: number }
type Delivery = { endpointId: string; state: string; dueAt?: number; attempts: Attempt[] }

/** The same numbers in [0, 1) on every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('promise 8: an endpoint that fails at random gets every event, in order per user, each under one id', async () => {
  await using endpoint = await endpointAt('/random')
  const random = seeded(42)
  const taken: Received[] = []
  const cut = new Set<Received>()
  answers.set('/random', (received, response) => {
    const chance = random()
    if (chance < 0.1) {
      cut.add(received)
      return response.destroy()
    }
    if (chance < 0.3) return response.writeHead(chance < 0.2 ? 500 : 404).end('no')
    taken.push(received)
    response.end('ok')
  })
  const users = Array.from({ length: 8 }, (_, n) => `59394100000${n}`)
  const ids: string[] = []
  for (let n = 0; n < 4; n++) ids.push(...(await Promise.all(users.map(send))))
  await allReported(ids)
  await eventually(() => {
    gateway.advance(60_000)
    return taken.length >= ids.length * 3
  }, 'every event was taken')
  for (const userId of users) {
    assert.deepEqual(taken.filter(({ body }) => body.userId === userId).map(idOf), eventIdsOfUser(userId))
  }
  for (const [eventId, attempts] of Map.groupBy(endpoint.came(), idOf)) {
    assert.equal(new Set(attempts.map(({ raw }) => raw)).size, 1, `${eventId} says the same each time`)
    assert.deepEqual(new Set(attempts.map(({ headers }) => headers['webhook-id'])), new Set([eventId]))
    // A request cut on a reused connection was posted once more, at once, under its own number.
    const counted = attempts.filter((one, at) => {
      const before = attempts[at - 1]
      return before === undefined || attemptOf(before) !== attemptOf(one) || !cut.has(before)
    })
    assert.deepEqual(
      counted.map(attemptOf),
      counted.map((_, index) => index + 1),
    )
  }
  assert.ok(endpoint.came().length > taken.length + 10, 'many have failed')
})

test('promise 8: an endpoint that hangs delays only itself', async () => {
  await quiet(gateway)
  await using slow = await endpointAt('/slow')
  await using fast = await endpointAt('/fast')
  const hanging: ServerResponse[] = []
  answers.set('/slow', (_received, response) => void hanging.push(response))
  const users = Array.from({ length: 40 }, (_, n) => `5939420000${String(n).padStart(2, '0')}`)
  const ids = await Promise.all(users.map(send))
  await receiver.until(() => fast.came().length === ids.length * 3)
  assert.equal(new Set(fast.came().map(idOf)).size, ids.length * 3)
  assert.ok(hanging.length > 0 && hanging.length <= 32, 'no more hang than may be in flight')
  assert.deepEqual(new Set(slow.came().map(({ body }) => body.event)), new Set(['delivered_channel']))
  answers.delete('/slow')
  for (const response of hanging) response.end('ok')
  await receiver.until(() => new Set(slow.came().map(idOf)).size === ids.length * 3)
})

test('promise 8: 410 disables an endpoint; resumed, it gets the waiting events', async () => {
  await quiet(gateway)
  await using removed = await endpointAt('/gone')
  await using witness = await endpointAt('/witness')
  answers.set('/gone', (_received, response) => response.writeHead(410).end('gone'))
  const first = await send('593943000001')
  const disabledAt = async () => {
    const { body } = await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')
    return (body.results as { id: string; disabledAt: string | null }[]).find(({ id }) => id === removed.id)?.disabledAt
  }
  const since = await eventually(async () => (await disabledAt()) ?? false, 'it is switched off')
  assert.match(since, /^\d{4}-/)
  const second = await send('593943000001')
  await allReported([first, second])
  await receiver.until(() => witness.came().length === 6)
  assert.equal(removed.came().length, 1, 'it is left alone')
  answers.delete('/gone')
  const resumed = await gateway.manage('POST', `/manage/v1/endpoints/${removed.id}/resume`)
  assert.deepEqual([resumed.status, resumed.body.disabledAt], [200, null])
  await receiver.until(() => removed.came().length === 7)
  assert.deepEqual(removed.came().slice(1).map(idOf), eventIdsOfUser('593943000001'))
})

test('429 with Retry-After: not before that; a redirect is not followed; both are stored with their answers', async (t) => {
  await using asking = await endpointAt('/asking', ['delivered_channel'])
  await using leading = await endpointAt('/leading', ['delivered_channel'])
  answers.set('/asking', (_received, response) => response.writeHead(429, { 'retry-after': '120' }).end('slow down'))
  answers.set('/leading', (_received, response) =>
    response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end('over there'),
  )
  // The clock stands still: due times follow Recado's clock alone.
  gateway.freeze()
  t.after(() => gateway.thaw())
  const id = await send('593944000001')
  const once = (endpointId: string) =>
    eventually(async () => {
      const delivery = await deliveryOf(id, endpointId)
      return delivery?.attempts.length === 1 && delivery
    }, 'one attempt')
  const [asked, led] = [await once(asking.id), await once(leading.id)]
  assert.deepEqual([asked.state, asked.attempts[0]?.status, asked.attempts[0]?.answer], ['waiting', 429, 'slow down'])
  const waitMs = Number(asked.dueAt) - Number(asked.attempts[0]?.startedAt)
  assert.ok(waitMs >= 120_000 && waitMs < 135_000, `due after ${waitMs} ms`)
  assert.deepEqual([led.state, led.attempts[0]?.status, led.attempts[0]?.answer], ['waiting', 307, 'over there'])
  answers.clear()
  gateway.advance(60_000)
  await receiver.until(() => leading.came().length === 2)
  assert.equal(asking.came().length, 1)
  gateway.advance(61_000)
  await receiver.until(() => asking.came().length === 2)
  assert.ok(!receiver.received.some(({ path }) => path === '/elsewhere'))
})

test('an address that changes between two attempts: the next one goes to the new address', async () => {
  const subscribe = (path: string) => {
    const webhooks = [{ url: receiver.url + path, events: ['delivered_channel'] }]
    return gateway.call('POST', '/v1/bots/demo/events/webhook', { webhooks })
  }
  const at = (path: string) => receiver.received.filter((one) => one.path === path)
  answers.set('/old', (_received, response) => response.writeHead(500).end())
  await subscribe('/old')
  const id = await send('593945000001')
  await eventually(() => eventIds(id).length > 0 && at('/old').length === 1, 'the old address was tried')
  await subscribe('/new')
  gateway.advance(6_000)
  await receiver.until(() => at('/new').length === 1)
  assert.deepEqual(
    at('/new').map((one) => [idOf(one), attemptOf(one)]),
    [[idOf(at('/old')[0] as Received), 2]],
  )
  const read = await gateway.call('GET', '/v1/bots/demo/events/webhook')
  assert.deepEqual(read.body.data, { delivered_channel: `${receiver.url}/new` })
})

test('an endpoint gets the events of its subscription, with its authentication', async () => {
  await quiet(gateway)
  await using reads = await endpointAt('/reads', ['read'], { type: 'bearer', token: 'canary-token' })
  await using failures = await endpointAt('/failures', ['failed', 'expired'], {
    type: 'api_key',
    header: 'X-Api-Key',
    value: 'canary-key',
  })
  await gateway.control('POST', '/_sandbox/faults', { kind: 'failLate', match: { to: '593946000002' } })
  const [good, bad] = [await send('593946000001'), await send('593946000002')]
  await receiver.until(() => reads.came().length === 1 && failures.came().length === 1)
  const [read] = reads.came()
  const [failed] = failures.came()
  assert.deepEqual(
    [read?.body.messageId, read?.body.event, read?.headers.authorization],
    [good, 'read', 'Bearer canary-token'],
  )
  assert.deepEqual(
    [failed?.body.messageId, failed?.body.event, failed?.headers['x-api-key']],
    [bad, 'failed', 'canary-key'],
  )
  assert.equal(read?.headers['x-recado-event'], 'read')
  const listed = JSON.stringify((await gateway.manage('GET', '/manage/v1/bots/demo/endpoints')).body)
  assert.ok(!listed.includes('canary-'), 'what it gave is not shown')
})

test('promise 8: a replayed range comes again under the same ids, and another range does not', async () => {
  await quiet(gateway)
  await using endpoint = await endpointAt('/replayed')
  const before = await send('593947000001')
  await receiver.until(() => endpoint.came().length === 3)
  gateway.advance(3_600_000)
  const from = gateway.now()
  const within = await send('593947000001')
  await receiver.until(() => endpoint.came().length === 6)
  gateway.advance(3_600_000)
  const replay = (range: object) => gateway.manage('POST', `/manage/v1/endpoints/${endpoint.id}/replay`, range)
  // Meta's own instants are the sandbox's, so a read status may precede its sending by our clock; ours decide.
  const answered = await replay({ from, to: gateway.now() })
  const again = gateway.rows('select id from events where message_id = ? and at >= ? order by seq', within, from)
  assert.deepEqual(answered.body, { replayed: again.length, isComplete: true })
  await receiver.until(() => endpoint.came().length === 6 + again.length)
  const ids = endpoint.came().slice(6).map(idOf)
  assert.deepEqual(
    ids,
    again.map(({ id }) => id),
  )
  assert.ok(ids.length > 0 && eventIds(before).every((id) => !ids.includes(id)))
})

test('promise 9: every reached state has its event, and every event its state', async () => {
  await quiet(gateway)
  const [messages] = gateway.rows(
    `select count(sent_at) as delivered_channel, count(delivered_at) as delivered_user, count(read_at) as read,
       sum(state = 'failed') as failed from messages`,
  )
  const events = gateway.rows(
    'select type, count(*) as n from events where message_id in (select id from messages) group by type',
  )
  assert.deepEqual(Object.fromEntries(events.map(({ type, n }) => [type, n])), { ...messages })
})
