/** `recado migrate`: its options; the store is loaded when it runs. */
import type { Command } from 'commander'
import { addCommand, type Cli } from './frame/command.ts'
import type { MigrateOptions } from './migrate.ts'

export function addMigrateCommand(program: Command, cli: Cli): void {
  addCommand(program, cli, { usage: 'migrate', about: 'about_migrate', example: 'migrate --dry-run' })
    .option('--dry-run', cli.say('option_migrate_dry_run'))
    .action(async (options: MigrateOptions) => (await import('./migrate.ts')).runMigrate(options))
}
