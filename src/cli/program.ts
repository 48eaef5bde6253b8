/**
 * All commands. A failure is one clear line and the exit code of its kind (docs/cli.md). A command loads its modules
 * when it runs: the whole gateway takes 0.25 s of CPU to load, which `recado --version` does not need.
 */
import { Command } from 'commander'
import { version } from '../version.ts'
import { addClientCommands, addKeyCommands } from './access.ts'
import { addBackupCommands } from './backup-command.ts'
import { addBotCommands, addSecretCommand } from './bot.ts'
import { addCampaignCommands } from './campaign.ts'
import { addCompletionCommand } from './completion.ts'
import { reasonOf } from './connection.ts'
import { addCopyCommand } from './copy-command.ts'
import { addDoctorCommand } from './doctor.ts'
import { type Cli, translateHelp } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { Say } from './frame/say.ts'
import { addInitCommand } from './init.ts'
import { addMcpCommand } from './mcp.ts'
import { addMigrateCommand } from './migrate-command.ts'
import { addOpenapiCommand } from './openapi-command.ts'
import { addProfileCommands } from './profile.ts'
import { addReplayCommand, addUnprocessedCommands } from './replay.ts'
import { addRotateKeyCommand } from './rotate-key-command.ts'
import { addSandboxCommand } from './sandbox.ts'
import { addSendCommand } from './send.ts'
import { addServeCommands } from './serve.ts'
import { addTailCommand } from './tail.ts'
import { addTemplateCommands } from './template.ts'

/** In the order of the help. */
const parts = [
  addServeCommands,
  addSandboxCommand,
  addInitCommand,
  addDoctorCommand,
  addSendCommand,
  addBotCommands,
  addSecretCommand,
  addClientCommands,
  addKeyCommands,
  addTemplateCommands,
  addCampaignCommands,
  addTailCommand,
  addReplayCommand,
  addUnprocessedCommands,
  addBackupCommands,
  addMigrateCommand,
  addCopyCommand,
  addRotateKeyCommand,
  addMcpCommand,
  addProfileCommands,
  addCompletionCommand,
  addOpenapiCommand,
]

export function createProgram(cli: Cli): Command {
  const { say } = cli
  const program = new Command('recado')
    .description(say('about'))
    .version(version, '-V, --version', say('help_version'))
    .exitOverride()
    // Errors are written by `frame/run.ts`, in the reader's language.
    .configureOutput({ outputError: () => {} })
    .hook('preAction', (_program, command) => loadSettings(command, say))
  translateHelp(program, say)
  for (const add of parts) add(program, cli)
  return program
}

/** Before the action reads the environment. The runtime takes a flag `--env-file` for its own, wherever it stands. */
function loadSettings(command: Command, say: Say): void {
  const { settings: path } = command.opts<{ settings?: string }>()
  try {
    if (path !== undefined) process.loadEnvFile(path)
  } catch (error) {
    throw new CommandFailure(exitCodes.usage, say('file_unreadable', { path: path ?? '', reason: reasonOf(error) }))
  }
}
