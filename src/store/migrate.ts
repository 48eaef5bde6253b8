/** Migrates the schema of a store of either kind to the newest, or plans that. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import type { StoreLocation } from './location.ts'
import { type MigrationStep, planSqlite } from './migrations/plan.ts'
import { migrate, plannedSteps } from './postgres/migrate.ts'
import { openDatabase } from './sqlite/database.ts'
import { versionOf } from './sqlite/migrate.ts'

/**
 * Returns the steps done. Throws a `StoreOpenError` if the schema is newer than this version, or the database is in use
 * or unavailable.
 */
export async function migrateStore(location: StoreLocation): Promise<MigrationStep[]> {
  if (location.kind === 'postgres') return migrate(location.url)
  const steps = plannedSqlite(location.path)
  await openDatabase({ path: location.path }).close()
  return steps
}

/** The steps that `migrateStore` would run; changes nothing. */
export async function plannedMigration(location: StoreLocation): Promise<MigrationStep[]> {
  return location.kind === 'postgres' ? plannedSteps(location.url) : plannedSqlite(location.path)
}

function plannedSqlite(path: string): MigrationStep[] {
  if (!existsSync(path)) return planSqlite(0)
  const db = new DatabaseSync(unchanged(path), { readOnly: true })
  try {
    return planSqlite(versionOf(db))
  } finally {
    db.close()
  }
}

/** Reading alongside writers, SQLite creates files that stay; without a writer it need not. */
function unchanged(path: string): string | URL {
  if (existsSync(`${path}-wal`)) return path
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return url
}
