/**
 * Promise 11 from end to end: the webhook sender and the media prober, each with the real guard, agent and sockets, are
 * led to a private address by every way a caller has. The server answers on all of 127/8, so that a hole would show as
 * a request.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import http from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { after, before, beforeEach, test } from 'node:test'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { createGuardedAgent, type LookupAll } from '../../src/egress/guard.ts'
import { type GuardedRequest, guardedRequest } from '../../src/egress/request.ts'
import type { Bot } from '../../src/model/bot/bot.ts'
import { createProber } from '../../src/outbound/probe.ts'
import type { DeliveryAttempt, DeliveryDecision, Ended } from '../../src/store/deliveries/records.ts'
import { deliver } from '../../src/webhooks/deliver.ts'

let reached: string[]
const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
let port: number
const server = http.createServer((request, response) => {
  reached.push(`${request.socket.localAddress}${request.url}`)
  if (request.url === '/led-away') response.writeHead(307, { location: `http://127.0.0.2:${port}/inside` }).end()
  else if (request.url === '/led-by-name')
    response.writeHead(302, { location: `https://inside.example.com:${port}/` }).end()
  else response.writeHead(200, { 'content-type': 'image/png', 'content-length': '8' }).end(png)
})

before(async () => {
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
beforeEach(() => {
  reached = []
})
after(() => {
  server.closeAllConnections()
  server.close()
})

/** Names that callers own: each may resolve to anything, and to something else the next time. */
const names: Record<string, string[]> = {
  'inside.example.com': ['127.0.0.2', '::1'],
  'mapped.example.com': ['::ffff:127.0.0.2'],
  'metadata.example.com': ['169.254.169.254'],
  'nowhere.example.com': [],
}

async function withRequests(allowed: string, body: (request: GuardedRequest) => Promise<void>): Promise<void> {
  const allow = parseAllowList(allowed)
  const lookup: LookupAll = (name, _, callback) =>
    callback(
      null,
      (names[name] ?? []).map((address) => ({ address, family: isIP(address) })),
    )
  const agent = createGuardedAgent(allow, { lookup })
  try {
    await body((input) => guardedRequest({ agent, allow }, input))
  } finally {
    await agent.destroy()
  }
}

/** One attempt to deliver an event to `url`. */
async function deliverTo(request: GuardedRequest, url: string): Promise<[DeliveryAttempt, DeliveryDecision]> {
  const settled = Promise.withResolvers<[DeliveryAttempt, DeliveryDecision]>()
  const store = {
    endpoint: async (id: string) => ({ id, botId: 'demo', url, events: ['message'], createdAt: 0 }),
    bot: async () => ({ webhookSecret: 'whsec_c2VjcmV0' }) as Bot,
    leavingBot: async () => undefined,
    async settleDeliveries([{ attempt, decision }]: readonly [Ended, ...Ended[]]) {
      settled.resolve([attempt, decision])
      return undefined
    },
  }
  const log = { debug() {}, warn() {}, error: (facts: object) => settled.reject(facts) }
  const delivery = {
    seq: 1,
    endpointId: 'ep',
    botId: 'demo',
    userId: '1',
    eventId: 'evt',
    type: 'message',
    body: '{}',
  } as const
  const deps = { request, store, clock: Date.now, random: () => 0.5, timeoutMs: 5_000, log }
  await deliver(deps, [{ ...delivery, createdAt: Date.now(), attempt: 1 }])
  return settled.promise
}

function probe(request: GuardedRequest, url: string) {
  return createProber({ request, clock: Date.now, random: () => 0.5 }).probe([{ kind: 'image', url }], 0)
}

const invalid = {
  kind: 'failed',
  error: { key: 'INVALID_MEDIA_URL', message: 'The file cannot be fetched: the address is not allowed.' },
}

test('promise 11: no address that a caller names reaches a private one', async () => {
  await withRequests('', async (request) => {
    const hosts = [
      ...Object.keys(names),
      '127.0.0.2',
      '2130706434',
      '0x7f.2',
      '[::ffff:127.0.0.2]',
      '[::1]',
      'localhost',
    ]
    for (const host of hosts) {
      const url = `https://${host}:${port}/inside`
      const [attempt, decision] = await deliverTo(request, url)
      assert.deepEqual(
        [attempt.status, attempt.reason, decision.kind],
        [undefined, 'the address is not allowed', 'again'],
        url,
      )
      assert.deepEqual(await probe(request, url), invalid, url)
    }
  })
  assert.deepEqual(reached, [])
})

test('promise 11: a redirect from an allowed address does not lead to a private one', async () => {
  await withRequests('127.0.0.1', async (request) => {
    for (const path of ['/led-away', '/led-by-name']) {
      reached = []
      const url = `http://127.0.0.1:${port}${path}`
      const [attempt, decision] = await deliverTo(request, url)
      assert.equal(Math.floor((attempt.status ?? 0) / 100), 3)
      assert.equal(decision.kind, 'again')
      assert.deepEqual(await probe(request, url), invalid)
      assert.deepEqual(reached, [`127.0.0.1${path}`, `127.0.0.1${path}`])
    }
  })
})

test("promise 11: the operator's list permits what it names and not its neighbour", async () => {
  await withRequests('127.0.0.0/31', async (request) => {
    const [attempt, decision] = await deliverTo(request, `http://127.0.0.1:${port}/hook`)
    assert.deepEqual([attempt.status, decision.kind], [200, 'delivered'])
    assert.equal((await probe(request, `http://127.0.0.1:${port}/a.png`)).kind, 'passed')
    assert.deepEqual(reached, ['127.0.0.1/hook', '127.0.0.1/a.png'])
    const [refused] = await deliverTo(request, `http://127.0.0.2:${port}/hook`)
    assert.equal(refused.reason, 'the address is not allowed')
    assert.deepEqual(await probe(request, `http://127.0.0.2:${port}/a.png`), invalid)
    assert.equal(reached.length, 2)
  })
})

test('promise 11: a name that is public at validation and private at the connection is refused', async () => {
  await withRequests('127.0.0.1', async (request) => {
    names['turning.example.com'] = ['127.0.0.1']
    const url = `https://turning.example.com:${port}/`
    // The listed address is reached: it does not speak TLS, so the hello is cut.
    assert.notEqual((await deliverTo(request, url))[0].reason, 'the address is not allowed')
    names['turning.example.com'] = ['127.0.0.2']
    assert.equal((await deliverTo(request, url))[0].reason, 'the address is not allowed')
    assert.deepEqual(reached, [])
  })
})
