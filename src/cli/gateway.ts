/**
 * `recado start` and `recado serve`: configuration, log, gateway, what it tells at the start, and a clean shutdown.
 */
import { startApp } from '../app/start.ts'
import type { LogFormat } from '../config/text.ts'
import { bannerOf, factsOf } from './banner.ts'
import { endOnSignal } from './ending.ts'
import { failLine } from './fail.ts'
import { logReady, openLog } from './log.ts'
import { readSettings } from './settings.ts'

export type GatewayOptions = { logFormat?: LogFormat }

export async function runGateway(options: GatewayOptions, defaults: { sandbox: 'on' | 'off' }): Promise<void> {
  const ignored: string[] = []
  const report = (sentence: string) => ignored.push(sentence)
  const config = readSettings({ logFormat: options.logFormat }, { RECADO_SANDBOX: defaults.sandbox }, report)
  const { log, logTo, isWatched } = openLog(config)
  for (const sentence of ignored) log.warn(sentence)
  // Where nothing is configured, nothing of it is loaded.
  const tracing = isTraced(process.env)
    ? await (await import('../app/tracing.ts')).startTracing(process.env)
    : undefined
  const app = await startApp(config, { log, onOutdated, tracing, sandbox: { logTo } })
  // Comes before it is told: a reader may end the process at once.
  endOnSignal(async () => {
    await app.stop()
    // A collector that is not there holds nobody up for longer than its own time.
    await tracing?.stop().catch(() => {})
  })
  if (isWatched) process.stdout.write(bannerOf(app, config))
  else logReady(log, factsOf(app, config), 'Recado is ready')
}

function isTraced(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

/** Exits as a crash would, which loses nothing; an orderly shutdown would have to write. */
function onOutdated(error: Error): void {
  process.stderr.write(`${failLine(error)}\n`)
  process.exit(1)
}
