/**
 * A body that is refused by its size: a client that writes all of it before it reads gets the whole 413 and then the
 * end of the connection, never a reset. Real sockets; the body is larger than what the sockets of one machine hold.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { anyBot, openTestHttp } from '../support/http.ts'

const mebibyte = 1024 * 1024
/** So long that no machine is too slow to send within it. */
const patient = { lingerMs: 120_000 }
const lingerMs = 300
const piece = Buffer.alloc(64 * 1024, 'x')

type Door = { name: string; path: string; type: string; start: string; chunked?: boolean; isAnonymous?: boolean }

const form = (name: string) =>
  `--edge\r\ncontent-disposition: form-data; name="${name}"; filename="x.csv"\r\ncontent-type: text/csv\r\n\r\n`

const doors: Door[] = [
  { name: 'JSON of a known length', path: '/v1/bots/demo/messages', type: 'application/json', start: '"' },
  { name: 'JSON in pieces', path: '/v1/bots/demo/messages', type: 'application/json', start: '"', chunked: true },
  { name: 'management', path: '/manage/v1/bots', type: 'application/json', start: '"', chunked: true },
  { name: "Meta's webhook", path: '/meta/webhook', type: 'application/json', start: '{"', isAnonymous: true },
  {
    name: 'a form without an end',
    path: '/v1/hsm/file',
    type: 'multipart/form-data; boundary=edge',
    start: form('file'),
  },
]

for (const door of doors)
  test(`${door.name}: the refusal of a body that is too large arrives whole`, async () => {
    await using http = await openTestHttp({ connectionBounds: patient })
    const { socket, ended } = await open(await http.app.listen({ port: 0, host: '127.0.0.1' }))
    const bytes = 12 * mebibyte
    writeHead(socket, door, bytes)
    await writeBody(socket, door, bytes)
    const text = await ended
    assert.match(text, /^HTTP\/1\.1 4\d\d /)
    const [head = '', body = ''] = text.split('\r\n\r\n', 2)
    const { 1: length } = /content-length: (\d+)/i.exec(head) ?? []
    assert.equal(Buffer.byteLength(body), Number(length))
  })

test('a client that sends for ever is cut off', async () => {
  await using http = await openTestHttp({ connectionBounds: { lingerMs } })
  const { socket, ended } = await open(await http.app.listen({ port: 0, host: '127.0.0.1' }))
  const door: Door = { name: '', path: '/v1/bots/demo/messages', type: 'application/json', start: '"', chunked: true }
  writeHead(socket, door, 0)
  const began = performance.now()
  const sent = writeBody(socket, door, Number.MAX_SAFE_INTEGER).then(
    () => 'all',
    () => 'cut off',
  )
  assert.equal(await sent, 'cut off')
  assert.ok(performance.now() - began >= lingerMs)
  await ended.catch(() => undefined)
})

test('nothing is answered behind a refused body', async () => {
  await using http = await openTestHttp({ connectionBounds: patient })
  const { socket, ended } = await open(await http.app.listen({ port: 0, host: '127.0.0.1' }))
  const [door] = doors
  assert.ok(door)
  writeHead(socket, door, 8 * mebibyte)
  await writeBody(socket, door, 8 * mebibyte)
  socket.write('GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n')
  assert.equal((await ended).match(/HTTP\/1\.1 /g)?.length, 1)
})

async function open(address: string): Promise<{ socket: Socket; ended: Promise<string> }> {
  const { port, hostname } = new URL(address)
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  await once(socket, 'connect')
  const chunks: Buffer[] = []
  const ended = new Promise<string>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('end', () => resolve(Buffer.concat(chunks).toString()))
  })
  // Whoever awaits it sees the failure; until then it is none that nobody handles.
  ended.catch(() => undefined)
  socket.pause()
  return { socket, ended }
}

function writeHead(socket: Socket, { path, type, chunked, isAnonymous }: Door, bytes: number): void {
  const length = chunked ? 'transfer-encoding: chunked' : `content-length: ${bytes}`
  const credentials = isAnonymous ? '' : `authorization: ${anyBot}\r\n`
  socket.write(
    `POST ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${credentials}content-type: ${type}\r\n${length}\r\n\r\n`,
  )
}

/** Resolves when the system has taken every byte; rejects if the connection breaks first. Reads only then. */
async function writeBody(socket: Socket, { start, chunked }: Door, bytes: number): Promise<void> {
  const write = (data: Buffer | string) =>
    new Promise<void>((resolve, reject) => socket.write(data, (error) => (error ? reject(error) : resolve())))
  const frame = (data: Buffer | string) =>
    chunked
      ? Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), Buffer.from(data), Buffer.from('\r\n')])
      : data
  await write(frame(start))
  for (let left = bytes - start.length; left > 0; left -= piece.length)
    await write(frame(left < piece.length ? piece.subarray(0, left) : piece))
  if (chunked) await write('0\r\n\r\n')
  socket.resume()
}
