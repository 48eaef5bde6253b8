/** Starts and stops the server: returns its address, and stops without cutting off responses or waiting for ever. */
import type { FastifyInstance } from 'fastify'

export async function listen(http: FastifyInstance, config: { host: string; port: number }): Promise<string> {
  await http.listen({ host: config.host, port: config.port })
  const address = http.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  // A server on all addresses is reached by loopback here.
  const host = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[config.host] ?? config.host
  return `http://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}`
}

/**
 * Running requests get their responses, for `timeoutMs` at most. A connection that becomes idle only after the server's
 * search for idle ones would otherwise stay for its keep-alive of a minute.
 */
export async function closeHttp(http: FastifyInstance, timeoutMs: number): Promise<void> {
  const idle = setInterval(() => http.server.closeIdleConnections(), 50)
  const late = setTimeout(() => http.server.closeAllConnections(), timeoutMs)
  await http.close().finally(() => {
    clearInterval(idle)
    clearTimeout(late)
  })
}
