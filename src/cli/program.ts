/**
 * All commands. A failed start is one clear line and exit code 1. A command loads its modules when it runs: the whole
 * gateway takes 0.25 s of CPU to load, which `recado --version` does not need.
 */
import { Command } from 'commander'
import { version } from '../version.ts'
import { addCopyCommand } from './copy.ts'
import { failLine } from './fail.ts'
import type { GatewayOptions } from './gateway.ts'
import { addMigrateCommand } from './migrate.ts'
import { surviveClosedPipes } from './output.ts'
import { addRotateKeyCommand } from './rotate-key.ts'
import { addSandboxCommand } from './sandbox.ts'
import { logFormatOption } from './settings.ts'

surviveClosedPipes()

const program = new Command('recado').description('Self-hosted WhatsApp Business messaging gateway').version(version)

program
  .command('start')
  .description('start the gateway with its sandbox WhatsApp, a demo bot and a request to paste')
  .addOption(logFormatOption())
  .action((options: GatewayOptions) => runGateway(options, 'on'))

program
  .command('serve')
  .description('start the gateway for real numbers; the sandbox is off unless RECADO_SANDBOX=on')
  .addOption(logFormatOption())
  .action((options: GatewayOptions) => runGateway(options, 'off'))

addMigrateCommand(program)
addCopyCommand(program)
addRotateKeyCommand(program)
addSandboxCommand(program)

program
  .command('openapi')
  .description('print the OpenAPI document')
  .action(async () => (await import('./openapi.ts')).openapi())

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${failLine(error)}\n`)
  process.exitCode = 1
})

async function runGateway(options: GatewayOptions, sandbox: 'on' | 'off'): Promise<void> {
  const gateway = await import('./gateway.ts')
  await gateway.runGateway(options, { sandbox })
}
