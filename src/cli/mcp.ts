/**
 * `recado mcp`: the gateway as tools of an assistant, on the standard input and output (Model Context Protocol). It
 * reads; it sends only with `--allow-writes`. The assistant never sees a credential: this process holds it.
 */
import type { Command } from 'commander'
import { askFor } from './frame/action.ts'
import { addCommand, addConnection, type Cli, type CommonOptions } from './frame/command.ts'

type Options = CommonOptions & { allowWrites?: true; bot?: string }

export function addMcpCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = addCommand(program, cli, { usage: 'mcp', about: 'about_mcp', example: 'mcp --profile produccion' })
    .option('--bot <id>', say('option_bot'))
    .option('--allow-writes', say('option_allow_writes'))
  addConnection(command, cli).action(async (options: Options) => {
    const { serveMcp } = await import('./mcp-server.ts')
    serveMcp(askFor(cli, options), { mayWrite: options.allowWrites === true })
  })
}
