/**
 * Declares commands alike: a description and an example in the reader's language, `--json`, `--lang` and `--settings`
 * everywhere, the options of a connection where the gateway is asked. What an action throws ends the process with its
 * exit code (`frame/run.ts`).
 */
import { type Command, Option } from 'commander'
import type { Locale } from '../../model/errors/texts.ts'
import { languages } from './language.ts'
import type { Say, TextKey } from './say.ts'
import { type Output, outputOf } from './terminal.ts'

export type Cli = { say: Say; language: Locale }

export type Spec = {
  /** The command with its arguments, as commander reads them: `send <userId> [text]`. */
  usage: string
  about: TextKey
  /** A command to paste, without `recado`. */
  example: string
}

export type CommonOptions = { json?: true }

export function addCommand(parent: Command, { say }: Cli, { usage, about, example }: Spec): Command {
  const command = parent.command(usage).description(say(about))
  addCommonOptions(command, say)
  return command.addHelpText('after', `\n${say('help_example')}\n  $ recado ${example}`)
}

export function addGroup(parent: Command, { say }: Cli, name: string, about: TextKey): Command {
  return translateHelp(parent.command(name).description(say(about)), say)
}

export function addCommonOptions(command: Command, say: Say): Command {
  return translateHelp(command, say)
    .option('--json', say('option_json'))
    .addOption(new Option('--lang <language>', say('option_lang')).choices([...languages]))
    .option('--settings <path>', say('option_env_file'))
}

/** The values are read by `cli/connection.ts`. */
export function addConnection(command: Command, { say }: Cli): Command {
  return command
    .option('--url <address>', say('option_url'))
    .option('--key-file <path>', say('option_key_file'))
    .option('--profile <name>', say('option_profile'))
}

export function outputFor({ json }: CommonOptions): Output {
  return outputOf(json === true)
}

export function translateHelp(command: Command, say: Say): Command {
  const titles: Record<string, TextKey> = {
    'Usage:': 'help_usage',
    'Options:': 'help_options',
    'Commands:': 'help_commands',
    'Arguments:': 'help_arguments',
  }
  return command
    .helpOption('-h, --help', say('help_help'))
    .configureHelp({ styleTitle: (title) => (titles[title] ? say(titles[title]) : title), showGlobalOptions: false })
    .helpCommand(false)
}
