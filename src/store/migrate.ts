/** The schema of whichever store brought up to date by itself, or only looked at. Called by the command `migrate` and by copy.ts. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { type MigrationStep, planSqlite } from './migration-plan.ts'
import type { StorePlace } from './place.ts'
import { migrate, plannedSteps } from './postgres/migrate.ts'
import { openDatabase } from './sqlite/database.ts'
import { versionOf } from './sqlite/migrate.ts'

/** Answers what was done. Throws a StoreOpenError when it is newer than this version, in use or out of reach. */
export async function migrateStore(place: StorePlace): Promise<MigrationStep[]> {
  if (place.kind === 'postgres') return migrate(place.url)
  const steps = plannedSqlite(place.path)
  await openDatabase({ path: place.path }).close()
  return steps
}

/** What that would do; it changes nothing. */
export async function plannedMigration(place: StorePlace): Promise<MigrationStep[]> {
  return place.kind === 'postgres' ? plannedSteps(place.url) : plannedSqlite(place.path)
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

/** To read beside others SQLite makes files of its own, which stay; where nobody writes it need not. */
function unchanged(path: string): string | URL {
  if (existsSync(`${path}-wal`)) return path
  const url = pathToFileURL(path)
  url.searchParams.set('immutable', '1')
  return url
}
