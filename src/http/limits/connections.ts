/**
 * Bounds on connections: requests in flight and bytes held, however many requests they write and however little they
 * read (docs/design/security.md, Bounds). A connection starts its next request only when a response has left. When all
 * together hold too much, the one that has held its share longest is cut off: an honest caller's response leaves in
 * milliseconds, so it is never the oldest. Every second, connections that send or read too slowly are closed. `inject`
 * bypasses it.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { createHolding } from './holding.ts'
import { lingerBeforeClose } from './lingering-close.ts'

export type ConnectionBounds = {
  /** In total; beyond it, the connection idle for longest is closed. */
  connections: number
  /** Requests of one connection in progress, and those waiting behind them; one more ends the connection. */
  inAir: number
  waiting: number
  /** Total bytes of unread responses, and of announced bodies that are not answered yet. */
  unsentBytes: number
  bodyBytes: number
  /** Between two requests: longer than callers keep a connection, so that callers end it and not this server. */
  idleMs: number
  /** Time limits: a head, a JSON body, and a whole request with an upload. */
  headMs: number
  bodyMs: number
  requestMs: number
  /** How long the rest of a refused body is read, so that its client can read why. */
  lingerMs: number
  /** Minimum transfer of uploads and readers: bytes per window. */
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
  lingerMs: 5_000,
  windowMs: 30_000,
  windowBytes: 16_384,
}

/**
 * Further requests of a connection that is ending are dropped without a response; at this many it is closed at once.
 */
const maxDropped = 1_000
/** Smaller ones are bounded by the number of connections. */
const leastCounted = 16_384
/** For a body of unknown length: the most that a route takes. */
const unknownBytes = 1024 * 1024

type Exchange = { line: Line; req: IncomingMessage; res: ServerResponse; beganAt: number; isUpload: boolean }
type Line = {
  socket: Socket
  open: Set<Exchange>
  waiting: Exchange[]
  /** The last request to be answered has arrived. */
  isEnding: boolean
  dropped: number
  /** The byte count at the start of the current window. */
  window: { at: number; bytes: number }
}

export type Connections = {
  server(handle: RequestListener): Server
  /** Counts a response of this many bytes against the bound until it has left. */
  charge(res: ServerResponse, bytes: number): void
}

/** `timeOut`: the raw response to a request that did not arrive in time. */
export function createConnections(bounds: ConnectionBounds, timeOut: () => string): Connections {
  const lines = new Map<Socket, Line>()
  const cut = ({ line }: Exchange) => line.socket.destroy()
  const unsent = createHolding<Exchange>(bounds.unsentBytes, cut)
  const bodies = createHolding<Exchange>(bounds.bodyBytes, cut, ({ req }) => !req.complete)

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
    const line: Line = {
      socket,
      open: new Set<Exchange>(),
      waiting: [],
      isEnding: false,
      dropped: 0,
      window: windowOf(socket),
    }
    lines.set(socket, line)
    lingerBeforeClose(socket, bounds.lingerMs, () => endWithUnread(line))
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
    // Its response is the last on this connection.
    line.isEnding = true
    res.shouldKeepAlive = false
  }

  function drop(line: Line): void {
    line.dropped += 1
    if (line.dropped > maxDropped) line.socket.destroy()
  }

  function begin(exchange: Exchange, handle: RequestListener): void {
    const { line, req, res } = exchange
    exchange.beganAt = performance.now()
    if (line.open.size === 0) line.window = windowOf(line.socket)
    line.open.add(exchange)
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
    charge(res, bytes) {
      if (bytes < leastCounted) return
      const open = lines.get(res.req.socket)?.open.values()
      const exchange = open?.find((one) => one.res === res)
      if (exchange !== undefined) unsent.hold(exchange, bytes)
    },
  }
}

function isIdle({ open }: Line): boolean {
  return open.size === 0
}

/** The request whose body has not arrived when its response was the last; nothing behind it is answered. */
function endWithUnread(line: Line): IncomingMessage | undefined {
  line.isEnding = true
  return line.open.values().find(({ req }) => !req.complete)?.req
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

/** Bytes received, and bytes that the system accepted for sending. */
function movedBytes(socket: Socket): number {
  return socket.bytesRead + socket.bytesWritten - socket.writableLength
}

/** Checks connections with an open request; the server's own timeouts end all others. */
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

/** The peer should be sending or reading, and transferred too little in the whole window. */
function isStalled(line: Line, now: number, { windowMs, windowBytes }: ConnectionBounds): boolean {
  const isWaiting = line.socket.writableLength > 0 || line.open.values().some(({ req }) => !req.complete)
  if (isWaiting && now - line.window.at < windowMs) return false
  const isSlow = isWaiting && movedBytes(line.socket) - line.window.bytes < windowBytes
  line.window = windowOf(line.socket)
  return isSlow
}

/** 408 when nothing was answered yet and no other response is due before it. */
function end({ line, res }: Exchange, timeOut: () => string): void {
  const { socket, open } = line
  if (res.headersSent || open.size > 1 || !socket.writable) socket.destroy()
  else socket.end(timeOut(), () => socket.destroy())
}
