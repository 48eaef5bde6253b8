/**
 * `recado migrate`: brings the configured store's schema up to date and reports each step; `--dry-run` prints the SQL
 * and changes nothing.
 */
import type { Command } from 'commander'
import { loadConfig } from '../config/config.ts'
import { configuredPlace, nameOfPlace } from '../store/location.ts'
import { migrateStore, plannedMigration } from '../store/migrate.ts'
import { newestSchema } from '../store/migrations/migrations.ts'
import type { MigrationStep } from '../store/migrations/plan.ts'

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description("brings the store's schema up to date, as every start does")
    .option('--dry-run', 'prints the SQL that would run, and changes nothing')
    .action(runMigrate)
}

async function runMigrate({ dryRun }: { dryRun?: true }): Promise<void> {
  const loaded = loadConfig(process.env)
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  const place = configuredPlace(loaded.config)
  const steps = dryRun ? await plannedMigration(place) : await migrateStore(place)
  process.stdout.write(dryRun ? sqlOf(steps, nameOfPlace(place)) : reportOf(steps, nameOfPlace(place)))
}

/** Text that the database's own client accepts; everything that is not SQL is a comment. */
function sqlOf(steps: MigrationStep[], name: string): string {
  const head = steps.length === 0 ? `-- ${name}: nothing to do, schema ${newestSchema}` : `-- ${name}`
  const parts = steps.map(({ number, name, texts }) => [`-- ${number}: ${name}`, ...texts.map((text) => `${text};`)])
  return `${[[head], ...parts].map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function reportOf(steps: MigrationStep[], name: string): string {
  if (steps.length === 0) return `${name} has schema ${newestSchema}: nothing to do.\n`
  const made = steps.filter(({ number }) => number > 0).map((step) => `  ${step.number}  ${step.name}\n`)
  return `${name} has schema ${newestSchema} now. Done:\n${made.join('')}`
}
