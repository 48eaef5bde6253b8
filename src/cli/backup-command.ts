/** `recado backup` and `recado restore`: their options; the store is loaded when one of them runs. */
import type { Command } from 'commander'
import type { BackupOptions, RestoreOptions } from './backup.ts'
import { addCommand, type Cli } from './frame/command.ts'

export function addBackupCommands(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, { usage: 'backup <folder>', about: 'about_backup', example: 'backup /backups/2026-05-01' })
    .option('--with-key', say('option_with_key'))
    .action(async (folder: string, options: BackupOptions) =>
      (await import('./backup.ts')).backUp(cli, folder, options),
    )
  addCommand(program, cli, {
    usage: 'restore <folder>',
    about: 'about_restore',
    example: 'restore /backups/2026-05-01 --data-dir ./drill',
  })
    .option('--data-dir <path>', say('option_data_folder'))
    .action(async (folder: string, options: RestoreOptions) =>
      (await import('./backup.ts')).restore(cli, folder, options),
    )
}
