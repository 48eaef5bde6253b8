/**
 * The schema of a PostgreSQL database: forward only, each step in a transaction of its own, all under one lock, so that of many processes
 * that start at once one migrates and the others wait. Called by postgres.ts.
 */
import { StoreOpenError } from '../failures.ts'
import { migrations } from '../migrations.ts'
import { type Connection, connect } from './connection.ts'
import { schemaText } from './dialect.ts'
import { migrationLock } from './locks.ts'
import { DatabaseTrouble } from './trouble.ts'

export async function migrate(url: string): Promise<void> {
  const connection = await reach(url)
  try {
    await migrateOn(connection)
  } finally {
    await connection.close()
  }
}

/** The operator reads this: where, and why not, but no password. */
async function reach(url: string): Promise<Connection> {
  try {
    return await connect({ url })
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.cause : error
    throw new StoreOpenError(
      `PostgreSQL at ${new URL(url).host} cannot be opened (${reason}); is RECADO_DATABASE_URL right?`,
      { cause: error },
    )
  }
}

async function migrateOn(connection: Connection): Promise<void> {
  const newest = migrations.at(-1)?.number ?? 0
  // Most starts have nothing to do, and then wait for nobody.
  if ((await versionOf(connection)) === newest) return
  await connection.command(`select ${migrationLock.lock}`)
  await connection.command('create table if not exists schema_version (number integer not null)')
  const current = await versionOf(connection)
  if (current > newest) {
    throw new StoreOpenError(`the database has schema ${current}, this version knows ${newest}: run a newer Recado`)
  }
  for (const { number, sql, postgres = '' } of migrations.filter((migration) => migration.number > current)) {
    await connection.command(
      `begin; ${schemaText(sql)}; ${postgres}; insert into schema_version (number) values (${number}); commit`,
    )
  }
  await connection.command(`select ${migrationLock.unlock}`)
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
