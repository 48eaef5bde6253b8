/**
 * How many requests of one connection are worked on at once. Node parses all that stand in a piece of 64 kB, some
 * thousand, before it looks whether answers leave; each would make its answer, and an export of the state has
 * megabytes.
 */

import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'

const maxInAir = 8
/** Behind them; one more and the connection ends, as no client of Graph's writes so many unanswered. */
const maxWaiting = 512
/**
 * Between two requests: longer than clients keep a connection, so that they end it. A request that meets the server's
 * own closing is a broken connection to its client; after Node's five seconds a loaded machine does that.
 */
const idleMs = 72_000

export function createBoundedServer(handle: RequestListener): Server {
  const waiting = new Map<Socket, Parameters<RequestListener>[]>()
  const inAir = new Map<Socket, number>()

  function begin(request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]): void {
    const { socket } = request
    inAir.set(socket, (inAir.get(socket) ?? 0) + 1)
    response.on('close', () => {
      inAir.set(socket, (inAir.get(socket) ?? 1) - 1)
      const next = socket.destroyed ? undefined : waiting.get(socket)?.shift()
      if (next !== undefined) begin(...next)
    })
    handle(request, response)
  }

  const server = createServer((request, response) => {
    const { socket } = request
    // The rest of the piece is parsed even so.
    if (socket.destroyed) return
    const behind = waiting.get(socket) ?? []
    if (behind.length === 0 && (inAir.get(socket) ?? 0) < maxInAir) begin(request, response)
    else if (behind.length === maxWaiting) socket.destroy()
    else if (behind.push([request, response]) === 1) waiting.set(socket, behind)
  })
  server.keepAliveTimeout = idleMs
  server.on('connection', (socket: Socket) => {
    socket.on('close', () => {
      waiting.delete(socket)
      inAir.delete(socket)
    })
  })
  return server
}
