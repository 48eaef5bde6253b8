/**
 * A bot's webhook receiver: stores arrivals in order, and lets a test wait for them. `answer` sets its response. When it is closed it fails for
 * an event that is not what the OpenAPI document says.
 */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { faultsOfEvent } from './openapi-check.ts'

export type Received = {
  path: string
  headers: IncomingHttpHeaders
  bytes: Buffer
  raw: string
  body: Record<string, unknown>
  /** The arrival time, ms. */
  at: number
}

export type Receiver = {
  url: string
  received: Received[]
  /** Resolves once `enough` accepts the arrivals; rejects with them after `withinMs`. */
  until(enough: (received: Received[]) => boolean, withinMs?: number): Promise<Received[]>
  /** Resolves to the first arrival that matches. */
  first(isMatch: (received: Received) => boolean, withinMs?: number): Promise<Received>
  /** Sets the response from now on; 200 by default. */
  answer(respond: (received: Received, response: ServerResponse) => void): void
  [Symbol.asyncDispose](): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting = new Set<() => void>()
  let respond: (received: Received, response: ServerResponse) => void = (_received, response) => response.end('ok')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const raw = bytes.toString('utf8')
      const { url: path = '', headers } = request
      const item = { path, headers, bytes, raw, body: JSON.parse(raw || '{}'), at: Date.now() }
      received.push(item)
      respond(item, response)
      for (const check of waiting) check()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    until: (enough, withinMs = 60_000) => waitUntil(received, waiting, enough, withinMs),
    async first(isMatch, withinMs = 60_000) {
      const all = await waitUntil(received, waiting, (some) => some.some(isMatch), withinMs)
      return all.find(isMatch) as Received
    },
    answer: (next) => {
      respond = next
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      const faults = received.flatMap(faultsIn)
      if (faults.length > 0) throw new Error(`not what openapi.json says:\n${faults.slice(0, 20).join('\n')}`)
    },
  }
}

/** A skill's webhook gets no event. */
function faultsIn({ headers, body, raw }: Received): string[] {
  const type = headers['x-recado-event']
  if (typeof type !== 'string') return []
  if (type === 'batch') return (body as unknown as Record<string, unknown>[]).flatMap((one) => faultsOf(one, raw))
  return faultsOfEvent(type, body).map((fault) => `${type} ${fault} of ${raw.slice(0, 600)}`)
}

/** Of one event of a batch. */
function faultsOf(body: Record<string, unknown>, raw: string): string[] {
  const type = String(body.event ?? 'message')
  return faultsOfEvent(type, body).map((fault) => `${type} ${fault} of ${raw.slice(0, 600)}`)
}

function waitUntil(
  received: Received[],
  waiting: Set<() => void>,
  enough: (received: Received[]) => boolean,
  withinMs: number,
): Promise<Received[]> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (enough(received)) finish(() => resolve(received))
    }
    const finish = (end: () => void) => {
      clearTimeout(timer)
      waiting.delete(check)
      end()
    }
    const timer = setTimeout(() => {
      const seen = received
        .slice(-20)
        .map(({ body }) => `${body.event ?? 'message'} ${JSON.stringify(body).slice(0, 200)}`)
      finish(() =>
        reject(new Error(`not received within ${withinMs} ms; ${received.length} came, last:\n${seen.join('\n')}`)),
      )
    }, withinMs)
    waiting.add(check)
    check()
  })
}
