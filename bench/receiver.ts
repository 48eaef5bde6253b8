/**
 * A webhook receiver that only counts, on bare sockets: it shares the machine with the measured programs, and Node's
 * own server takes more than twice the time. `GET /` returns the number of events of each kind,
 * those in batches together.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'

const counts: Record<string, number> = {}

const server = createServer((socket) => {
  let received = ''
  socket.setNoDelay(true)
  // One character a byte, so that lengths match the headers.
  socket.setEncoding('latin1')
  socket.on('error', () => {})
  socket.on('data', (chunk: string) => {
    received += chunk
    for (let end = endOfRequest(received); end > 0; end = endOfRequest(received)) {
      answer(socket, received)
      received = received.slice(end)
    }
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})

/** 0 until the request is complete. */
function endOfRequest(received: string): number {
  const bodyAt = received.indexOf('\r\n\r\n') + 4
  if (bodyAt < 4) return 0
  const end = bodyAt + Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1] ?? 0)
  return received.length < end ? 0 : end
}

function answer(socket: Socket, request: string): void {
  const kind = /\r\nx-recado-event: (\w+)/i.exec(request)?.[1]
  const size = Number(/\r\nx-recado-batch: (\d+)/i.exec(request)?.[1] ?? 1)
  if (kind !== undefined) counts[kind] = (counts[kind] ?? 0) + size
  const body = request.startsWith('GET ') ? JSON.stringify(counts) : ''
  socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
}
