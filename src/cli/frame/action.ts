/** What an action that asks the gateway works with: the API, the output, sentences, and the bot that is meant. */
import type { Command } from 'commander'
import { type Api, createApi } from '../api.ts'
import { type Connection, type ConnectionOptions, connectionOf } from '../connection.ts'
import { type Cli, type CommonOptions, outputFor } from './command.ts'
import { CommandFailure, exitCodes } from './failure.ts'
import type { Output } from './terminal.ts'

export type Ask = Cli & {
  api: Api
  output: Output
  connection: Connection
  /** Throws when no bot is named. */
  botId(): string
}

/** Of `npm start`, where nothing is configured. */
const demoBotId = 'demo'

export function onAsk<Options extends object>(
  command: Command,
  cli: Cli,
  act: (ask: Ask, options: Options, args: string[]) => Promise<void>,
): Command {
  return command.action(async (...given: unknown[]) => {
    const options = command.opts<Options & ConnectionOptions & CommonOptions>()
    const args = given.slice(0, -2) as string[]
    await act(askFor(cli, options), options, args)
  })
}

export function askFor(cli: Cli, options: ConnectionOptions & CommonOptions): Ask {
  const connection = connectionOf(options, process.env, cli.say)
  const localKey = async () => (await import('../local-key.ts')).localKey()
  return {
    ...cli,
    connection,
    api: createApi({ ...cli, connection, localKey }),
    output: outputFor(options),
    botId() {
      const named = connection.bot ?? (connection.isLocal && connection.client === undefined ? demoBotId : undefined)
      if (named === undefined) throw new CommandFailure(exitCodes.usage, cli.say('bot_missing'))
      return named
    },
  }
}
