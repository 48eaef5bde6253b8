/**
 * A proxy between a store and its PostgreSQL: cuts the connection at the next commit, before the server receives it or
 * before its answer returns; or holds the answer; or breaks the network for all: closed, swallowing everything, or
 * slow.
 */
import { connect, createServer, type Socket } from 'node:net'

export type Way =
  | 'clear'
  /** Open connections are cut, and new ones refused. */
  | 'closed'
  /** Connections are accepted, bytes are discarded. */
  | 'swallowing'
  /** Each answer is delayed. */
  | { answersLateMs: number }

export type PostgresProxy = {
  url: string
  port: number
  /** The target of new connections; undefined: none. Open connections stay. */
  setTarget(url: string | undefined): void
  /** Applies once. */
  cutAtCommit(when: 'before' | 'after'): void
  set(way: Way): void
  /**
   * Lets the next commit after `passed` others through, then holds all of the server's messages on that connection
   * until `release`.
   */
  holdAtCommit(passed?: number): void
  release(): void
  [Symbol.asyncDispose](): Promise<void>
}

type Place = { path: string } | { host: string; port: number }

/** The target of an address from postgres.ts, with the socket's folder or with a host. */
function placeOf(url: string): Place {
  const { searchParams, hostname, port } = new URL(url)
  const folder = searchParams.get('host')
  return folder ? { path: `${folder}/.s.PGSQL.5432` } : { host: hostname, port: Number(port || 5432) }
}

export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  let position: Place | undefined = placeOf(url)
  const sockets = new Set<Socket>()
  /** These lost bytes, so they can only be cut. */
  const spoilt = new Set<Socket>()
  let cut: 'before' | 'after' | undefined
  let way: Way = 'clear'
  let holdAfter: number | undefined
  let release = () => {}
  const server = createServer((client) => {
    if (way === 'closed' || position === undefined) return void client.destroy()
    const upstream = connect(position)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        spoilt.delete(socket)
      })
    }
    upstream.on('data', (chunk) => {
      if (way === 'swallowing') spoilt.add(client)
      else if (typeof way === 'object') setTimeout(() => client.write(chunk), way.answersLateMs)
      else client.write(chunk)
    })
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.end())
    client.on('data', (chunk) => {
      if (way === 'swallowing') return void spoilt.add(client)
      if (holdAfter !== undefined && chunk.includes('commit\0') && --holdAfter < 0) {
        holdAfter = undefined
        upstream.pause()
        release = () => upstream.resume()
      }
      if (cut === undefined || !chunk.includes('commit\0')) return void upstream.write(chunk)
      if (cut === 'after') upstream.write(chunk)
      cut = undefined
      client.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { username, password, pathname } = new URL(url)
  const user = password === '' ? username : `${username}:${password}`
  return {
    url: `postgres://${user}@127.0.0.1:${port}${pathname}`,
    port: Number(port),
    setTarget(next) {
      position = next === undefined ? undefined : placeOf(next)
    },
    cutAtCommit(when) {
      cut = when
    },
    set(next) {
      way = next
      for (const socket of next === 'closed' ? sockets : spoilt) socket.destroy()
    },
    holdAtCommit(passed = 0) {
      holdAfter = passed
    },
    release: () => release(),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
