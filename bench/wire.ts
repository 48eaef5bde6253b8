/**
 * HTTP/1.1 on bare sockets, as much as stub.ts needs: connections that stay open, one exchange at a time on each, bodies
 * of a known length. Node's own client and server take more than twice the time, and the stub must never be the limit.
 * One character is one byte (latin1), so that lengths match the headers.
 */
import { connect, createServer, type Socket } from 'node:net'

/** `head`: the first line and the headers. */
export type Handler = (head: string, body: string, answer: (body: string, status?: string) => void) => void

export type Connections = {
  /** `head`: the first line and the headers, without host and length. Waits for a free connection. */
  exchange(head: string, body: string, done: (status: number, body: string) => void): void
  /** Ends the connections once none is in use. */
  close(): void
}

/** Resolves with the port. */
export function serve(handle: Handler): Promise<number> {
  const server = createServer({ noDelay: true }, (socket) => {
    readMessages(socket, (head, body) =>
      handle(head, body, (text, status = '200 OK') => {
        socket.write(
          `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
          'latin1',
        )
      }),
    )
    // A program that is ended while it waits for an answer.
    socket.on('error', () => {})
  })
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

type Exchange = Parameters<Connections['exchange']>

/** Opened on demand, at most `max`. An exchange that breaks ends with the status 0. */
export function openConnections(url: string, max: number): Connections {
  const { hostname, port, host } = new URL(url)
  const free: ((exchange: Exchange) => void)[] = []
  const waiting: Exchange[] = []
  const sockets = new Set<Socket>()
  let isClosed = false

  function open(first: Exchange): void {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true })
    let current: Exchange | undefined
    const start = (exchange: Exchange) => {
      current = exchange
      const [head, body] = exchange
      socket.write(`${head}\r\nhost: ${host}\r\ncontent-length: ${body.length}\r\n\r\n${body}`, 'latin1')
    }
    sockets.add(socket)
    readMessages(socket, (head, body) => {
      const done = current?.[2]
      current = undefined
      // Before the callback, which may ask for the next exchange.
      const next = waiting.shift()
      if (next === undefined) free.push(start)
      else start(next)
      done?.(Number(head.slice(9, 12)), body)
      if (isClosed && current === undefined) socket.end()
    })
    socket.on('error', () => {})
    socket.once('close', () => {
      sockets.delete(socket)
      const at = free.indexOf(start)
      if (at >= 0) free.splice(at, 1)
      current?.[2](0, 'the connection broke')
    })
    start(first)
  }

  return {
    exchange(...exchange) {
      const start = free.pop()
      if (start !== undefined) start(exchange)
      else if (sockets.size < max) open(exchange)
      else waiting.push(exchange)
    },
    close() {
      isClosed = true
      if (free.length === sockets.size) for (const socket of sockets) socket.end()
    },
  }
}

/** Calls `onMessage` with each request or response that has come whole. */
function readMessages(socket: Socket, onMessage: (head: string, body: string) => void): void {
  let received = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    received = received === '' ? chunk : received + chunk
    while (received !== '') {
      const headEnd = received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = received.slice(0, headEnd)
      const end = headEnd + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
      if (received.length < end) return
      const body = received.slice(headEnd + 4, end)
      received = received.slice(end)
      onMessage(head, body)
    }
  })
}
