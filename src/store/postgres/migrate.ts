/**
 * Migrates the schema of a PostgreSQL database: forward only, each step in its own transaction, all under one lock, so
 * that of many processes starting at once one migrates and the others wait.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Migration, migrations } from '../migrations/migrations.ts'
import { type Catalogue, type MigrationStep, planPostgres } from '../migrations/plan.ts'
import { StoreOpenError } from '../sql/failures.ts'
import { addressOf } from './address.ts'
import { migrationLock } from './advisory-locks.ts'
import { type Connection, connect } from './connection.ts'
import { DatabaseTrouble } from './trouble.ts'

/** Returns the steps done. */
export async function migrate(url: string, all: readonly Migration[] = migrations): Promise<MigrationStep[]> {
  const run: Run = { done: [] }
  for (let attempt = 1; ; attempt++) {
    try {
      return await withConnection(url, (connection) => migrateOn(connection, all, run))
    } catch (error) {
      const isLost = error instanceof DatabaseTrouble && error.trouble === 'lost'
      if (!isLost || attempt === maxConnections) throw error
      await sleep(tryAgainMs)
    }
  }
}

/**
 * `sent` is the step whose response is missing: its own row in `schema_version` shows on any server whether it was
 * committed.
 */
type Run = { done: MigrationStep[]; sent?: MigrationStep; isEmpty?: boolean }

const maxConnections = 5

async function migrateOn(connection: Connection, all: readonly Migration[], run: Run): Promise<MigrationStep[]> {
  const settle = ({ current }: Catalogue) => {
    if (run.sent && run.sent.number > 0 && run.sent.number <= current) run.done.push(run.sent)
    run.sent = undefined
  }
  const found = await catalogueOf(connection)
  // Most starts have nothing to do, and then take no lock.
  if (planPostgres(found, all).length === 0) {
    settle(found)
    return run.done
  }
  await connection.command('set statement_timeout = 0')
  await lock(connection)
  const begun = await catalogueOf(connection)
  settle(begun)
  run.isEmpty ??= begun.isEmpty
  for (;;) {
    // Planned again after each step, which may have changed what the next one finds.
    const steps = planPostgres({ ...(await catalogueOf(connection)), isEmpty: run.isEmpty }, all)
    const next = steps.find(({ number }) => number > (run.done.at(-1)?.number ?? -1))
    if (!next) break
    run.sent = next
    for (const text of next.texts) await patiently(connection, text)
    run.sent = undefined
    run.done.push(next)
  }
  await connection.command(`select ${migrationLock.unlock}`)
  return run.done
}

/** The steps that `migrate` would run. */
export function plannedSteps(url: string): Promise<MigrationStep[]> {
  return withConnection(url, async (connection) => planPostgres(await catalogueOf(connection)))
}

async function withConnection<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await reach(url)
  try {
    return await work(connection)
  } finally {
    await connection.close()
  }
}

/**
 * The oldest version that PostgreSQL still maintains (postgresql.org/support/versioning, November 2026). The store's
 * contract runs on it.
 */
export const oldestMajor = 15

/** The errors are for the operator: where and why, but no password. */
export async function reach(url: string): Promise<Connection> {
  const { hosts } = addressOf(url)
  const connection = await connect({ url }).catch((error: unknown) => {
    if (error instanceof StoreOpenError) throw new StoreOpenError(`PostgreSQL at ${hosts} ${error.message}`)
    const reason = error instanceof Error ? error.message || error.cause : error
    throw new StoreOpenError(`PostgreSQL at ${hosts} cannot be opened (${reason}); is RECADO_DATABASE_URL correct?`, {
      cause: error,
    })
  })
  await refuseOldServer(connection, hosts)
  return connection
}

async function refuseOldServer(connection: Connection, hosts: string): Promise<void> {
  const [found] = await connection.command(`select current_setting('server_version_num')::int / 10000 as major`)
  if (Number(found?.major) >= oldestMajor) return
  await connection.close()
  throw new StoreOpenError(`PostgreSQL at ${hosts} is version ${found?.major}; ${oldestMajor} or newer is needed`)
}

const askAgainMs = 100

/**
 * Polls for the lock: a session that waits for it within a statement blocks an index being created concurrently, and so
 * would wait for ever.
 */
async function lock(connection: Connection): Promise<void> {
  for (;;) {
    const [found] = await connection.command(`select ${migrationLock.tryLock} as is_locked`)
    if (found?.is_locked === 1) return
    await sleep(askAgainMs)
  }
}

const maxTries = 20
const tryAgainMs = 1_000

/** Retries while another session uses the table. */
async function patiently(connection: Connection, text: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.command(text)
      return
    } catch (error) {
      const isConflict = error instanceof DatabaseTrouble && error.trouble === 'conflict'
      if (!isConflict || attempt === maxTries) throw error
      await connection.command('rollback')
      await sleep(tryAgainMs)
    }
  }
}

async function catalogueOf(connection: Connection): Promise<Catalogue> {
  const current = await versionOf(connection)
  const partitions = await connection.command(
    `select parent.relname as parent, child.relname as child from pg_inherits
     join pg_class as parent on parent.oid = inhparent join pg_class as child on child.oid = inhrelid
     where parent.relkind = 'p' and parent.relnamespace = current_schema()::text::regnamespace order by 1, 2`,
  )
  const partitioned = await connection.command(
    `select relname from pg_class where relkind = 'p' and relnamespace = current_schema()::text::regnamespace`,
  )
  const broken = await connection.command(
    `select relname from pg_index join pg_class on pg_class.oid = indexrelid
     where not indisvalid and relkind = 'i' and relnamespace = current_schema()::text::regnamespace`,
  )
  const childrenOf = new Map(partitioned.map(({ relname }) => [String(relname), [] as string[]]))
  for (const { parent, child } of partitions) childrenOf.get(String(parent))?.push(String(child))
  return {
    current,
    isEmpty: current === 0,
    partitionsOf: (table) => childrenOf.get(table),
    broken: new Set(broken.map(({ relname }) => String(relname))),
  }
}

/** 0 for a database without a schema. */
async function versionOf(connection: Connection): Promise<number> {
  const undefinedTable = '42P01'
  try {
    const [found] = await connection.command('select max(number) as number from schema_version')
    return Number(found?.number ?? 0)
  } catch (error) {
    const cause = error instanceof DatabaseTrouble ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause && cause.code === undefinedTable) return 0
    throw error
  }
}
