/** `recado start` and `recado serve`: their options; the gateway itself is loaded when one of them runs. */
import type { Command } from 'commander'
import { addCommand, type Cli } from './frame/command.ts'
import type { GatewayOptions } from './gateway.ts'
import { logFormatOption } from './settings.ts'

export function addServeCommands(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, { usage: 'start', about: 'about_start', example: 'start' })
    .addOption(logFormatOption(say))
    .action((options: GatewayOptions) => runGateway(options, 'on'))
  addCommand(program, cli, { usage: 'serve', about: 'about_serve', example: 'serve --settings .env' })
    .addOption(logFormatOption(say))
    .option('--hold', say('option_hold'))
    .action((options: GatewayOptions) => runGateway(options, 'off'))
}

async function runGateway(options: GatewayOptions, sandbox: 'on' | 'off'): Promise<void> {
  const gateway = await import('./gateway.ts')
  await gateway.runGateway(options, { sandbox })
}
