/**
 * The store that a run's gateways stand on: a file for one, or a PostgreSQL of its own for several, reached by each through a proxy. Both
 * are read past the gateways. Opened by site.ts.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { database, gatewayUser, type PostgresServer, startPostgres } from './postgres-server.ts'
import { startProxy, type Way } from './proxy.ts'
import type { Row } from './site.ts'

export type StoreKind = 'sqlite' | 'postgres'

export type Database = {
  /** What makes one gateway stand on it. */
  environmentOf(index: number): Record<string, string>
  rows(sql: string): Promise<Row[]>
  /** Undefined on a file. */
  server: PostgresServer | undefined
  /** From each gateway to it; none to a file. */
  ways: readonly Way[]
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
    ways: [],
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
  const ways: Way[] = []
  for (let index = 0; index < gateways; index++) {
    const [way] = stack.use(await startProxy()).ways
    if (way === undefined) continue
    way.aim([{ path: server.socketPath }])
    ways.push(way)
  }
  const owned = stack.move()
  return {
    environmentOf: (index) => ({
      RECADO_DATABASE_URL: `postgres://${gatewayUser}@127.0.0.1:${ways[index]?.port}/${database}`,
    }),
    rows: (sql) => server.asked(sql),
    server,
    ways,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
