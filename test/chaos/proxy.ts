/**
 * A network that fails on demand: a TCP proxy in the test's process whose targets may move (a restarted gateway has
 * another port). It can cut connections and refuse new ones, delay bytes, accept connections and never answer, lose one
 * direction, or answer 502 for requests that arrived. Several ways may share one address, told apart by their client.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Weather =
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

export type Way = {
  url: string
  port: number
  /** The targets of new connections in turn; none: connections are refused. */
  aim(targets: readonly Target[]): void
  set(weather: Weather): void
}

export type Ways = {
  ways: Way[]
  [Symbol.asyncDispose](): Promise<void>
}

type Sky = {
  weather: Weather
  targets: readonly Target[]
  turn: number
  open: Set<Socket>
  /** Connections that lost bytes: they can only be cut once the weather clears. */
  spoilt: Set<Socket>
}

export function targetOf(url: string): Target {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

/** `count` ways at one address; `whose` returns the index of a connection's way. */
export async function startProxy(count = 1, whose: (client: Socket) => number = () => 0): Promise<Ways> {
  const skies = Array.from({ length: count }, (): Sky => {
    return { weather: { kind: 'clear' }, targets: [], turn: 0, open: new Set(), spoilt: new Set() }
  })
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const sky = skies[whose(client)] ?? skies[0]
    if (sky) join(sky, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    ways: skies.map((sky) => wayOf(sky, port)),
    async [Symbol.asyncDispose]() {
      for (const { open } of skies) for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function wayOf(sky: Sky, port: number): Way {
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    aim(targets) {
      sky.targets = targets
    },
    set(next) {
      sky.weather = next
      for (const socket of next.kind === 'cut' ? sky.open : sky.spoilt) socket.destroy()
    },
  }
}

/** Connects an accepted client to the target. */
function join(sky: Sky, client: Socket): void {
  const target = sky.targets[sky.turn++ % sky.targets.length]
  if (sky.weather.kind === 'cut' || target === undefined) {
    client.destroy()
    return
  }
  const upstream = connect({ ...target, allowHalfOpen: true })
  retain(sky, client, upstream)
  retain(sky, upstream, client)
  pass(sky, client, upstream, false)
  pass(sky, upstream, client, true)
}

/** Each end closes with the other. */
function retain({ open, spoilt }: Sky, socket: Socket, other: Socket): void {
  open.add(socket)
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.on('close', () => {
    open.delete(socket)
    spoilt.delete(socket)
    other.destroy()
  })
}

const badGateway = 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n'

/** Passes bytes from one end to the other as the weather allows, never out of order. */
function pass(sky: Sky, from: Socket, to: Socket, isAnswer: boolean): void {
  const hand = createDelays(sky)
  from.on('data', (chunk) => {
    const { kind } = sky.weather
    const isLost = kind === 'halfOpen' || kind === (isAnswer ? 'deaf' : 'mute')
    if (isLost) sky.spoilt.add(from).add(to)
    else if (sky.spoilt.has(from)) return
    else if (kind === 'badGateway' && isAnswer) {
      sky.spoilt.add(from).add(to)
      to.end(badGateway)
    } else hand(() => void (to.destroyed || to.write(chunk)))
  })
  from.on('end', () => hand(() => void to.end()))
}

/** Acts at once in clear weather, otherwise after everything delayed before. */
function createDelays(sky: Sky): (act: () => void) => void {
  let free: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return (act) => {
    const { weather } = sky
    if (weather.kind !== 'delay' && waiting === 0) return act()
    const due = new Promise<void>((resolve) => setTimeout(resolve, weather.kind === 'delay' ? weather.delayMs : 0))
    waiting += 1
    free = Promise.all([free, due]).then(() => {
      waiting -= 1
      act()
    })
  }
}
