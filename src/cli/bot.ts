/** `recado bot`: makes, lists, checks and removes bots; `recado secret` renews what signs a bot's webhooks. */
import { randomBytes } from 'node:crypto'
import type { Command } from 'commander'
import { checkBot, failWhenUnhealthy, textOfChecks } from './checks.ts'
import { readKey } from './connection.ts'
import { type Ask, onAsk } from './frame/action.ts'
import { addCommand, addConnection, addGroup, type Cli } from './frame/command.ts'
import { coloured, tableOf, visible } from './frame/terminal.ts'
import { overlapSecondsOf } from './overlap.ts'
import { allPages } from './pages.ts'

type Bot = { id: string; name: string; channel: { phoneNumberId: string; displayNumber?: string }; webhookUrl: string }

type AddOptions = {
  id?: string
  phoneNumberId: string
  wabaId: string
  appId?: string
  tokenFile: string
  appSecretFile: string
  verifyTokenFile?: string
  graphUrl?: string
  webhook?: string
}

export function addBotCommands(program: Command, cli: Cli): void {
  const group = addGroup(program, cli, 'bot', 'about_bot')
  const { say } = cli
  const add = addCommand(group, cli, {
    usage: 'add <name>',
    about: 'about_bot_add',
    example:
      'bot add Ventas --id ventas --phone-number-id 1055 --waba-id 2066 --token-file token --app-secret-file secret',
  })
    .option('--id <id>', say('option_bot_id'))
    .requiredOption('--phone-number-id <digits>', say('option_phone_number_id'))
    .requiredOption('--waba-id <digits>', say('option_waba_id'))
    .requiredOption('--token-file <path>', say('option_token_file'))
    .option('--app-id <digits>', say('option_app_id'))
    .requiredOption('--app-secret-file <path>', say('option_app_secret_file'))
    .option('--verify-token-file <path>', say('option_verify_token_file'))
    .option('--graph-url <address>', say('option_graph_url'))
    .option('--webhook <address>', say('option_webhook'))
  onAsk<AddOptions>(addConnection(add, cli), cli, addBot)
  const list = addCommand(group, cli, { usage: 'list', about: 'about_bot_list', example: 'bot list --json' })
  onAsk(addConnection(list, cli), cli, listBots)
  const check = addCommand(group, cli, { usage: 'check <id>', about: 'about_bot_check', example: 'bot check ventas' })
  onAsk(addConnection(check, cli), cli, runCheck)
  const remove = addCommand(group, cli, {
    usage: 'remove <id>',
    about: 'about_bot_remove',
    example: 'bot remove ventas',
  })
  onAsk(addConnection(remove, cli), cli, removeBot)
}

/** A verify token that is not given is made: it is only typed into Meta's form. */
async function addBot({ api, output, say }: Ask, options: AddOptions, [name = '']: string[]): Promise<void> {
  const { phoneNumberId, wabaId, appId, graphUrl, verifyTokenFile: file } = options
  const verifyToken = file === undefined ? randomBytes(24).toString('base64url') : readKey(file, say)
  const secrets = { accessToken: readKey(options.tokenFile, say), appSecret: readKey(options.appSecretFile, say) }
  const channel = { phoneNumberId, wabaId, appId, graphUrl, verifyToken, ...secrets }
  const body = { id: options.id, name, channel, webhookUrl: options.webhook }
  const bot = await api.post<Bot & { webhookSecret: string }>('/manage/v1/bots', body)
  const told = [
    say('bot_added', { id: bot.id }),
    say('secret_once', { secret: bot.webhookSecret }),
    ...(file === undefined ? [say('verify_token_once', { verifyToken })] : []),
    say('bot_check_next', { id: bot.id }),
  ]
  output.result({ ...bot, ...(file === undefined && { verifyToken }) }, () => told.join('\n'))
}

async function listBots({ api, output, say }: Ask): Promise<void> {
  const bots = await allPages<Bot>(api, '/manage/v1/bots')
  output.result(bots, () =>
    bots.length === 0
      ? say('list_empty')
      : tableOf(
          bots.map(({ id, name, channel }) => [
            coloured('bold', id),
            visible(name),
            channel.displayNumber ?? channel.phoneNumberId,
          ]),
        ),
  )
}

async function runCheck(ask: Ask, _options: object, [id = '']: string[]): Promise<void> {
  const checked = await checkBot(ask.api, id)
  ask.output.result(checked, () => textOfChecks(ask.say, checked.checks))
  failWhenUnhealthy(ask.say, [checked])
}

async function removeBot({ api, output, say }: Ask, _options: object, [id = '']: string[]): Promise<void> {
  await api.delete(`/manage/v1/bots/${encodeURIComponent(id)}`)
  output.result({ botId: id, removed: true }, () => say('removed', { name: id }))
}

export function addSecretCommand(program: Command, cli: Cli): void {
  const { say } = cli
  const command = addCommand(program, cli, { usage: 'secret <bot>', about: 'about_secret', example: 'secret ventas' })
  command.option('--overlap <hours>', say('option_overlap_secret'))
  onAsk<{ overlap?: string }>(addConnection(command, cli), cli, async ({ api, output }, { overlap }, [bot = '']) => {
    const body = overlapSecondsOf(overlap, say)
    const path = `/manage/v1/bots/${encodeURIComponent(bot)}/webhook-secret`
    const { webhookSecret } = await api.post<{ webhookSecret: string }>(path, body)
    output.result({ botId: bot, webhookSecret }, () => say('secret_once', { secret: webhookSecret }))
  })
}
