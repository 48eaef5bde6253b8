/** Migrates the schema of a SQLite file, and reads its version. */
import type { DatabaseSync } from 'node:sqlite'
import { type Migration, migrations } from '../migrations/migrations.ts'
import { type MigrationStep, planSqlite } from '../migrations/plan.ts'

/** Returns the steps done. An interrupted step leaves nothing behind. */
export function migrateSqlite(db: DatabaseSync, all: readonly Migration[] = migrations): MigrationStep[] {
  const steps = planSqlite(versionOf(db), all)
  for (const { texts } of steps) for (const text of texts) run(db, text)
  return steps
}

/** 0 for a file without a schema. */
export function versionOf(db: DatabaseSync): number {
  if (!db.prepare(`select name from sqlite_schema where name = 'schema_version'`).get()) return 0
  return Number(db.prepare('select max(number) as number from schema_version').get()?.number ?? 0)
}

function run(db: DatabaseSync, text: string): void {
  try {
    db.exec(text)
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    throw error
  }
}
