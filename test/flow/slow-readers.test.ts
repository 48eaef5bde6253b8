/**
 * A client that requests much and reads nothing: the connection ends in time, by a real socket, and no more of the
 * answer is produced than fits into the machine's socket buffers, however long it is. A client that reads gets all of
 * the same.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import type { CampaignRecord } from '../../src/store/campaigns/campaigns.ts'
import { eventually } from '../support/gateway.ts'
import { anyBot, openTestHttp, type TestHttp } from '../support/http.ts'

const mebibyte = 1024 * 1024
/** A generous maximum of what the socket buffers of one machine hold before the writer waits. */
const maxMadeBytes = 32 * mebibyte

const quick = { windowMs: 500, bodyMs: 60_000, headMs: 60_000, requestMs: 600_000 }
const page = 1_000
const rowText = '593987654321'

/** A report without an end, and how much of it was requested. */
function withEndlessReport(http: TestHttp, lines: number): { pages(): number } {
  let pages = 0
  const { store } = http.deps.campaigns
  const row = { destination: rowText, state: 'waiting' as const, attempt: 0 }
  store.campaign = async () =>
    ({ id: 'cmp_endless', seq: 1, botId: 'demo', state: 'running', createdAt: 0 }) as CampaignRecord
  store.campaignReport = async (_seq, afterLine, limit) => {
    pages++
    const count = Math.min(limit, lines - afterLine)
    return Array.from({ length: Math.max(0, count) }, (_, n) => ({ ...row, line: afterLine + n + 1 }))
  }
  return { pages: () => pages }
}

async function request(http: TestHttp, path: string, method = 'GET') {
  const url = new URL(await http.app.listen({ port: 0, host: '127.0.0.1' }))
  const socket = connect(Number(url.port), url.hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.pause()
  socket.write(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: ${anyBot}\r\n\r\n`)
  return socket
}

/** Ended by the other side: the buffered part can be read to its end, and then nothing comes. */
const endedBy = (http: TestHttp) =>
  eventually(
    () => new Promise<boolean>((resolve) => http.app.server.getConnections((_, count) => resolve(count === 0))),
    'the connection ends',
  )

test('a report that nobody reads ends, and no more of it is produced than fits into the buffers', async () => {
  await using http = await openTestHttp({ connectionBounds: quick })
  const endless = withEndlessReport(http, Number.MAX_SAFE_INTEGER)
  const socket = await request(http, '/v1/campaigns/cmp_endless/report')
  await eventually(() => endless.pages() > 0, 'it is begun')
  await endedBy(http)
  const made = endless.pages()
  // Its row has more bytes than its destination.
  assert.ok(made * page * rowText.length < maxMadeBytes, `${made} pages`)
  socket.destroy()
})

test('a list that nobody reads ends as well', async () => {
  await using http = await openTestHttp({ connectionBounds: quick })
  const name = 'x'.repeat(20_000)
  const { store } = http.deps
  const known = await store.bots()
  // So many that they do not fit into the buffers.
  const [bot] = known
  assert.ok(bot)
  store.bots = async () => Array.from({ length: 2_000 }, () => ({ ...bot, name }))
  const path = '/manage/v1/bots?limit=500'
  const url = new URL(await http.app.listen({ port: 0, host: '127.0.0.1' }))
  const sockets = Array.from({ length: 5 }, () => connect(Number(url.port), url.hostname))
  for (const socket of sockets) {
    socket.on('error', () => {})
    socket.pause()
    const { adminToken } = http.deps.config
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${adminToken}\r\n\r\n`)
  }
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  await endedBy(http)
  for (const socket of sockets) socket.destroy()
})

test('HEAD of a report has its headers, and produces no row', async () => {
  await using http = await openTestHttp({ connectionBounds: quick })
  const endless = withEndlessReport(http, Number.MAX_SAFE_INTEGER)
  const socket = await request(http, '/v1/campaigns/cmp_endless/report', 'HEAD')
  let head = ''
  socket.on('data', (chunk) => {
    head += chunk.toString()
  })
  socket.resume()
  await eventually(() => head.endsWith('\r\n\r\n'), 'the answer')
  assert.match(head, /^HTTP\/1\.1 200 [\s\S]*content-type: text\/csv/i)
  // Another request is answered after whatever the first one still does.
  for (let look = 0; look < 20; look++) assert.equal((await http.inject('GET', '/healthz')).status, 200)
  assert.ok(endless.pages() <= 1, `${endless.pages()} pages`)
  socket.destroy()
})

test('a client that reads it gets all of it, however long that takes', async () => {
  await using http = await openTestHttp({ connectionBounds: quick })
  const lines = 300_000
  withEndlessReport(http, lines)
  const socket = await request(http, '/v1/campaigns/cmp_endless/report')
  let bytes = 0
  let last = ''
  socket.on('data', (chunk) => {
    bytes += chunk.length
    last = (last + chunk.toString()).slice(-200)
  })
  socket.resume()
  await eventually(() => last.endsWith('0\r\n\r\n'), 'the end of the report')
  assert.ok(last.includes(`${lines}`) && bytes > lines * rowText.length)
  socket.destroy()
})
