/**
 * What connections may hold of this process, in the air and in bytes, however many requests they write and however little they read
 * (docs/design/security.md, Bounds). A connection begins the next of its requests only when an answer has left. Where all together hold too much,
 * whoever has held it longest is cut off: an honest caller's answer leaves in milliseconds, so it is never the oldest. Every second those
 * that send or read too slowly are ended. Made by server.ts; `inject` passes by it.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { makeHolding } from './holding.ts'

export type ConnectionBounds = {
  /** In all; beyond it the one that has been without a request longest goes. */
  connections: number
  /** Requests of one connection that are worked on, and those behind them that wait; one more and the connection ends. */
  inAir: number
  waiting: number
  /** Bytes of answers that nobody has read yet, and of bodies that were announced and are not answered yet, in all. */
  unsentBytes: number
  bodyBytes: number
  /** Between two requests: longer than callers keep a connection, so that they, and not we, end it. */
  idleMs: number
  /** A head, a body of JSON, and a whole request with an upload. */
  headMs: number
  bodyMs: number
  requestMs: number
  /** Uploads and readers: so many bytes in each so long. */
  windowMs: number
  windowBytes: number
}

export const connectionBounds: ConnectionBounds = {
  connections: 4_000,
  inAir: 16,
  waiting: 112,
  unsentBytes: 64 * 1024 * 1024,
  bodyBytes: 128 * 1024 * 1024,
  idleMs: 72_000,
  headMs: 20_000,
  bodyMs: 30_000,
  requestMs: 300_000,
  windowMs: 30_000,
  windowBytes: 16_384,
}

/** Requests of a connection that is to end anyway are dropped without an answer; with so many it ends at once. */
const mostDropped = 1_000
/** Smaller ones are bounded by the count of connections. */
const leastCounted = 16_384
/** Of a body that does not say how long it is: as much as a route takes. */
const unknownBytes = 1024 * 1024

type Exchange = { line: Line; req: IncomingMessage; res: ServerResponse; beganAt: number; isUpload: boolean }
type Line = {
  socket: Socket
  open: Set<Exchange>
  waiting: Exchange[]
  /** The last request that is answered is here. */
  isEnding: boolean
  dropped: number
  /** Where the count of bytes stood when the present window began. */
  window: { at: number; bytes: number }
}

export type Connections = {
  server(handle: RequestListener): Server
  /** What was decided to be answered, in bytes: held against the bound until it has left. */
  owe(res: ServerResponse, bytes: number): void
}

/** `timeOut`: the answer to a request that did not come in time, as bytes. */
export function makeConnections(bounds: ConnectionBounds, timeOut: () => string): Connections {
  const lines = new Map<Socket, Line>()
  const exchanges = new WeakMap<ServerResponse, Exchange>()
  const cut = ({ line }: Exchange) => line.socket.destroy()
  const unsent = makeHolding<Exchange>(bounds.unsentBytes, cut)
  const bodies = makeHolding<Exchange>(bounds.bodyBytes, cut, ({ req }) => !req.complete)

  function server(handle: RequestListener): Server {
    const made = createServer(
      { headersTimeout: bounds.headMs, requestTimeout: bounds.requestMs, connectionsCheckingInterval: 5_000 },
      (req, res) => take(req, res, handle),
    )
    made.keepAliveTimeout = bounds.idleMs
    made.on('connection', open)
    const sweeping = setInterval(() => sweep(lines, bounds, timeOut), 1_000).unref()
    made.on('close', () => clearInterval(sweeping))
    return made
  }

  function open(socket: Socket): void {
    const line = {
      socket,
      open: new Set<Exchange>(),
      waiting: [],
      isEnding: false,
      dropped: 0,
      window: windowOf(socket),
    }
    lines.set(socket, line)
    socket.on('close', () => {
      lines.delete(socket)
      for (const exchange of line.open) release(exchange)
    })
    if (lines.size > bounds.connections) lines.values().find(isIdle)?.socket.destroy()
  }

  function take(req: IncomingMessage, res: ServerResponse, handle: RequestListener): void {
    const line = lines.get(req.socket)
    if (line === undefined) return
    if (line.isEnding) {
      drop(line)
      return
    }
    const exchange = { line, req, res, beganAt: performance.now(), isUpload: isUpload(req) }
    if (line.waiting.length === 0 && line.open.size < bounds.inAir) begin(exchange, handle)
    else line.waiting.push(exchange)
    if (line.waiting.length < bounds.waiting) return
    // Its answer is the last of this connection.
    line.isEnding = true
    res.shouldKeepAlive = false
  }

  function drop(line: Line): void {
    line.dropped += 1
    if (line.dropped > mostDropped) line.socket.destroy()
  }

  function begin(exchange: Exchange, handle: RequestListener): void {
    const { line, req, res } = exchange
    exchange.beganAt = performance.now()
    if (line.open.size === 0) line.window = windowOf(line.socket)
    line.open.add(exchange)
    exchanges.set(res, exchange)
    const bytes = exchange.isUpload ? 0 : bodyBytes(req)
    if (bytes >= leastCounted) bodies.hold(exchange, bytes)
    res.on('close', () => {
      release(exchange)
      const next = line.socket.destroyed ? undefined : line.waiting.shift()
      if (next !== undefined) begin(next, handle)
    })
    handle(req, res)
  }

  function release(exchange: Exchange): void {
    exchange.line.open.delete(exchange)
    unsent.release(exchange)
    bodies.release(exchange)
  }

  return {
    server,
    owe(res, bytes) {
      const exchange = exchanges.get(res)
      if (exchange !== undefined && bytes >= leastCounted && exchange.line.open.has(exchange))
        unsent.hold(exchange, bytes)
    },
  }
}

function isIdle({ open }: Line): boolean {
  return open.size === 0
}

function isUpload({ headers }: IncomingMessage): boolean {
  return headers['content-type']?.startsWith('multipart/') === true
}

function bodyBytes({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return unknownBytes
  return Number(headers['content-length'] ?? 0) || 0
}

function windowOf(socket: Socket): Line['window'] {
  return { at: performance.now(), bytes: movedBytes(socket) }
}

/** What came in and what the system took of what is to go out. */
function movedBytes(socket: Socket): number {
  return socket.bytesRead + socket.bytesWritten - socket.writableLength
}

/** Looks at those who have a request open; all others are ended by the server's own time-outs. */
function sweep(lines: ReadonlyMap<Socket, Line>, bounds: ConnectionBounds, timeOut: () => string): void {
  const now = performance.now()
  for (const line of lines.values()) {
    if (isIdle(line)) continue
    const late = line.open.values().find(({ req, beganAt, isUpload }) => {
      return !req.complete && !isUpload && now - beganAt > bounds.bodyMs
    })
    if (late) end(late, timeOut)
    else if (isStalled(line, now, bounds)) {
      const unread = line.open.values().find(({ req }) => !req.complete)
      if (unread) end(unread, timeOut)
      else line.socket.destroy()
    }
  }
}

/** Somebody is to send or to read, and in the whole window too little of it was done. */
function isStalled(line: Line, now: number, { windowMs, windowBytes }: ConnectionBounds): boolean {
  const isWaiting = line.socket.writableLength > 0 || line.open.values().some(({ req }) => !req.complete)
  if (isWaiting && now - line.window.at < windowMs) return false
  const isSlow = isWaiting && movedBytes(line.socket) - line.window.bytes < windowBytes
  line.window = windowOf(line.socket)
  return isSlow
}

/** 408 where nothing was answered yet and no other answer is due before it. */
function end({ line, res }: Exchange, timeOut: () => string): void {
  const { socket, open } = line
  if (res.headersSent || open.size > 1 || !socket.writable) socket.destroy()
  else socket.end(timeOut(), () => socket.destroy())
}
