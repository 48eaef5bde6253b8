/** The client against a real server on a free port: each way in which an exchange ends, and never a second request. */
import assert from 'node:assert/strict'
import http from 'node:http'
import net from 'node:net'
import { type TestContext, test } from 'node:test'
import { createCloudClient, type Sendable } from '../../src/channel/cloud/client.ts'
import type { Channel } from '../../src/model/bot/bot.ts'
import type { Outcome } from '../../src/model/outcome/outcome.ts'

type Seen = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string }
type Respond = (request: Seen, response: http.ServerResponse, nth: number) => void

const message: Sendable = {
  id: 'msg_a',
  content: { type: 'text', text: 'Hola' },
  recipient: { phone: '593987654321' },
  attempt: 1,
}

function channelOf(graphUrl: string): Channel {
  return {
    graphUrl,
    graphVersion: 'v25.0',
    phoneNumberId: '100000000000001',
    wabaId: '200000000000001',
    accessToken: 'token',
    appSecret: 's',
    verifyToken: 'v',
  }
}

/** A server that passes every whole request to `respond`, and a client; both end with the test. */
async function setUp(t: TestContext, respond: Respond, limits: { timeoutMs?: number; connections?: number } = {}) {
  const seen: Seen[] = []
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body: Buffer.concat(chunks).toString() }
    seen.push(one)
    respond(one, response, seen.length)
  })
  const channel = channelOf(await listen(server))
  const client = createCloudClient({ clock: Date.now, ...limits })
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await client.close()
  })
  return { client, channel, seen, send: () => client.send(channel, message, 'es') }
}

function listen(server: net.Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}`))
  })
}

function answer(
  response: http.ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

const accepted = { contacts: [{ input: '+593987654321', wa_id: '593987654321' }], messages: [{ id: 'wamid.X' }] }

test('sent: the right request, and the answer as an outcome', async (t) => {
  const { send, seen } = await setUp(t, (_request, response) => answer(response, 200, accepted))
  assert.deepEqual(await send(), { kind: 'sent', wamid: 'wamid.X', recipientId: '593987654321' })
  const [request] = seen
  assert.equal(request?.method, 'POST')
  assert.equal(request?.url, '/v25.0/100000000000001/messages')
  assert.equal(request?.headers.authorization, 'Bearer token')
  assert.equal(request?.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(request?.body ?? ''), {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+593987654321',
    type: 'text',
    text: { body: 'Hola' },
    biz_opaque_callback_data: 'msg_a.1',
  })
})

test('a Graph URL with a path keeps the path', async (t) => {
  const { client, channel, seen } = await setUp(t, (_request, response) => answer(response, 200, accepted))
  await client.send({ ...channel, graphUrl: `${channel.graphUrl}/proxy/` }, message, 'es')
  assert.equal(seen[0]?.url, '/proxy/v25.0/100000000000001/messages')
})

test("refused, throttled and unreachable follow from Meta's answer", async (t) => {
  const error = (code: number) => ({ error: { code, message: 'm', fbtrace_id: 'f' } })
  const { send } = await setUp(t, (_request, response, nth) => {
    if (nth === 1) answer(response, 400, error(131009))
    else if (nth === 2) answer(response, 429, error(130429), { 'retry-after': '2' })
    else answer(response, 500, error(131000))
  })
  assert.deepEqual(await send(), {
    kind: 'refused',
    class: 'fix',
    error: { code: 131009, message: 'm', fbtraceId: 'f', httpStatus: 400 },
  })
  const throttled = await send()
  assert.deepEqual(throttled.kind === 'throttled' && [throttled.scope, throttled.retryAfterMs], ['number', 2_000])
  assert.equal((await send()).kind, 'unreachable')
})

/** The server has read the request by then, on a busy machine too. */
const timeoutMs = 1_000

/** How a server may leave the outcome unknown after it has read the request. */
const uncertain: { name: string; respond: Respond; timeoutMs?: number }[] = [
  { name: 'a proxy answers 500 with HTML', respond: (_r, response) => answer(response, 500, '<html>oops</html>') },
  { name: 'it never answers', respond: () => undefined, timeoutMs },
  { name: 'it destroys the socket', respond: (_r, response) => response.destroy() },
  {
    name: 'it stops within the answer',
    timeoutMs,
    respond: (_r, response) => {
      response.writeHead(200)
      response.write('{"messages":[{"id":"wamid.')
    },
  },
  {
    name: 'it breaks off within the answer',
    respond: (_r, response) => {
      response.writeHead(200, { 'content-length': 1000 })
      response.write('{"messages":[{"id":"wamid.X"}]}', () => response.destroy())
    },
  },
  { name: 'it answers without end', respond: (_r, response) => answer(response, 200, ' '.repeat(2_000_000)) },
  { name: 'it answers no JSON', respond: (_r, response) => answer(response, 200, 'OK') },
]
for (const { name, respond, ...limits } of uncertain)
  test(`unknown, and requested once: ${name}`, async (t) => {
    const { send, seen } = await setUp(t, respond, limits)
    assert.equal((await send()).kind, 'unknown')
    assert.equal(seen.length, 1)
  })

test('unknown, and requested once, on a reused connection', async (t) => {
  const { send, seen } = await setUp(
    t,
    (_request, response, nth) => (nth === 1 ? answer(response, 200, accepted) : response.socket?.resetAndDestroy()),
    { connections: 1 },
  )
  assert.equal((await send()).kind, 'sent')
  assert.equal((await send()).kind, 'unknown')
  assert.equal(seen.length, 2)
})

test('a lost connection does not affect requests that wait for it', async (t) => {
  const { send, seen } = await setUp(
    t,
    (_request, response, nth) => (nth === 2 ? response.destroy() : answer(response, 200, accepted)),
    { connections: 1 },
  )
  const outcomes = await Promise.all([send(), send(), send(), send()])
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['sent', 'unknown', 'sent', 'sent'],
  )
  assert.equal(seen.length, 4)
})

test('a message whose ownership is lost while it waits for a connection is not written, and the next one is', async (t) => {
  const { client, channel, seen } = await setUp(t, (_request, response) => answer(response, 200, accepted), {
    connections: 1,
  })
  const may = [true, false, true]
  const outcomes = await Promise.all(
    may.map((is) => client.send(channel, message, 'es', { confirmOwnership: () => is })),
  )
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['sent', 'unreachable', 'sent'],
  )
  assert.equal(seen.length, 2)
})

test('the timeout ends an answer that drips', async (t) => {
  let now = 0
  const server = http.createServer((_request, response) => {
    response.writeHead(200)
    response.write(' ', () => {
      now += 61_000
      response.write(' ')
    })
  })
  const client = createCloudClient({ clock: () => now })
  const channel = channelOf(await listen(server))
  t.after(async () => {
    server.closeAllConnections()
    server.close()
    await client.close()
  })
  const outcome = await client.send(channel, message, 'es')
  assert.deepEqual(outcome, { kind: 'unknown', reason: 'the response did not end in time' })
})

test('unreachable: connection refused, unknown name, no TLS', async (t) => {
  const server = net.createServer()
  const graphUrl = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  const client = createCloudClient({ clock: Date.now })
  t.after(() => client.close())
  assert.equal((await client.send(channelOf(graphUrl), message, 'es')).kind, 'unreachable')
  assert.equal((await client.send(channelOf('http://nobody.invalid'), message, 'es')).kind, 'unreachable')
  const plain = net.createServer((socket) => socket.end('no TLS here\r\n'))
  const plainUrl = await listen(plain)
  t.after(() => plain.close())
  const outcome = await client.send(channelOf(plainUrl.replace('http:', 'https:')), message, 'es')
  assert.equal(outcome.kind, 'unreachable')
})

test('a channel that no request can carry is refused as a fault of the channel', async (t) => {
  const { client, channel, seen } = await setUp(t, (_request, response) => answer(response, 200, accepted))
  const wrong: Partial<Channel>[] = [
    { graphUrl: 'nonsense' },
    { graphUrl: 'ftp://example.com' },
    { accessToken: 'a\nb' },
    { phoneNumberId: '1 2' },
  ]
  for (const change of wrong) {
    const outcome: Outcome = await client.send({ ...channel, ...change }, message, 'es')
    assert.deepEqual([outcome.kind, 'class' in outcome && outcome.class], ['refused', 'auth'], JSON.stringify(change))
    assert.doesNotMatch(JSON.stringify(outcome), /a\\nb/)
  }
  assert.equal(seen.length, 0)
})

test('after close nothing is sent any more', async (t) => {
  const { client, send, seen } = await setUp(t, (_request, response) => answer(response, 200, accepted))
  const inFlight = send()
  await client.close()
  assert.equal((await inFlight).kind, 'sent')
  assert.equal((await send()).kind, 'unreachable')
  assert.equal(seen.length, 1)
})

test('templates: every page is read, by cursor, and only templates are returned', async (t) => {
  const item = (name: string) => ({
    id: '1',
    name,
    language: 'es_MX',
    status: 'approved',
    category: 'UTILITY',
    parameter_format: 'NAMED',
    components: [{ type: 'BODY', text: 'x' }, 'no component'],
    quality_score: { score: 'GREEN' },
  })
  const { client, channel, seen } = await setUp(t, (request, response) => {
    const after = new URL(request.url, 'http://x').searchParams.get('after')
    const next = 'https://elsewhere.example/steal'
    if (after === null)
      answer(response, 200, { data: [item('a'), null, { name: 'b' }], paging: { cursors: { after: 'c/1=' }, next } })
    else answer(response, 200, { data: [item(after)], paging: { cursors: { after: 'c2' } } })
  })
  const result = await client.listTemplates(channel)
  assert.ok(result.kind === 'ok')
  assert.deepEqual(
    result.templates.map(({ elementName }) => elementName),
    ['a', 'c/1='],
  )
  assert.deepEqual(result.templates[0], {
    elementName: 'a',
    language: 'es_MX',
    category: 'UTILITY',
    status: 'APPROVED',
    parameterFormat: 'NAMED',
    components: [{ type: 'BODY', text: 'x' }],
    metaId: '1',
    quality: 'GREEN',
  })
  assert.equal(seen.length, 2)
  assert.match(seen[0]?.url ?? '', /^\/v25\.0\/200000000000001\/message_templates\?/)
})

test('templates: a failure is a value, and a server whose cursors repeat is given up', async (t) => {
  const { client, channel, seen } = await setUp(t, (_request, response, nth) => {
    if (nth === 1) answer(response, 401, { error: { code: 190, message: 'expired' } })
    else answer(response, 200, { data: [], paging: { cursors: { after: 'same' }, next: 'x' } })
  })
  const failed = await client.listTemplates(channel)
  assert.ok(failed.kind === 'failed' && failed.outcome.kind === 'refused')
  assert.equal((await client.listTemplates(channel)).kind, 'failed')
  assert.equal(seen.length, 101)
})

test('the address of a medium is read, and calls of any kind are made', async (t) => {
  const { client, channel, seen } = await setUp(t, (request, response) => {
    if (request.method === 'POST') answer(response, 200, { success: true })
    else if (request.url.endsWith('/7%2F8'))
      answer(response, 200, { url: 'https://l/1', mime_type: 'image/jpeg', file_size: '303833' })
    else answer(response, 200, 'no JSON')
  })
  assert.deepEqual(await client.mediaUrl(channel, '7/8'), {
    kind: 'ok',
    url: 'https://l/1',
    mimeType: 'image/jpeg',
    sha256: undefined,
    sizeBytes: 303_833,
  })
  assert.deepEqual(await client.post(channel, '/1/messages', { status: 'read' }), {
    kind: 'ok',
    json: { success: true },
  })
  assert.equal(seen[1]?.body, '{"status":"read"}')
  assert.equal((await client.get(channel, '/1')).kind, 'failed')
})
