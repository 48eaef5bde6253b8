/** `recado rotate-key`: its options; the store is loaded when it runs. */
import type { Command } from 'commander'
import { addCommand, type Cli } from './frame/command.ts'
import type { RotateKeyOptions } from './rotate-key.ts'

export function addRotateKeyCommand(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, { usage: 'rotate-key', about: 'about_rotate_key', example: 'rotate-key --status' })
    .option('--url <address>', say('option_rotate_url'))
    .option('--overlap <hours>', say('option_overlap_key'))
    .option('--end', say('option_end'))
    .option('--status', say('option_status'))
    .option('--new-key', say('option_new_key'))
    .action(async (options: RotateKeyOptions) => (await import('./rotate-key.ts')).rotateKey(options))
}
