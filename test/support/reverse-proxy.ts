/**
 * A reverse proxy before a gateway, as an operator would have one, with what proxies do wrong: off, a body limit, a sign-in in front, bodies written
 * anew. It starts before the gateway, whose public address it is.
 */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ProxyTrouble = 'none' | 'off' | 'small_bodies' | 'sign_in' | 'rewritten_bodies'

export type ReverseProxy = {
  url: string
  /** Where requests go: the gateway's own address. */
  target: string
  trouble: ProxyTrouble
  [Symbol.asyncDispose](): Promise<void>
}

const maxSmall = 1_048_576

export async function startReverseProxy(): Promise<ReverseProxy> {
  const server = createServer((incoming, response) => handle(proxy, incoming, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: ReverseProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    trouble: 'none',
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return proxy
}

function handle({ target, trouble }: ReverseProxy, incoming: IncomingMessage, response: ServerResponse): void {
  if (trouble === 'off') return void incoming.socket.destroy()
  if (trouble === 'sign_in') return void response.writeHead(302, { location: '/login' }).end()
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    const body = Buffer.concat(chunks)
    if (trouble === 'small_bodies' && body.length > maxSmall) return response.writeHead(413).end()
    const sent = trouble === 'rewritten_bodies' && body.length > 0 ? Buffer.concat([body, Buffer.from(' ')]) : body
    return forward(new URL(incoming.url ?? '/', target), incoming, sent, response)
  })
}

function forward(url: URL, { method, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = headers
  const onward = request(url, { method, headers: { ...rest, 'content-length': body.length } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => response.destroy())
  onward.end(body)
}
