/**
 * `recado init`: a settings file with fresh secrets, readable by its owner only, never over an existing one. What the
 * flags leave open is asked at a terminal, and has its default elsewhere.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { createInterface, type Interface } from 'node:readline/promises'
import type { Command } from 'commander'
import { loadConfig, type SettingName } from '../config/config.ts'
import { reasonOf } from './connection.ts'
import { addCommand, type Cli, type CommonOptions, outputFor } from './frame/command.ts'
import { CommandFailure, exitCodes } from './frame/failure.ts'
import type { TextKey } from './frame/say.ts'

type Options = CommonOptions & {
  file: string
  publicUrl?: string
  port?: string
  dataDir?: string
  databaseUrl?: string
  clientId?: string
}

type Answers = Partial<Record<SettingName, string>>

export function addInitCommand(program: Command, cli: Cli): void {
  const { say } = cli
  addCommand(program, cli, {
    usage: 'init',
    about: 'about_init',
    example: 'init --public-url https://recado.ejemplo.com',
  })
    .option('--file <path>', say('option_init_file'), '.env')
    .option('--public-url <address>', say('option_public_url'))
    .option('--port <number>', say('option_port'))
    .option('--data-dir <path>', say('option_data_dir'))
    .option('--database-url <address>', say('option_database_url'))
    .option('--client-id <id>', say('option_init_client'))
    .action((options: Options) => init(cli, options))
}

async function init(cli: Cli, options: Options): Promise<void> {
  const { say } = cli
  const given = answersOf(options)
  const isAsked = process.stdin.isTTY && process.stdout.isTTY && Object.keys(given).length === 0
  const settings = withSecrets(isAsked ? await ask(cli) : given)
  const loaded = loadConfig(settings)
  if (!loaded.ok) throw new CommandFailure(exitCodes.usage, loaded.problems.join(' '))
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  writeNew(cli, options.file, `${lines.join('\n')}\n`)
  const names = Object.keys(settings)
  outputFor(options).result({ file: options.file, settings: names }, () => say('init_done', { file: options.file }))
}

function answersOf({ publicUrl, port, dataDir, databaseUrl, clientId }: Options): Answers {
  const answers: Answers = {
    RECADO_PUBLIC_URL: publicUrl,
    RECADO_PORT: port,
    RECADO_DATA_DIR: dataDir,
    RECADO_DATABASE_URL: databaseUrl,
    RECADO_CLIENT_ID: clientId,
  }
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined))
}

const questions = [
  ['RECADO_PUBLIC_URL', 'ask_public_url', ''],
  ['RECADO_PORT', 'ask_port', '3000'],
  ['RECADO_DATA_DIR', 'ask_data_dir', './data'],
  ['RECADO_DATABASE_URL', 'ask_database_url', ''],
  ['RECADO_CLIENT_ID', 'ask_client_id', 'app'],
] as const satisfies readonly (readonly [SettingName, TextKey, string])[]

async function ask(cli: Cli): Promise<Answers> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // Ctrl-C, or the end of the input: nothing has been written.
  const over = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new CommandFailure(exitCodes.failed, cli.say('init_aborted'))))
  })
  over.catch(() => {})
  const answers: Answers = {}
  try {
    for (const [name, key, usual] of questions) {
      const label = `${cli.say(key)}${usual === '' ? '' : ` [${usual}]`}: `
      const value = await Promise.race([askOne(terminal, { name, label, usual }), over])
      if (value !== '') answers[name] = value
    }
  } finally {
    terminal.close()
  }
  return answers
}

type Question = { name: SettingName; label: string; usual: string }

/** Again, until a gateway would start with it. */
async function askOne(terminal: Interface, { name, label, usual }: Question): Promise<string> {
  for (;;) {
    const value = (await terminal.question(label)).trim() || usual
    const problems = problemsOf(name, value)
    if (problems.length === 0) return value
    process.stdout.write(`${problems.join('\n')}\n`)
  }
}

function problemsOf(name: SettingName, value: string): readonly string[] {
  const loaded = loadConfig(withSecrets(value === '' ? {} : { [name]: value }))
  return loaded.ok ? [] : loaded.problems
}

const secretBytes = 32

function withSecrets(answers: Answers): Record<string, string> {
  const secret = () => randomBytes(secretBytes).toString('base64url')
  const client = answers.RECADO_CLIENT_ID === undefined ? {} : { RECADO_CLIENT_SECRET: secret() }
  return {
    ...answers,
    RECADO_SECRET_KEY: secret(),
    RECADO_ADMIN_TOKEN: secret(),
    RECADO_OPS_TOKEN: secret(),
    ...client,
  }
}

/** The system refuses what exists, so that two of them cannot overwrite each other either. */
function writeNew({ say }: Cli, path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    const reason = reasonOf(error)
    throw new CommandFailure(
      exitCodes.failed,
      say(reason === 'EEXIST' ? 'init_exists' : 'not_written', { path, reason }),
    )
  }
}
