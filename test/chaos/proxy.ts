/**
 * A network that fails on demand: a TCP proxy in the test's process whose targets may move (a restarted gateway has
 * another port). It can cut connections and refuse new ones, delay bytes, accept connections and never answer, lose one
 * direction, or answer 502 for requests that arrived. Several routes may share one address, told apart by their client.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Condition =
  | { kind: 'clear' }
  /** Open connections are cut at once, new ones on arrival. */
  | { kind: 'cut' }
  /** Bytes arrive later, in both directions, in order. */
  | { kind: 'delay'; delayMs: number }
  /** Connections open, and bytes are accepted and discarded. */
  | { kind: 'halfOpen' }
  /** Requests arrive; no answer returns. */
  | { kind: 'deaf' }
  /** Requests are lost; messages that the other side sends unasked arrive. */
  | { kind: 'mute' }
  /** A hop that speaks HTTP answers 502 in place of the other side's answer. */
  | { kind: 'badGateway' }

/** An HTTP address, or the path of a socket. */
export type Target = { host: string; port: number } | { path: string }

export type Route = {
  url: string
  port: number
  /** The targets of new connections in turn; none: connections are refused. */
  setTargets(targets: readonly Target[]): void
  set(condition: Condition): void
}

export type ProxyRoutes = {
  routes: Route[]
  [Symbol.asyncDispose](): Promise<void>
}

type RouteState = {
  condition: Condition
  targets: readonly Target[]
  turn: number
  open: Set<Socket>
  /** Connections that lost bytes: they can only be cut once the condition is clear. */
  lossy: Set<Socket>
}

export function targetOf(url: string): Target {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

/** `count` routes at one address; `whose` returns the index of a connection's route. */
export async function startProxy(count = 1, whose: (client: Socket) => number = () => 0): Promise<ProxyRoutes> {
  const states = Array.from({ length: count }, (): RouteState => {
    return { condition: { kind: 'clear' }, targets: [], turn: 0, open: new Set(), lossy: new Set() }
  })
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const state = states[whose(client)] ?? states[0]
    if (state) connectUpstream(state, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    routes: states.map((state) => routeOf(state, port)),
    async [Symbol.asyncDispose]() {
      for (const { open } of states) for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function routeOf(state: RouteState, port: number): Route {
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    setTargets(targets) {
      state.targets = targets
    },
    set(next) {
      state.condition = next
      for (const socket of next.kind === 'cut' ? state.open : state.lossy) socket.destroy()
    },
  }
}

/** Connects an accepted client to the target. */
function connectUpstream(state: RouteState, client: Socket): void {
  const target = state.targets[state.turn++ % state.targets.length]
  if (state.condition.kind === 'cut' || target === undefined) {
    client.destroy()
    return
  }
  const upstream = connect({ ...target, allowHalfOpen: true })
  closeTogether(state, client, upstream)
  closeTogether(state, upstream, client)
  pass(state, client, upstream, false)
  pass(state, upstream, client, true)
}

/** Each end closes with the other. */
function closeTogether({ open, lossy }: RouteState, socket: Socket, other: Socket): void {
  open.add(socket)
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.on('close', () => {
    open.delete(socket)
    lossy.delete(socket)
    other.destroy()
  })
}

const badGateway = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

/** Passes bytes from one end to the other as the condition allows, never out of order. */
function pass(state: RouteState, from: Socket, to: Socket, isAnswer: boolean): void {
  const forward = createDelays(state)
  from.on('data', (chunk) => {
    const { kind } = state.condition
    const isLost = kind === 'halfOpen' || kind === (isAnswer ? 'deaf' : 'mute')
    if (isLost) state.lossy.add(from).add(to)
    else if (state.lossy.has(from)) return
    else if (kind === 'badGateway' && isAnswer) {
      state.lossy.add(from).add(to)
      to.end(badGateway)
    } else forward(() => void (to.destroyed || to.write(chunk)))
  })
  from.on('end', () => forward(() => void to.end()))
}

/** Acts at once in a clear condition, otherwise after everything delayed before. */
function createDelays(state: RouteState): (act: () => void) => void {
  let free: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return (act) => {
    const { condition } = state
    if (condition.kind !== 'delay' && waiting === 0) return act()
    const due = new Promise<void>((resolve) => setTimeout(resolve, condition.kind === 'delay' ? condition.delayMs : 0))
    waiting += 1
    free = Promise.all([free, due]).then(() => {
      waiting -= 1
      act()
    })
  }
}
