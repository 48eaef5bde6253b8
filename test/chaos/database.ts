/**
 * The store of a run's gateways: a file for one, or an own PostgreSQL for several, each through a proxy. Both are read
 * without the gateways.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { database, gatewayUser, type PostgresServer, startPostgres } from './postgres-server.ts'
import { type Route, startProxy } from './proxy.ts'
import type { Row } from './row.ts'

export type StoreKind = 'sqlite' | 'postgres'

export type Database = {
  /** The environment that points a gateway at it. */
  environmentOf(index: number): Record<string, string>
  rows(sql: string): Promise<Row[]>
  /** Undefined for a file. */
  server: PostgresServer | undefined
  /** From each gateway to it; none to a file. */
  routes: readonly Route[]
  [Symbol.asyncDispose](): Promise<void>
}

export async function openDatabase(store: StoreKind, folder: string, gateways: number): Promise<Database> {
  return store === 'sqlite' ? openFile(folder) : openPostgres(gateways)
}

function openFile(folder: string): Database {
  return {
    environmentOf: () => ({}),
    rows: async (sql) => readRows(join(folder, 'gateway-0', 'recado.db'), sql),
    server: undefined,
    routes: [],
    [Symbol.asyncDispose]: async () => undefined,
  }
}

function readRows(path: string, sql: string): Row[] {
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5_000 })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

async function openPostgres(gateways: number): Promise<Database> {
  await using stack = new AsyncDisposableStack()
  const server = stack.use(await startPostgres())
  const routes: Route[] = []
  for (let index = 0; index < gateways; index++) {
    const [route] = stack.use(await startProxy()).routes
    if (route === undefined) continue
    route.setTargets([{ path: server.socketPath }])
    routes.push(route)
  }
  const owned = stack.move()
  return {
    environmentOf: (index) => ({
      RECADO_DATABASE_URL: `postgres://${gatewayUser}@127.0.0.1:${routes[index]?.port}/${database}`,
    }),
    rows: (sql) => server.asked(sql),
    server,
    routes,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
