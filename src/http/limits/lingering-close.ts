/**
 * A lingering close: a response that ends its connection before the request has arrived whole is followed by the end of
 * our half only, and the rest of the body is read and thrown away. A socket that is closed with unread bytes answers
 * them with a reset, which makes a client that is still writing report a broken connection instead of the 413 that
 * explains it (RFC 9112, section 9.6).
 */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/**
 * `unread` returns the request whose body is still arriving; it is called when Node closes after a last response. A
 * client that still sends after `lingerMs` is cut off.
 */
export function lingerBeforeClose(socket: Socket, lingerMs: number, unread: () => IncomingMessage | undefined): void {
  const destroySoon = socket.destroySoon.bind(socket)
  socket.destroySoon = () => {
    const request = unread()
    if (request === undefined || socket.destroyed) destroySoon()
    else discard(request, socket, lingerMs)
  }
}

function discard(request: IncomingMessage, socket: Socket, lingerMs: number): void {
  const late = setTimeout(() => socket.destroy(), lingerMs).unref()
  socket.on('close', () => clearTimeout(late))
  request.on('end', () => socket.destroy())
  socket.end()
  request.unpipe()
  request.removeAllListeners('data')
  request.resume()
}
