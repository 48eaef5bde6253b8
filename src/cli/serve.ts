/** `recado start` and `recado serve`: their options; the gateway itself is loaded once their settings are right. */
import type { Command } from 'commander'
import type { LogFormat } from '../config/text.ts'
import { addCommand, type Cli } from './frame/command.ts'
import { logFormatOption, readSettings } from './settings.ts'

type GatewayOptions = { logFormat?: LogFormat; hold?: true; demo?: true; json?: true }

export function addServeCommands(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, { usage: 'start', about: 'about_start', example: 'start' })
    .addOption(logFormatOption(say))
    .option('--demo', say('option_demo'))
    .action((options: GatewayOptions) => runGateway(options, 'on'))
  addCommand(program, cli, { usage: 'serve', about: 'about_serve', example: 'serve --settings .env' })
    .addOption(logFormatOption(say))
    .option('--hold', say('option_hold'))
    .action((options: GatewayOptions) => runGateway(options, 'off'))
}

async function runGateway(options: GatewayOptions, sandbox: 'on' | 'off'): Promise<void> {
  const ignored: string[] = []
  const flags = { logFormat: options.logFormat ?? (options.json && 'json'), hold: options.hold }
  const config = readSettings(flags, { RECADO_SANDBOX: sandbox }, (sentence) => ignored.push(sentence))
  const gateway = await import('./gateway.ts')
  await gateway.runGateway(config, ignored, options.demo === true)
}
