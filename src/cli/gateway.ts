/**
 * `recado start` and `recado serve`: configuration, log, gateway, banner, and a clean shutdown on SIGINT and SIGTERM.
 */
import { pino } from 'pino'
import { demoBotId, demoClient } from '../app/demo.ts'
import { type App, startApp } from '../app/start.ts'
import type { Traces } from '../app/tracing.ts'
import { type Config, loadConfig } from '../config/config.ts'
import { exposedWarning, isLoopback } from '../model/network/hosts.ts'
import { failLine } from './fail.ts'

export async function runGateway(defaults: { sandbox: 'on' | 'off' }): Promise<void> {
  const loaded = loadConfig(process.env, {}, { RECADO_SANDBOX: defaults.sandbox })
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  const { config } = loaded
  // A person at a terminal reads the banner; successes need no log lines there.
  const quiet = process.stdout.isTTY && config.logLevel === 'info' ? 'warn' : config.logLevel
  const log = pino({ level: quiet })
  // Where nothing is configured, nothing of it is loaded.
  const tracing = isTraced(process.env)
    ? await (await import('../app/tracing.ts')).startTracing(process.env)
    : undefined
  const app = await startApp(config, { log, onOutdated, tracing })
  // Comes before the banner: a reader of the banner may end the process at once.
  endOnSignal(app, tracing)
  process.stdout.write(banner(app, config))
}

function isTraced(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

/** Exits as a crash would, which loses nothing; an orderly shutdown would have to write. */
function onOutdated(error: Error): void {
  process.stderr.write(`${failLine(error)}\n`)
  process.exit(1)
}

/** A second signal exits at once. */
function endOnSignal(app: App, tracing: Traces | undefined): void {
  let ending = false
  const end = () => {
    if (ending) process.exit(130)
    ending = true
    const stop = async () => {
      await app.stop()
      // A collector that is not there holds nobody up for longer than its own time.
      await tracing?.stop().catch(() => {})
    }
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`recado: ${error instanceof Error ? error.message : String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

function banner(app: App, config: Config): string {
  const lines = ['', `  Recado is ready at ${app.url}`, '']
  const line = (name: string, value: string) => lines.push(`  ${name.padEnd(11)}${value}`)
  line('console', `${app.url}/`)
  line('API', `${app.url}/docs`)
  if (app.sandbox) {
    line('sandbox', `${app.sandbox.url}/  (the phone)`)
    line('bot', demoBotId)
    line('client', `${demoClient.id} / ${demoClient.secret}  (clientId / clientSecret)`)
  }
  line('Meta', `${config.publicUrl ?? app.url}/meta/webhook  (callback address for your Meta app)`)
  if (app.firstSignIn) line('sign in', `${app.firstSignIn}  (creates the first user; works once, for a day)`)
  if (app.newAdminToken) line('admin', `${app.newAdminToken}  (RECADO_ADMIN_TOKEN, shown only once)`)
  if (app.sandbox && !isLoopback(config.host)) line('WARNING', exposedWarning)
  line('data', config.dataDir)
  if (app.sandbox) lines.push('', '  Send the first message:', '', demoCurl(app.url))
  return `${lines.join('\n')}\n\n`
}

/** The README's first request. */
export function demoCurl(url: string): string {
  return [
    `curl -u ${demoClient.id}:${demoClient.secret} ${url}/v1/bots/${demoBotId}/messages \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"type":"text","userId":"593987654321","text":"¡Hola desde Recado!"}'`,
  ].join('\n')
}
