/** Starts and stops the server: returns its address, and stops without cutting off responses or waiting for ever. */
import type { FastifyInstance } from 'fastify'

/**
 * Connections that the kernel completes before the server accepts them. Node's 511 overflow when a thousand clients
 * connect at once while the process is busy for a moment; the kernel then drops what they send, and their repetitions
 * come after 1, 3, 7, 15 seconds. The kernel caps it at `net.core.somaxconn`, 4,096 by default.
 */
export const backlog = 4_096

export async function listen(http: FastifyInstance, config: { host: string; port: number }): Promise<string> {
  await http.listen({ host: config.host, port: config.port, backlog })
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
