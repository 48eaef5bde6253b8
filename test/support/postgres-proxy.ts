/** Between a store and its PostgreSQL: cuts the connection at the next commit, before the server hears of it or before its answer comes back. */
import { connect, createServer, type Socket } from 'node:net'

export type PostgresProxy = {
  url: string
  /** Once. */
  cutAtCommit(when: 'before' | 'after'): void
  [Symbol.asyncDispose](): Promise<void>
}

/** `url` as postgres.ts gives it: with the folder of the socket. */
export async function startPostgresProxy(url: string): Promise<PostgresProxy> {
  const folder = new URL(url).searchParams.get('host') ?? ''
  const sockets = new Set<Socket>()
  let cut: 'before' | 'after' | undefined
  const server = createServer((client) => {
    const upstream = connect(`${folder}/.s.PGSQL.5432`)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    upstream.pipe(client)
    upstream.on('close', () => client.destroy())
    client.on('close', () => upstream.end())
    client.on('data', (chunk) => {
      if (cut === undefined || !chunk.includes('commit\0')) return void upstream.write(chunk)
      upstream.unpipe(client)
      if (cut === 'after') upstream.write(chunk)
      cut = undefined
      client.destroy()
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  return {
    url: `postgres://recado@127.0.0.1:${port}${new URL(url).pathname}`,
    cutAtCommit(when) {
      cut = when
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
