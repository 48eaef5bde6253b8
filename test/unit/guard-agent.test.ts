/**
 * The guard on connect and one guarded request, against real local servers: rebinding, limits of time and size, reuse.
 */
import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { test } from 'node:test'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { type AgentOptions, createGuardedAgent, type LookupAll } from '../../src/egress/guard.ts'
import { guardedRequest, type RequestInput, type RequestResult } from '../../src/egress/request.ts'

type Call = Partial<RequestInput> & { url: string }
type Setup = { allow?: string } & AgentOptions

/** Runs `body` with a caller of guarded requests, and closes its agent. */
async function withCaller(setup: Setup, body: (call: (input: Call) => Promise<RequestResult>) => Promise<void>) {
  const { allow: listed = '', ...options } = setup
  const allow = parseAllowList(listed)
  const agent = createGuardedAgent(allow, options)
  const deps = { agent, allow }
  try {
    await body((input) =>
      guardedRequest(deps, { method: 'GET', headers: {}, timeoutMs: 5_000, maxBytes: 1_024, ...input }),
    )
  } finally {
    await agent.destroy()
  }
}

async function withServer(handler: http.RequestListener, body: (port: number, server: http.Server) => Promise<void>) {
  const server = http.createServer(handler)
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  try {
    await body((server.address() as AddressInfo).port, server)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const ok: http.RequestListener = (_, response) => response.end('ok')

/** A resolver that gives its next answer to every question, and the last one from then on. */
function resolver(...answers: string[][]): LookupAll & { asked: string[] } {
  const asked: string[] = []
  const lookup: LookupAll = (hostname, _, callback) => {
    const addresses = answers[Math.min(asked.length, answers.length - 1)] ?? []
    asked.push(hostname)
    const found: LookupAddress[] = addresses.map((address) => ({ address, family: net.isIP(address) }))
    queueMicrotask(() => callback(null, found))
  }
  return Object.assign(lookup, { asked })
}

const refusedByGuard: RequestResult = { kind: 'failed', reason: 'the address is not allowed', private: true }

test('a public name that resolves to private addresses is refused before any connection', async () => {
  let connections = 0
  await withServer(ok, async (port, server) => {
    server.on('connection', () => connections++)
    for (const answer of [['127.0.0.1'], ['::1'], ['::ffff:127.0.0.1'], ['169.254.169.254', '10.0.0.1'], []]) {
      const lookup = resolver(answer)
      await withCaller({ lookup }, async (call) => {
        assert.deepEqual(await call({ url: `https://rebind.example.com:${port}/` }), refusedByGuard)
        assert.deepEqual(lookup.asked, ['rebind.example.com'])
      })
    }
  })
  assert.equal(connections, 0)
})

test('a name that changes its answer between two requests is checked at each connection', async () => {
  const lookup = resolver(['127.0.0.1'], ['127.0.0.2'])
  await withServer(
    (_, response) => response.setHeader('connection', 'close').end('ok'),
    async (port) => {
      await withCaller({ allow: '127.0.0.1', lookup }, async (call) => {
        const first = await call({ url: `http://a.localhost:${port}/` })
        assert.equal(first.kind, 'answer')
        assert.deepEqual(await call({ url: `http://a.localhost:${port}/` }), refusedByGuard)
      })
    },
  )
  assert.equal(lookup.asked.length, 2)
})

test('the connection goes to a checked address, never to one that was dropped', async () => {
  const reached: (string | undefined)[] = []
  await withServer(
    (request, response) => {
      reached.push(request.socket.localAddress)
      response.end()
    },
    async (port) => {
      // The server would answer on all three.
      const lookup = resolver(['127.0.0.3', '10.0.0.1', '127.0.0.1', '127.0.0.2'])
      await withCaller({ allow: '127.0.0.1', lookup }, async (call) => {
        const result = await call({ url: `http://localhost:${port}/` })
        assert.equal(result.kind, 'answer')
      })
      // Validation accepts localhost only with 127.0.0.1 on the list.
      await withCaller({ allow: '127.0.0.2', lookup }, async (call) => {
        assert.deepEqual(await call({ url: `http://localhost:${port}/` }), refusedByGuard)
      })
    },
  )
  assert.deepEqual(reached, ['127.0.0.1'])
})

test('a listed address works by http, its neighbour does not; a listed name may resolve to anything', async () => {
  await withServer(ok, async (port) => {
    await withCaller({ allow: '127.0.0.1/32' }, async (call) => {
      const result = await call({ url: `http://127.0.0.1:${port}/` })
      assert.equal(result.kind === 'answer' && result.body, 'ok')
      assert.deepEqual(await call({ url: `http://127.0.0.2:${port}/` }), refusedByGuard)
      assert.deepEqual(await call({ url: `http://2130706434:${port}/` }), refusedByGuard)
    })
    await withCaller({ allow: 'bot', lookup: resolver(['127.0.0.1']) }, async (call) => {
      const result = await call({ url: `http://bot:${port}/` })
      assert.equal(result.kind === 'answer' && result.body, 'ok')
    })
  })
})

test('the agent refuses literal addresses by itself, whatever validation accepted', async () => {
  const agent = createGuardedAgent(parseAllowList(''))
  for (const origin of [
    'http://127.0.0.1:9',
    'http://[::1]:9',
    'https://10.0.0.1',
    'http://localhost:9',
    'http://router',
  ]) {
    await assert.rejects(agent.request({ origin, path: '/', method: 'GET' }), { code: 'ERR_PRIVATE_ADDRESS' }, origin)
  }
  await agent.destroy()
})

test('redirects are returned, not followed', async () => {
  let requests = 0
  await withServer(
    (_, response) => {
      requests++
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end()
    },
    async (port) => {
      await withCaller({ allow: '127.0.0.1' }, async (call) => {
        const result = await call({ url: `http://127.0.0.1:${port}/` })
        assert.equal(result.kind === 'answer' && result.status, 302)
      })
    },
  )
  assert.equal(requests, 1)
})

test('the timeout covers an answer that never begins', async () => {
  await withServer(
    () => {},
    async (port) => {
      await withCaller({ allow: '127.0.0.1' }, async (call) => {
        const result = await call({ url: `http://127.0.0.1:${port}/`, timeoutMs: 60 })
        assert.deepEqual(result, { kind: 'failed', reason: 'there was no response in time', private: false })
      })
    },
  )
})

test('the timeout covers a name that is never resolved', async () => {
  await withCaller({ allow: 'bot', lookup: () => {} }, async (call) => {
    const result = await call({ url: 'http://bot/', timeoutMs: 60 })
    assert.deepEqual(result, { kind: 'failed', reason: 'there was no response in time', private: false })
  })
})

test('a request that was given up while it waited for a connection is never written', async () => {
  let requests = 0
  await withServer(
    (_, response) => {
      requests++
      response.end()
    },
    async (port) => {
      const resolved = Promise.withResolvers<void>()
      const lookup: LookupAll = (_, __, callback) =>
        void resolved.promise.then(() => callback(null, [{ address: '127.0.0.1', family: 4 }]))
      await withCaller({ allow: 'bot', lookup, connectionsPerOrigin: 1 }, async (call) => {
        const url = `http://bot:${port}/`
        const givenUp = await call({ url, timeoutMs: 30 })
        assert.equal(givenUp.kind, 'failed')
        const next = call({ url })
        resolved.resolve()
        assert.equal((await next).kind, 'answer')
      })
    },
  )
  assert.equal(requests, 1)
})

test('a body that drips is cut at the timeout, and the part that came is the answer', async () => {
  await withServer(
    (_, response) => {
      response.writeHead(200)
      response.write('first')
      const drip = setInterval(() => response.write('.'), 10)
      response.on('close', () => clearInterval(drip))
    },
    async (port) => {
      await withCaller({ allow: '127.0.0.1' }, async (call) => {
        const result = await call({ url: `http://127.0.0.1:${port}/`, timeoutMs: 1_500 })
        assert.ok(result.kind === 'answer')
        assert.equal(result.status, 200)
        assert.match(result.body, /^first\.*$/)
        assert.equal(result.truncated, true)
      })
    },
  )
})

test('a body cut in the middle still gives its status and its beginning', async () => {
  await withServer(
    (_, response) => {
      response.writeHead(500, { 'content-length': '1000' })
      response.write('half', () => response.destroy())
    },
    async (port) => {
      await withCaller({ allow: '127.0.0.1' }, async (call) => {
        const result = await call({ url: `http://127.0.0.1:${port}/` })
        assert.ok(result.kind === 'answer')
        assert.deepEqual([result.status, result.body, result.truncated], [500, 'half', true])
      })
    },
  )
})

test('an endless body ends the connection after the first bytes', async () => {
  const closed = Promise.withResolvers<void>()
  await withServer(
    (_, response) => {
      response.on('close', closed.resolve)
      const more = () => {
        while (response.write('x'.repeat(16_384)));
        response.once('drain', more)
      }
      more()
    },
    async (port) => {
      await withCaller({ allow: '127.0.0.1' }, async (call) => {
        const result = await call({ url: `http://127.0.0.1:${port}/`, maxBytes: 10 })
        assert.ok(result.kind === 'answer')
        assert.deepEqual([result.body, result.truncated], ['x'.repeat(10), true])
        await closed.promise
      })
    },
  )
})

test('a body slightly above the limit is drained, so that the connection is reused', async () => {
  let connections = 0
  await withServer(
    (_, response) => response.end('é'.repeat(5_000)),
    async (port, server) => {
      server.on('connection', () => connections++)
      await withCaller({ allow: '127.0.0.1', connectionsPerOrigin: 1 }, async (call) => {
        for (let i = 0; i < 3; i++) {
          const result = await call({ url: `http://127.0.0.1:${port}/`, maxBytes: 101 })
          assert.ok(result.kind === 'answer')
          // 101 bytes hold fifty characters and a half; the half is left out.
          assert.deepEqual([result.body, result.bytes.length, result.truncated], ['é'.repeat(50), 101, true])
        }
      })
    },
  )
  assert.equal(connections, 1)
})

test('a request that cannot be made is a value with a reason that contains no address', async () => {
  const closed = net.createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo
  closed.close()
  await once(closed, 'close')
  const notFound: LookupAll = (_, __, callback) =>
    callback(Object.assign(new Error('getaddrinfo ENOTFOUND at 10.0.0.53'), { code: 'ENOTFOUND' }), [])
  await withCaller({ allow: '127.0.0.1,bot', lookup: notFound }, async (call) => {
    const reasonOf = async (input: Call) => {
      const result = await call(input)
      return result.kind === 'failed' ? result.reason : result.kind
    }
    assert.equal(await reasonOf({ url: `http://127.0.0.1:${port}/` }), 'the connection was refused')
    assert.equal(await reasonOf({ url: 'http://bot/' }), 'the host name does not exist')
    assert.equal(await reasonOf({ url: 'not a url' }), 'the address is not valid')
    assert.equal(await reasonOf({ url: 'http://example.com/' }), 'the address must begin with https')
    const badHeader = { url: 'http://bot/', headers: { 'bad header': 'x' } }
    assert.equal(await reasonOf(badHeader), 'the request has content that HTTP does not allow')
    const signal = AbortSignal.abort()
    assert.equal(await reasonOf({ url: 'http://bot/', signal }), 'the request was canceled')
  })
})
