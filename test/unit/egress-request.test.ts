/**
 * One guarded request against receivers that misbehave below HTTP: the head of an answer counts, whatever its body
 * does, and a reused connection that is cut is replaced, once.
 */
import assert from 'node:assert/strict'
import net, { type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { parseAllowList } from '../../src/egress/allow-list.ts'
import { createGuardedAgent } from '../../src/egress/guard.ts'
import { guardedRequest, type RequestInput } from '../../src/egress/request.ts'

const head = 'HTTP/1.1 200 OK\r\n'
const whole = `${head}content-length: 2\r\n\r\nok`

/**
 * `answer` is called for each request, with its connection, the connection's number, and the request's number on it,
 * from 1.
 */
async function withReceiver(
  answer: (socket: Socket, connection: number, request: number) => void,
  work: (post: (changes?: Partial<RequestInput>) => ReturnType<typeof guardedRequest>, seen: string[]) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = []
  const seen: string[] = []
  const server = net.createServer((socket) => {
    const connection = sockets.push(socket)
    let requests = 0
    let bytes = ''
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      bytes += chunk
      if (!bytes.endsWith('{}')) return
      bytes = ''
      requests += 1
      seen.push(`${connection}.${requests}`)
      answer(socket, connection, requests)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const allow = parseAllowList('127.0.0.1')
  const agent = createGuardedAgent(allow, { connectionsPerOrigin: 1 })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const input = { method: 'POST', url, headers: {}, body: '{}', timeoutMs: 20_000, bodyMs: 100, maxBytes: 8 } as const
  try {
    await work((changes) => guardedRequest({ agent, allow }, { ...input, ...changes }), seen)
  } finally {
    await agent.destroy()
    for (const socket of sockets) socket.destroy()
    await new Promise((closed) => server.close(closed))
  }
}

const bodies: Record<string, (socket: Socket) => void> = {
  'never comes': (socket) => socket.write(`${head}content-length: 20\r\n\r\n`),
  'stops half way': (socket) => socket.write(`${head}content-length: 20\r\n\r\nhalf`),
  'is cut with the connection': (socket) => socket.end(`${head}content-length: 20\r\n\r\nhalf`),
  'is reset with the connection': (socket) =>
    socket.write(`${head}content-length: 20\r\n\r\nhalf`, () => socket.resetAndDestroy()),
  'has broken chunks': (socket) => socket.write(`${head}transfer-encoding: chunked\r\n\r\nzz\r\nno chunk\r\n`),
  'drips without an end'(socket) {
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`)
    const drip = setInterval(() => socket.write('1\r\nx\r\n'), 5)
    socket.on('close', () => clearInterval(drip))
  },
  'pours without an end'(socket) {
    socket.write(`${head}\r\n`)
    const pour = () => {
      while (!socket.destroyed && socket.write('x'.repeat(65_536)));
    }
    socket.on('drain', pour)
    pour()
  },
  'is there at once, and the connection gone': (socket) => socket.end(`${head}connection: close\r\n\r\nok`),
}

for (const [what, answer] of Object.entries(bodies)) {
  test(`a 200 counts when its head has arrived, with a body that ${what}`, async () => {
    await withReceiver(
      (socket, connection) => (connection === 1 ? answer(socket) : socket.write(whole)),
      async (post, seen) => {
        const result = await post()
        assert.deepEqual(
          [result.kind, result.kind === 'answer' && result.status],
          ['answer', 200],
          JSON.stringify(result),
        )
        assert.ok(result.kind === 'answer' && result.bytes.length <= 8, 'no more of it is kept than was asked for')
        assert.equal(result.kind === 'answer' && result.status, 200)
        // The origin's only connection is free again: the next request does not wait for the end of the first.
        const next = await post()
        assert.equal(next.kind === 'answer' && next.body, 'ok')
        assert.deepEqual(seen, ['1.1', '2.1'])
      },
    )
  })
}

const cuts: Record<string, (socket: Socket) => void> = {
  closed: (socket) => socket.end(),
  reset: (socket) => socket.resetAndDestroy(),
}

for (const [how, cut] of Object.entries(cuts)) {
  test(`a reused connection that is ${how} is replaced at once, once`, async () => {
    const answers: ((socket: Socket) => void)[] = [
      (socket) => socket.write(whole),
      cut,
      (socket) => socket.write(whole),
    ]
    await withReceiver(
      (socket) => answers.shift()?.(socket),
      async (post, seen) => {
        assert.equal((await post()).kind, 'answer')
        assert.equal((await post()).kind, 'answer')
        assert.deepEqual(seen, ['1.1', '1.2', '2.1'])
      },
    )
  })

  test(`a new connection that is ${how} is not replaced: the receiver may mean it, and the attempt says so`, async () => {
    await withReceiver(cut, async (post, seen) => {
      const result = await post()
      assert.deepEqual(result, { kind: 'failed', reason: 'the connection was cut', private: false })
      assert.deepEqual(seen, ['1.1'])
    })
  })

  test(`a request whose new connection is ${how} again is not sent a third time`, async () => {
    await withReceiver(
      (socket, connection, request) => (connection === 1 && request === 1 ? socket.write(whole) : cut(socket)),
      async (post, seen) => {
        await post()
        assert.equal((await post()).kind, 'failed')
        assert.deepEqual(seen, ['1.1', '1.2', '2.1'])
      },
    )
  })

  test(`a request that is ${how} after a part of an answer is not sent again`, async () => {
    await withReceiver(
      (socket, _connection, request) =>
        request === 1 ? socket.write(whole) : socket.write('HTTP/1.1 2', () => cut(socket)),
      async (post, seen) => {
        await post()
        assert.equal((await post()).kind, 'failed')
        assert.deepEqual(seen, ['1.1', '1.2'])
      },
    )
  })
}
