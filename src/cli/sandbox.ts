/**
 * `recado sandbox`: the simulated WhatsApp by itself: options, a banner with a request to paste, and a clean shutdown.
 */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { sandboxAppSecret, sandboxNumber, sandboxVerifyToken } from '../../sandbox/identity.ts'
import { isRuleName, type Rules } from '../../sandbox/rules/switch.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { reviewModes, type TemplateReview } from '../../sandbox/templates/review.ts'
import type { LogFormat } from '../config/text.ts'
import { exposed, exposedWarning, isLoopback } from '../model/network/hosts.ts'
import { endOnSignal } from './ending.ts'
import { addCommand, type Cli } from './frame/command.ts'
import { logFormatOption, readSettings } from './settings.ts'

type Options = {
  host?: string
  port?: number
  seed?: number
  webhook?: string
  appSecret: string
  verifyToken: string
  templateReview?: TemplateReview
  rule: Partial<Rules>
  logFormat?: LogFormat
}

export function addSandboxCommand(program: Command, cli: Cli): void {
  addCommand(program, cli, { usage: 'sandbox', about: 'about_sandbox', example: 'sandbox --port 4001' })
    .option('--host <address>', 'address to listen on; default: RECADO_HOST')
    .option('--port <number>', 'port to listen on, 0 for any free one; default: RECADO_SANDBOX_PORT', portOf)
    .option('--seed <number>', 'seed of the random values, which are then the same in each run', seedOf)
    .option('--webhook <url>', 'address that webhooks are sent to at first', urlOf)
    .option('--app-secret <text>', 'secret that signs the webhooks', sandboxAppSecret)
    .option('--verify-token <text>', 'token that the webhook checks', sandboxVerifyToken)
    .addOption(new Option('--template-review <mode>', 'how new templates are reviewed').choices([...reviewModes]))
    .option('--rule <name=on|off>', 'switch a rule of docs/sandbox.md on or off; repeatable', ruleOf, {})
    .addOption(logFormatOption(cli.say))
    .action(runSandbox)
}

async function runSandbox(options: Options): Promise<void> {
  const config = readSettings({ logFormat: options.logFormat })
  const host = options.host ?? config.host
  if (!isLoopback(host) && !config.sandboxExposed) throw new Error(exposed(options.host ? '--host' : 'RECADO_HOST'))
  const { logReady, openLog } = await import('./log.ts')
  const { startSandbox } = await import('../../sandbox/server.ts')
  const { log, logTo, isWatched } = openLog(config)
  const sandbox = await startSandbox({
    host,
    hosts: [...(config.hosts.any ? ['*'] : []), ...config.hosts.names, ...config.hosts.domains.map((one) => `*${one}`)],
    port: options.port ?? config.sandboxPort,
    logLevel: log.level,
    logTo,
    demoPerson: true,
    rules: options.rule,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.templateReview === undefined ? {} : { templateReview: options.templateReview }),
    ...(options.webhook === undefined ? {} : { subscription: subscriptionOf(options.webhook, options) }),
  })
  // Comes before it is told: a reader may end the process at once.
  endOnSignal(sandbox.stop)
  if (isWatched) process.stdout.write(bannerOf(sandbox, options.webhook, isLoopback(host)))
  else logReady(log, factsOf(sandbox, options.webhook, isLoopback(host)), 'The sandbox WhatsApp is ready')
}

function subscriptionOf(url: string, { appSecret, verifyToken }: Options) {
  return { url, appSecret, verifyToken }
}

export function bannerOf({ url }: Pick<Sandbox, 'url'>, webhook: string | undefined, isOnlyHere: boolean): string {
  const subscribe = `PUT ${url}/_sandbox/subscription {"url":"…"}, or start with --webhook`
  return [
    '',
    `  The sandbox WhatsApp is ready at ${url}  (the phone)`,
    '',
    `  Graph API   ${messagesOf(url)}, any bearer token`,
    `  control     ${url}/_sandbox/docs`,
    `  webhooks    ${webhook ?? subscribe}`,
    ...(isOnlyHere ? [] : [`  WARNING     ${exposedWarning}`]),
    '',
    '  Send the first message:',
    '',
    `curl ${messagesOf(url)} \\`,
    `  -H 'Authorization: Bearer any' -H 'Content-Type: application/json' \\`,
    `  -d '{"messaging_product":"whatsapp","to":"+593987654321","type":"text","text":{"body":"¡Hola!"}}'`,
    '',
    '',
  ].join('\n')
}

function factsOf({ url }: Sandbox, webhook: string | undefined, isOnlyHere: boolean): Record<string, string> {
  return {
    url,
    graphUrl: messagesOf(url),
    controlUrl: `${url}/_sandbox/docs`,
    ...(webhook !== undefined && { webhook }),
    ...(!isOnlyHere && { warning: exposedWarning }),
  }
}

function messagesOf(url: string): string {
  return `${url}/v26.0/${sandboxNumber.phoneNumberId}/messages`
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be from 0 to 65535.')
  return port
}

function seedOf(text: string): number {
  const seed = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(seed))
    throw new InvalidArgumentError('It must be an integer of 0 or more.')
  return seed
}

function urlOf(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('It must begin with http:// or https://.')
  return text
}

function ruleOf(text: string, before: Partial<Rules>): Partial<Rules> {
  const [name = '', value] = text.split('=')
  if (!isRuleName(name)) throw new InvalidArgumentError(`There is no rule ${name}.`)
  if (value !== 'on' && value !== 'off') throw new InvalidArgumentError(`Write ${name}=on or ${name}=off.`)
  return { ...before, [name]: value === 'on' }
}
