/**
 * What a start tells: a banner for a person at a terminal, the same facts as fields of a log line for everybody else.
 * The generated management token is for eyes only: logs are kept, and an operator can always set one.
 */
import { demoBotId, demoClient } from '../app/demo.ts'
import type { App } from '../app/start.ts'
import type { Config } from '../config/config.ts'
import { exposedWarning, isLoopback } from '../model/network/hosts.ts'

type Started = Pick<App, 'url' | 'firstSignIn' | 'newAdminToken'> & {
  sandbox: { url: string } | undefined
  /** Signs the demo bot's webhooks; present with the sandbox. */
  demoSecret?: string | undefined
}
type Settings = Pick<Config, 'publicUrl' | 'host' | 'dataDir' | 'hold'>

/** What a bot on another machine would find out by files that do not open. */
const unreachableWarning = (url: string) =>
  `RECADO_PUBLIC_URL is not set: bots are told addresses of files and events that begin with ${url}`

export function bannerOf(app: Started, config: Settings): string {
  const lines = ['', `  Recado is ready at ${app.url}`, '']
  const line = (name: string, value: string) => lines.push(`  ${name.padEnd(11)}${value}`)
  line('console', `${app.url}/`)
  // Directly below: without an account the console leads to a page where nobody can sign in yet.
  if (app.firstSignIn) line('sign in', `${app.firstSignIn}  (creates the first user; works once, for a day)`)
  line('API', `${app.url}/docs`)
  if (app.sandbox) {
    line('sandbox', `${app.sandbox.url}/  (the phone)`)
    line('bot', demoBotId)
    line('client', `${demoClient.id} / ${demoClient.secret}  (clientId / clientSecret)`)
    if (app.demoSecret) line('webhooks', `signed with ${app.demoSecret}`)
  }
  line('Meta', `${callbackOf(app, config)}  (callback address for your Meta app)`)
  if (app.newAdminToken) line('admin', `${app.newAdminToken}  (RECADO_ADMIN_TOKEN, shown only once)`)
  for (const warning of warningsOf(app, config)) line('WARNING', warning)
  if (config.hold) line('WARNING', holds)
  line('data', config.dataDir)
  if (app.sandbox) lines.push('', '  Send the first message:', '', demoCurl(app.url))
  return `${lines.join('\n')}\n\n`
}

export function factsOf(app: Started, config: Settings): Record<string, string> {
  const demo = { botId: demoBotId, clientId: demoClient.id, clientSecret: demoClient.secret }
  const warnings = warningsOf(app, config)
  return {
    url: app.url,
    docsUrl: `${app.url}/docs`,
    metaCallbackUrl: callbackOf(app, config),
    ...(app.sandbox && { sandboxUrl: app.sandbox.url, ...demo }),
    ...(app.firstSignIn !== undefined && { signIn: app.firstSignIn }),
    ...(app.newAdminToken !== undefined && { adminToken: notLogged }),
    ...(warnings.length > 0 && { warning: warnings.join('; ') }),
    ...(config.hold && { hold: holds }),
    dataDir: config.dataDir,
  }
}

const holds = 'nothing is sent until a start without RECADO_HOLD'

const notLogged = 'generated, and shown on a terminal only: set RECADO_ADMIN_TOKEN, or make an API key after signing in'

function warningsOf({ sandbox, url }: Pick<Started, 'sandbox' | 'url'>, { host, publicUrl }: Settings): string[] {
  const isOpen = !isLoopback(host)
  return [
    ...(sandbox !== undefined && isOpen ? [exposedWarning] : []),
    ...(publicUrl === undefined && (isOpen || sandbox === undefined) ? [unreachableWarning(url)] : []),
  ]
}

function callbackOf({ url }: Pick<App, 'url'>, { publicUrl }: Settings): string {
  return `${publicUrl ?? url}/meta/webhook`
}

/** The README's first request. */
export function demoCurl(url: string): string {
  return [
    `curl -u ${demoClient.id}:${demoClient.secret} ${url}/v1/bots/${demoBotId}/messages \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"type":"text","userId":"593987654321","text":"¡Hola desde Recado!"}'`,
  ].join('\n')
}
