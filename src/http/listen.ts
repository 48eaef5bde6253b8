/** The server's beginning and end: the address it is reached at, and a stop that neither cuts answers off nor waits for ever. */
import type { FastifyInstance } from 'fastify'

export async function listen(http: FastifyInstance, config: { host: string; port: number }): Promise<string> {
  await http.listen({ host: config.host, port: config.port })
  const address = http.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  // What listens everywhere is reached here by loopback.
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[config.host] ?? config.host
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
}

/**
 * Requests that have begun get their answers, for `timeoutMs` at most. A connection that became idle only after the server had looked for
 * idle ones would otherwise stay for its keep-alive of a minute.
 */
export async function closeHttp(http: FastifyInstance, timeoutMs: number): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), 50)
  const late = setTimeout(() => http.server.closeAllConnections(), timeoutMs)
  await http.close().finally(() => {
    clearInterval(idle)
    clearTimeout(late)
  })
}
