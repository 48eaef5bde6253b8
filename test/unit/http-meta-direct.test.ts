/**
 * Deliveries of Meta's webhook that are answered without the framework are answered as its route answers them, which is
 * asked by `inject`, without a connection. Each is taken in once, whoever answers.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { describe, test } from 'node:test'
import { openTestHttp, type TestHttp } from '../support/http.ts'

type Ingest = TestHttp['deps']['ingestWebhook']
type Delivery = { url?: string; headers?: Record<string, string>; body?: string; outcome?: Ingest; isDraining?: true }
type Answer = { status: number; text: string; headers: IncomingHttpHeaders }

const path = '/meta/webhook'
const signed = { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}`, 'content-type': 'application/json' }
const ingested: Ingest = async () => ({ kind: 'ingested' })

const deliveries: Record<string, Delivery> = {
  'taken in': {},
  'an empty body': { body: '' },
  'with an id of its own': { headers: { 'x-request-id': 'mine' } },
  'with an id that is not harmless': { headers: { 'x-request-id': 'a b' } },
  'while the process ends': { isDraining: true },
  'with a wrong signature': { outcome: async () => ({ kind: 'bad_signature' }) },
  'that cannot be read': { outcome: async () => ({ kind: 'malformed' }) },
  'that would cost too much': { outcome: async () => ({ kind: 'busy' }) },
  'that the store refuses': { outcome: () => Promise.reject(new Error('disk')) },
  unsigned: { headers: { 'x-hub-signature-256': '' } },
  'with half a signature': { headers: { 'x-hub-signature-256': 'sha256=00' } },
  'of a page': { headers: { origin: 'https://evil.example' } },
  'of a page that says where it is from': { headers: { 'sec-fetch-site': 'cross-site' } },
  'under a strange name': { headers: { host: 'evil.example' } },
  'with a query': { url: `${path}?a=1` },
  'with a slash behind it': { url: `${path}/` },
  'of 60 kB': { body: 'x'.repeat(60_000) },
  'of 100 kB': { body: 'ñ'.repeat(50_000) },
  'of 3 MiB and a byte': { body: 'x'.repeat(3 * 1024 * 1024 + 1) },
}

async function open({ outcome = ingested, isDraining = false }: { outcome?: Ingest; isDraining?: boolean }) {
  const seen: string[] = []
  const http = await openTestHttp({
    health: { ready: async () => ({ ready: true, checks: {} }), isDraining: () => isDraining },
    ingestWebhook: (raw, signature, traceparent) => {
      seen.push(`${raw.length} ${raw.toString().slice(0, 20)} ${signature} ${traceparent}`)
      return outcome(raw, signature, traceparent)
    },
  })
  await http.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = http.app.server.address() as AddressInfo
  return { http, port, seen, [Symbol.asyncDispose]: () => http[Symbol.asyncDispose]() }
}

function headersOf({ headers = {}, body = '{}' }: Delivery): Record<string, string> {
  return { ...signed, 'content-length': String(Buffer.byteLength(body)), ...headers }
}

async function overTheNetwork(port: number, delivery: Delivery): Promise<Answer> {
  const { url = path, body = '{}' } = delivery
  const asked = request({ host: '127.0.0.1', port, path: url, method: 'POST', headers: headersOf(delivery) })
  // A body that is refused may not be read to its end.
  asked.on('error', () => {})
  asked.end(body)
  const [response] = await once(asked, 'response')
  let text = ''
  for await (const part of response) text += part
  return { status: response.statusCode, text, headers: response.headers }
}

async function byTheRoute({ app }: TestHttp, delivery: Delivery): Promise<Answer> {
  const { url = path, body = '{}' } = delivery
  const found = await app.inject({ method: 'POST', url, headers: headersOf(delivery), payload: body })
  return { status: found.statusCode, text: found.body, headers: found.headers as IncomingHttpHeaders }
}

/** What is not of the connection, and not new with each request. */
function comparable({ status, text, headers }: Answer) {
  const { date: _, connection: __, 'keep-alive': ___, 'x-request-id': id = '', ...rest } = headers
  const named = String(id).replace(/^req_\w+$/, 'req')
  return {
    status,
    text: text.replaceAll(String(id), named).replace(/err_\w+/, 'err'),
    headers: { ...rest, 'x-request-id': named },
  }
}

/** Figures of requests, without how long they took. */
async function counted({ deps }: TestHttp): Promise<string[]> {
  const text = await deps.metrics.render()
  return text.split('\n').filter((line) => /^recado_(http\w*_count|webhook_rejected)/.test(line))
}

describe("a delivery of Meta's webhook", () => {
  for (const [name, delivery] of Object.entries(deliveries)) {
    test(`is answered as its route answers it: ${name}`, async () => {
      await using one = await open(delivery)
      await using other = await open(delivery)
      const answer = await overTheNetwork(one.port, delivery)
      const routed = await byTheRoute(other.http, delivery)
      assert.deepEqual(comparable(answer), comparable(routed))
      assert.equal(answer.headers.connection === 'close', delivery.isDraining === true || answer.status === 413)
      assert.deepEqual(one.seen, other.seen)
      assert.ok(one.seen.length <= 1)
      assert.deepEqual(await counted(one.http), await counted(other.http))
    })
  }

  test('takes its trace along, and what is none is none', async () => {
    await using ctx = await open({})
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`
    for (const one of [traceparent, 'nonsense'])
      assert.equal((await overTheNetwork(ctx.port, { headers: { traceparent: one } })).status, 200)
    assert.deepEqual(
      ctx.seen.map((seen) => seen.split(' ').at(-1)),
      [traceparent, 'undefined'],
    )
  })

  test('may come in pieces, several on a connection: answered in their order, each with its own', async () => {
    const answers = new Map<string, () => void>()
    await using ctx = await open({
      outcome: (raw) =>
        new Promise((resolve) =>
          answers.set(raw.toString(), () => resolve({ kind: raw.length === 3 ? 'busy' : 'ingested' })),
        ),
    })
    const socket = connect(ctx.port, '127.0.0.1')
    let text = ''
    socket.on('data', (part) => {
      text += part
    })
    const head = Object.entries({ host: '127.0.0.1', ...signed }).map(([key, value]) => `${key}: ${value}\r\n`)
    for (const body of ['one', 'second'])
      for (const part of [
        `POST ${path} HTTP/1.1\r\n${head.join('')}`,
        `content-length: ${body.length}\r\n\r\n`,
        body.slice(0, 2),
        body.slice(2),
      ]) {
        socket.write(part)
        await new Promise((turn) => setImmediate(turn))
      }
    while (answers.size < 2) await new Promise((turn) => setImmediate(turn))
    answers.get('second')?.()
    answers.get('one')?.()
    while (!text.includes('EVENT_RECEIVED')) await once(socket, 'data')
    assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 503', 'HTTP/1.1 200'])
    socket.destroy()
  })

  test('that ends before its body has come is not taken in', async () => {
    await using ctx = await open({})
    const socket = connect(ctx.port, '127.0.0.1')
    const head = Object.entries({ host: '127.0.0.1', ...signed }).map(([key, value]) => `${key}: ${value}\r\n`)
    socket.write(`POST ${path} HTTP/1.1\r\n${head.join('')}content-length: 10\r\n\r\nhalf`)
    const [taken] = await once(ctx.http.app.server, 'request')
    const closed = new Promise((resolve) => taken.once('close', resolve))
    socket.destroy()
    await closed
    assert.equal((await overTheNetwork(ctx.port, {})).status, 200)
    assert.equal(ctx.seen.length, 1)
  })
})
