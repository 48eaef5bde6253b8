/** `recado copy`: its options; the stores are loaded when it runs. */
import type { Command } from 'commander'
import type { CopyOptions } from './copy.ts'
import { addCommand, type Cli } from './frame/command.ts'

export function addCopyCommand(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, {
    usage: 'copy',
    about: 'about_copy',
    example: 'copy --from sqlite:data/recado.db --to postgres://recado@db/recado',
  })
    .option('--from <location>', say('option_copy_from'))
    .option('--to <location>', say('option_copy_to'))
    .action(async (options: CopyOptions) => (await import('./copy.ts')).runCopy(options))
}
