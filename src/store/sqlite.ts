/** The store on one SQLite file, for one process: it owns every lane, and grouped writes never interleave. */
import { createStore, type StoreDeps } from './create-store.ts'
import * as services from './installation/facts.ts'
import { openMasters } from './sealing/masters.ts'
import type { Seal } from './sealing/seal.ts'
import type { DatabaseState, Engine, EngineLeases } from './sql/engine.ts'
import { StoreOpenError } from './sql/failures.ts'
import { queryOne, type Transaction } from './sql/transaction.ts'
import { type Database, type DatabaseOptions, openDatabase } from './sqlite/database.ts'
import { createReader } from './sqlite/reader.ts'
import type { Store } from './store.ts'

export async function openSqliteStore(deps: StoreDeps, options: DatabaseOptions): Promise<Store> {
  return (await createStore(deps, await openSqliteEngine(deps, options))).store
}

export async function openSqliteEngine(deps: Pick<StoreDeps, 'seal'>, options: DatabaseOptions): Promise<Engine> {
  const db = openDatabase(options)
  const reader = createReader(options.path, options.onStatement)
  await refuseForeignKey(db, deps.seal)
  const lease = await db.write([], services.takeLease)
  return {
    write: db.write,
    read: async (transaction) => db.read(transaction),
    readSlow: reader.read,
    // One writer, whose transactions never span a turn of the loop in which this is asked.
    eventWriters: async () => [],
    isShared: false,
    settingsChanged() {},
    leases: onlyLease(lease),
    describe: async () => db.read(describe),
    runExclusive: (work) => work(),
    async close() {
      await reader.close()
      await db.close()
    },
  }
}

function* describe(): Transaction<DatabaseState> {
  const found = yield* queryOne<{ version: string }>('select sqlite_version() as version')
  const processes = { alive: 1, lost: 0, oldestMs: 0 }
  return { engine: 'SQLite', version: found?.version ?? '', processes }
}

/** One process owns all lanes, and guards only against what the previous one left. */
function onlyLease(lease: number): EngineLeases {
  return {
    owns: () => true,
    take: async () => lease,
    held: () => lease,
    share: () => undefined,
    leaseIsSafe: () => true,
    guard: (_botId, _lease, _otherwise, transaction) => transaction(),
    recoverable: async (whose) => (whose === 'others' ? [] : [{ botIds: [], of: {}, done() {} }]),
    *reserve() {},
    *release() {},
    async add() {},
    forget() {},
  }
}

/** Under another key every secret in the file is lost: better to fail at the start than at the first send. */
async function refuseForeignKey(db: Database, seal: Seal): Promise<void> {
  const reason = await db.write([], () => openMasters(seal))
  if (reason === undefined) return
  await db.close()
  throw new StoreOpenError(reason)
}
