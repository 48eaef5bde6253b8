/** A stream whose reader does not read: it ends at its bound, and holds no more than that until then. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { test } from 'node:test'
import Fastify from 'fastify'
import { type EventStream, openEventStream } from '../../src/http/kit/event-stream.ts'
import { eventually } from '../support/gateway.ts'

const unsentBytes = 262_144

/** A server with one stream, and a connection that asks for it and then reads nothing. */
async function openUnread(drainMs: number) {
  const app = Fastify()
  let stream: EventStream | undefined
  let ends = 0
  app.get('/', async (_request, reply) => {
    stream = openEventStream(reply, { unsentBytes, drainMs }, () => void ends++)
    stream.beat('1.1')
    return stream.payload
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {})
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(app.server, 'request')
  const opened = await eventually(() => stream, 'it is open')
  return {
    stream: opened,
    ends: () => ends,
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await app.close()
    },
  }
}

test('what is written without waiting ends it at its bound', async () => {
  await using unread = await openUnread(60_000)
  const { stream } = unread
  const data = 'x'.repeat(1_000)
  let held = 0
  // The system takes some; a turn of the loop lets it.
  while (unread.ends() === 0) {
    stream.events([{ id: '2.2', data }])
    held = Math.max(held, stream.payload.readableLength + stream.payload.writableLength)
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.ok(held <= unsentBytes + 2_000, `${held} bytes were held`)
  stream.events([{ id: '3.3', data }])
  stream.end()
  assert.equal(unread.ends(), 1, 'it ends once, and takes nothing more')
})

test('who waits until it has left waits no longer than its reader may take', async () => {
  await using unread = await openUnread(200)
  const { stream } = unread
  while (!stream.isBusy()) {
    stream.events([{ id: '2.2', data: 'x'.repeat(1_000) }])
    await new Promise((resolve) => setImmediate(resolve))
  }
  await stream.drained()
  assert.equal(unread.ends(), 1)
})
