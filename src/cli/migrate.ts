/**
 * `recado migrate`: brings the configured store's schema up to date and reports each step; `--dry-run` prints the SQL
 * and changes nothing.
 */
import { configuredLocation, nameOfLocation } from '../store/location.ts'
import { migrateStore, plannedMigration } from '../store/migrate.ts'
import { newestSchema } from '../store/migrations/migrations.ts'
import type { MigrationStep } from '../store/migrations/plan.ts'
import { type CommonOptions, outputFor } from './frame/command.ts'
import { readSettings } from './settings.ts'

export type MigrateOptions = CommonOptions & { dryRun?: true }

export async function runMigrate({ dryRun, json }: MigrateOptions): Promise<void> {
  const location = configuredLocation(readSettings())
  const steps = dryRun ? await plannedMigration(location) : await migrateStore(location)
  const name = nameOfLocation(location)
  const value = { store: name, schema: newestSchema, steps }
  outputFor({ json }).result(value, () => (dryRun ? sqlOf(steps, name) : reportOf(steps, name)).trimEnd())
}

/** Text that the database's own client accepts; everything that is not SQL is a comment. */
function sqlOf(steps: MigrationStep[], name: string): string {
  const head = steps.length === 0 ? `-- ${name}: nothing to do, schema ${newestSchema}` : `-- ${name}`
  const parts = steps.map(({ number, name, texts }) => [`-- ${number}: ${name}`, ...texts.map((text) => `${text};`)])
  return `${[[head], ...parts].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function reportOf(steps: MigrationStep[], name: string): string {
  if (steps.length === 0) return `${name} already has schema ${newestSchema}: nothing to do.\n`
  const made = steps.filter(({ number }) => number > 0).map((step) => `  ${step.number}  ${step.name}\n`)
  return `${name} now has schema ${newestSchema}. Steps done:\n${made.join('')}`
}
