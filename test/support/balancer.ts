/**
 * A proxy before several gateways, as operators run one: requests in turn over connections that it keeps for a moment, a look at `/readyz` of
 * each, and another process for a request that found nobody listening. It repeats nothing that was on its way.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'

export type Balancer = {
  url: string
  /** What was passed on, by status; `0` for what found nobody, or was cut off. */
  statuses: Map<number, number>
  add(url: string): void
  /** Which of them take requests, as it knows. */
  ready(): string[]
  [Symbol.asyncDispose](): Promise<void>
}

type Upstream = { url: string; pool: Pool; isReady: boolean }

const keptMs = 200
const lookEveryMs = 100

export async function startBalancer(urls: string[]): Promise<Balancer> {
  const upstreams: Upstream[] = []
  const statuses = new Map<number, number>()
  const ending = new AbortController()
  const add = (url: string) => {
    const upstream = { url, pool: new Pool(url, { keepAliveTimeout: keptMs, connections: 32 }), isReady: true }
    upstreams.push(upstream)
    looks.push(watch(upstream, ending.signal))
  }
  const looks: Promise<void>[] = []
  for (const url of urls) add(url)
  let turn = 0
  const inTurn = () => {
    const ready = upstreams.filter(({ isReady }) => isReady)
    turn += 1
    return ready.map((_, index) => ready[(turn + index) % ready.length]).filter((one) => one !== undefined)
  }
  const server = createServer(async (request, response) => {
    const status = await pass(request, response, inTurn())
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    statuses,
    add,
    ready: () => upstreams.filter(({ isReady }) => isReady).map(({ url }) => url),
    async [Symbol.asyncDispose]() {
      ending.abort()
      await Promise.all(looks)
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(upstreams.map(({ pool }) => pool.destroy()))
    },
  }
}

/** Each look is a connection of its own, so that it tells whether somebody listens. */
async function watch(upstream: Upstream, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    upstream.isReady = await fetch(`${upstream.url}/readyz`, { signal, headers: { connection: 'close' } }).then(
      async (answer) => {
        await answer.arrayBuffer()
        return answer.ok
      },
      () => false,
    )
    await sleep(lookEveryMs, undefined, { signal }).catch(() => {})
  }
}

async function pass(request: IncomingMessage, response: ServerResponse, upstreams: Upstream[]): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { host: _host, connection: _connection, 'transfer-encoding': _coding, ...headers } = request.headers
  for (const { pool } of upstreams) {
    try {
      const { method = 'GET', url: path = '/' } = request
      const body = chunks.length === 0 ? null : Buffer.concat(chunks)
      const answer = await pool.request({ method: method as 'GET', path, headers, body })
      const text = await answer.body.text()
      response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) }).end(text)
      return answer.statusCode
    } catch (error) {
      if ((error as { code?: string }).code !== 'ECONNREFUSED') break
    }
  }
  response.writeHead(502).end()
  return 0
}
