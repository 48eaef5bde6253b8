/**
 * A network that fails on order: a TCP proxy in the test's process whose target may move (a gateway that starts again has another port).
 * It can cut what is open and refuse what comes, hold bytes back, take connections and never answer, or let requests through and
 * swallow every answer. Made by site.ts, driven by faults.ts.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export type Weather =
  | { kind: 'clear' }
  /** Everything open is cut at once; new connections are cut as they come. */
  | { kind: 'cut' }
  /** Bytes arrive later, both ways, in their order. */
  | { kind: 'delay'; delayMs: number }
  /** Connections open and bytes are taken, and go nowhere. */
  | { kind: 'halfOpen' }
  /** Requests arrive; no answer comes back. */
  | { kind: 'deaf' }

export type Way = {
  url: string
  /** Whereto connections go from now on; undefined: nobody is there. */
  aim(url: string | undefined): void
  set(weather: Weather): void
  [Symbol.asyncDispose](): Promise<void>
}

type Sky = {
  weather: Weather
  target: { host: string; port: number } | undefined
  readonly open: Set<Socket>
  /** Connections that lost bytes: they can only be cut when the weather clears. */
  readonly spoilt: Set<Socket>
}

export async function startProxy(): Promise<Way> {
  const sky: Sky = { weather: { kind: 'clear' }, target: undefined, open: new Set(), spoilt: new Set() }
  const server = createServer({ allowHalfOpen: true }, (client) => join(sky, client))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    aim(url) {
      const { hostname, port } = new URL(url ?? 'http://none')
      sky.target = url === undefined ? undefined : { host: hostname, port: Number(port) }
    },
    set(next) {
      sky.weather = next
      for (const socket of next.kind === 'cut' ? sky.open : sky.spoilt) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sky.open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A client that came, with a connection of its own to the target. */
function join(sky: Sky, client: Socket): void {
  if (sky.weather.kind === 'cut' || sky.target === undefined) {
    client.destroy()
    return
  }
  const upstream = connect({ ...sky.target, allowHalfOpen: true })
  keep(sky, client, upstream)
  keep(sky, upstream, client)
  pass(sky, client, upstream, false)
  pass(sky, upstream, client, true)
}

/** One end closes with the other. */
function keep({ open, spoilt }: Sky, socket: Socket, other: Socket): void {
  open.add(socket)
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.on('close', () => {
    open.delete(socket)
    spoilt.delete(socket)
    other.destroy()
  })
}

/** Bytes from one end to the other as the weather lets them, never out of order. */
function pass(sky: Sky, from: Socket, to: Socket, isAnswer: boolean): void {
  const hand = makeDelays(sky)
  from.on('data', (chunk) => {
    const { kind } = sky.weather
    const isLost = kind === 'halfOpen' || (kind === 'deaf' && isAnswer)
    if (isLost) sky.spoilt.add(from).add(to)
    else if (!sky.spoilt.has(from)) hand(() => void (to.destroyed || to.write(chunk)))
  })
  from.on('end', () => hand(() => void to.end()))
}

/** Acts at once in clear weather, or when what was held back before has been done. */
function makeDelays(sky: Sky): (act: () => void) => void {
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
