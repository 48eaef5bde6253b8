/** `recado profile`: addresses and credentials by name, so that no command needs them as flags. */
import type { Command } from 'commander'
import { credentialOf, readKey } from './connection.ts'
import { addCommand, addGroup, type Cli, type CommonOptions, outputFor } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import { coloured, tableOf } from './frame/terminal.ts'
import { type Profile, type Profiles, profilesPath, readProfiles, writeProfiles } from './profiles.ts'

type SaveOptions = CommonOptions & { url: string; keyFile?: string; clientFile?: string; bot?: string; default?: true }

export function addProfileCommands(program: Command, cli: Cli): void {
  const { say } = cli
  const group = addGroup(program, cli, 'profile', 'about_profile')
  addCommand(group, cli, {
    usage: 'save <name>',
    about: 'about_profile_save',
    example: 'profile save produccion --url https://recado.ejemplo.com --key-file key.txt --bot ventas --default',
  })
    .requiredOption('--url <address>', say('option_url'))
    .option('--key-file <path>', say('option_key_file'))
    .option('--client-file <path>', say('option_client_file'))
    .option('--bot <id>', say('option_bot'))
    .option('--default', say('option_default'))
    .action((name: string, options: SaveOptions) => save(cli, name, options))
  addCommand(group, cli, { usage: 'list', about: 'about_profile_list', example: 'profile list' }).action(
    (options: CommonOptions) => list(cli, options),
  )
  addCommand(group, cli, {
    usage: 'remove <name>',
    about: 'about_profile_remove',
    example: 'profile remove produccion',
  }).action((name: string, options: CommonOptions) => remove(cli, name, options))
}

async function save({ say }: Cli, name: string, options: SaveOptions): Promise<void> {
  if (!URL.canParse(options.url)) throw new CommandFailure(exitCodes.usage, say('url_wrong', { value: options.url }))
  const path = profilesPath(process.env)
  const known = readProfiles(path, say)
  const profile: Profile = {
    url: options.url,
    ...(options.keyFile && credentialOf(readKey(options.keyFile, say))),
    ...(options.clientFile && { client: readKey(options.clientFile, say) }),
    ...(options.bot && { bot: options.bot }),
  }
  const profiles = { ...known.profiles, [name]: profile }
  writeProfiles(path, { ...known, ...(options.default && { default: name }), profiles })
  outputFor(options).result({ profile: name, path }, () => say('saved', { path }))
}

async function list({ say }: Cli, options: CommonOptions): Promise<void> {
  const known = readProfiles(profilesPath(process.env), say)
  const shown = Object.entries(known.profiles).map(([name, profile]) => viewOf(known, name, profile))
  const rows = shown.map(({ name, url, bot, isDefault }) => [
    coloured('bold', name),
    url,
    bot ?? '–',
    isDefault ? say('profile_default') : '',
  ])
  outputFor(options).result(shown, () => (rows.length === 0 ? say('list_empty') : tableOf(rows)))
}

/** Without what is secret. */
function viewOf(known: Profiles, name: string, { url, bot, key, client }: Profile) {
  const isDefault = known.default === name
  return { name, url, bot: bot ?? null, hasKey: key !== undefined, hasClient: client !== undefined, isDefault }
}

async function remove({ say }: Cli, name: string, options: CommonOptions): Promise<void> {
  const path = profilesPath(process.env)
  const { default: usual, profiles } = readProfiles(path, say)
  if (!Object.hasOwn(profiles, name)) throw new CommandFailure(exitCodes.usage, say('profile_unknown', { name, path }))
  const { [name]: _removed, ...others } = profiles
  writeProfiles(path, { ...(usual !== undefined && usual !== name && { default: usual }), profiles: others })
  outputFor(options).result({ profile: name, removed: true }, () => say('removed', { name }))
}
