/** One attempt of a delivery against a real local endpoint: the request, what is stored, and the decision. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { createGuardedAgent } from '../../src/egress/guard.ts'
import { guardedRequest, type RequestInput } from '../../src/egress/request.ts'
import type { Bot, Endpoint, EndpointAuth } from '../../src/model/bot/bot.ts'
import type { Delivery, DeliveryAttempt, DeliveryDecision } from '../../src/store/deliveries/records.ts'
import { type DeliverDeps, deliver as deliverAll } from '../../src/webhooks/deliver.ts'

type Received = { headers: http.IncomingHttpHeaders; body: string }

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const bot: Bot = {
  id: 'demo',
  name: 'demo',
  channel: {
    graphUrl: '',
    graphVersion: '',
    phoneNumberId: '',
    wabaId: '',
    accessToken: '',
    appSecret: '',
    verifyToken: '',
  },
  messagesPerSecond: 80,
  locale: 'es',
  mediaProbe: false,
  sessionEvents: false,
  webhookSecret: secret,
  createdAt: 0,
  updatedAt: 0,
}

const delivery: Delivery = {
  seq: 7,
  endpointId: 'ep_1',
  botId: 'demo',
  userId: '593987654321',
  eventId: 'evt_1',
  type: 'message',
  body: JSON.stringify({ text: 'canary-body ¡Olá! 👋' }),
  createdAt: Date.now(),
  attempt: 1,
}

const allow = parseAllowList('127.0.0.1')
const agent = createGuardedAgent(allow)
let respond: http.RequestListener
let received: Received[]
const server = http.createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  received.push({ headers: request.headers, body })
  respond(request, response)
})

before(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
beforeEach(() => {
  received = []
  respond = (_, response) => response.end('ok')
})
after(async () => {
  await agent.destroy()
  server.close()
})

function urlOf(path: string): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`
}

type Settled = { attempt: DeliveryAttempt; decision: DeliveryDecision; now: number }
type World = { deps: DeliverDeps; settled: Settled[]; logged: unknown[]; asked: RequestInput[]; endpoints: Endpoint[] }

/** A store in memory with the demo bot and one endpoint, and everything that was settled. */
function world(change: Partial<Endpoint> = {}, timeoutMs = 5_000): World {
  const settled: Settled[] = []
  const logged: unknown[] = []
  const asked: RequestInput[] = []
  const endpoints: Endpoint[] = [
    { id: 'ep_1', botId: 'demo', url: urlOf('/hook'), events: ['message'], createdAt: 0, ...change },
  ]
  const note = (facts: object, text: string) => void logged.push(facts, text)
  const deps: DeliverDeps = {
    request: (input) => {
      asked.push(input)
      return guardedRequest({ agent, allow }, input)
    },
    store: {
      endpoint: async (id) => endpoints.find((endpoint) => endpoint.id === id),
      bot: async (id) => (id === bot.id ? bot : undefined),
      leavingBot: async () => undefined,
      async settleDeliveries(ended, now) {
        for (const { attempt, decision } of ended) settled.push({ attempt, decision, now })
        return undefined
      },
    },
    clock: Date.now,
    random: () => 0.5,
    timeoutMs,
    log: { debug: note, warn: note, error: note },
  }
  return { deps, settled, logged, asked, endpoints }
}

async function deliver(w: World, change: Partial<Delivery> = {}): Promise<Settled> {
  const before = w.settled.length
  await deliverAll(w.deps, [{ ...delivery, ...change }])
  assert.equal(w.settled.length, before + 1)
  return w.settled[before] ?? assert.fail()
}

test('posts exactly the stored bytes, signed, with the event and attempt in headers', async () => {
  const w = world()
  const { attempt, decision } = await deliver(w, { attempt: 3 })
  assert.deepEqual(decision, { kind: 'delivered' })
  assert.deepEqual([attempt.attempt, attempt.status, attempt.answer], [3, 200, 'ok'])
  assert.ok(attempt.durationMs >= 0 && attempt.startedAt <= Date.now())
  const [request] = received
  assert.ok(request)
  assert.equal(request.body, delivery.body)
  assert.equal(request.headers['content-type'], 'application/json')
  assert.equal(request.headers['user-agent'], 'Recado-Webhooks/1')
  assert.equal(request.headers['x-recado-event'], 'message')
  assert.equal(request.headers['x-recado-attempt'], '3')
  assert.equal(request.headers['webhook-id'], 'evt_1')
  assert.equal(request.headers.authorization, undefined)
  new Webhook(secret).verify(request.body, request.headers as Record<string, string>)
  assert.equal(w.asked[0]?.timeoutMs, 5_000)
})

test("the endpoint's own authentication is added and cannot replace a signature", async () => {
  const table: [EndpointAuth, string, string][] = [
    [{ type: 'bearer', token: 'canary-token' }, 'authorization', 'Bearer canary-token'],
    [{ type: 'basic', username: 'josé', password: 'p:w' }, 'authorization', 'Basic am9zw6k6cDp3'],
    [{ type: 'api_key', header: 'X-API-Key', value: 'canary-key' }, 'x-api-key', 'canary-key'],
  ]
  for (const [auth, header, value] of table) {
    received = []
    await deliver(world({ auth }))
    assert.equal(received[0]?.headers[header], value)
  }
  received = []
  await deliver(world({ auth: { type: 'api_key', header: 'Webhook-Signature', value: 'v1,forged' } }))
  const [request] = received
  assert.ok(request)
  new Webhook(secret).verify(request.body, request.headers as Record<string, string>)
})

test('reads the endpoint anew on each attempt', async () => {
  const w = world()
  const paths: (string | undefined)[] = []
  respond = (request, response) => {
    paths.push(request.url)
    response.writeHead(500).end()
  }
  await deliver(w)
  w.endpoints[0] = { ...(w.endpoints[0] ?? assert.fail()), url: urlOf('/moved') }
  await deliver(w, { attempt: 2 })
  assert.deepEqual(paths, ['/hook', '/moved'])
})

test('stores status and the first KB of the answer, as whole characters', async () => {
  respond = (_, response) => response.writeHead(503, { 'retry-after': '60' }).end(`a\0${'é'.repeat(50_000)}`)
  const { attempt, decision, now } = await deliver(world())
  assert.equal(attempt.status, 503)
  assert.equal(attempt.answer, `a\uFFFD${'é'.repeat(511)}`)
  assert.equal(attempt.answer.isWellFormed(), true)
  assert.equal(decision.kind, 'again')
  assert.ok(decision.kind === 'again' && decision.dueAt - now >= 59_000 && decision.dueAt - now <= 60_000)
})

test('a redirect is a failure and its target is not requested', async () => {
  respond = (_, response) => response.writeHead(307, { location: urlOf('/elsewhere') }).end()
  const { attempt, decision } = await deliver(world())
  assert.deepEqual([attempt.status, decision.kind, received.length], [307, 'again', 1])
})

test('410 disables the endpoint; days without success give up', async () => {
  respond = (_, response) => response.writeHead(410).end()
  assert.deepEqual((await deliver(world())).decision, { kind: 'endpoint_gone' })
  respond = (_, response) => response.writeHead(500).end()
  const old = { createdAt: Date.now() - 73 * 3_600_000, attempt: 17 }
  assert.deepEqual((await deliver(world(), old)).decision, { kind: 'given_up' })
})

test('no answer in time, and no answer at all, are retried without a status', async () => {
  respond = () => {}
  const slow = await deliver(world({}, 60))
  assert.deepEqual(
    [slow.attempt.status, slow.attempt.reason, slow.attempt.answer, slow.decision.kind],
    [undefined, 'there was no response in time', '', 'again'],
  )
  server.closeAllConnections()
  respond = (request) => request.socket.destroy()
  const cut = await deliver(world())
  assert.deepEqual([cut.attempt.reason, cut.decision.kind], ['the connection was cut', 'again'])
})

test('a private address is never reached, and reported in neutral words', async () => {
  const { attempt, decision } = await deliver(world({ url: 'http://169.254.169.254/latest' }))
  assert.deepEqual([attempt.status, attempt.reason, decision.kind], [undefined, 'the address is not allowed', 'again'])
})

test('a delivery without a target is given up, one to a disabled endpoint waits; neither is posted', async () => {
  assert.deepEqual((await deliver(world(), { endpointId: 'ep_2' })).decision, { kind: 'given_up' })
  assert.deepEqual((await deliver(world(), { botId: 'gone' })).decision, { kind: 'given_up' })
  assert.equal((await deliver(world({ disabledAt: 1 }))).decision.kind, 'again')
  assert.equal(received.length, 0)
})

test('an expired delivery is not posted, and says so; also when the endpoint is disabled', async () => {
  const now = Date.now()
  for (const w of [world(), world({ disabledAt: 1 })]) {
    const { attempt, decision } = await deliver(w, { expiresAt: now - 1, attempt: 2 })
    assert.deepEqual([decision, attempt.attempt, attempt.status], [{ kind: 'expired' }, 2, undefined])
    assert.match(JSON.stringify(attempt), /not posted: the time/)
  }
  assert.equal(received.length, 0)
  assert.equal((await deliver(world(), { expiresAt: now + 60_000 })).decision.kind, 'delivered')
})

test('never throws; an answer is settled when the store is back, without a second post', async () => {
  const w = world()
  const broken = async () => {
    throw new Error('disk full')
  }
  let failures = 0
  const settleDeliveries: typeof w.deps.store.settleDeliveries = (...settling) => {
    failures += 1
    return failures <= 2 ? broken() : w.deps.store.settleDeliveries(...settling)
  }
  await deliverAll({ ...w.deps, store: { ...w.deps.store, settleDeliveries } }, [delivery])
  assert.deepEqual([w.asked.length, w.settled.length], [1, 1])
  await deliverAll({ ...w.deps, store: { ...w.deps.store, endpoint: broken } }, [delivery])
  assert.equal(w.logged.filter((entry) => entry === 'webhook attempt could not be settled').length, 3)
})

test('neither secrets nor bodies are logged', async () => {
  const w = world({ auth: { type: 'bearer', token: 'canary-token' }, url: urlOf('/hook?key=canary-query') })
  await deliver(w)
  respond = (_, response) => response.writeHead(500).end('canary-answer')
  await deliver(w)
  assert.ok(w.logged.length >= 4)
  assert.doesNotMatch(JSON.stringify(w.logged), /canary|whsec|MfKQ9r8G/)
})
