/**
 * `recado start` and `recado serve`: configuration, log, gateway, what it tells at the start, and a clean shutdown.
 */
import { demoBotId } from '../app/demo.ts'
import { startApp } from '../app/start.ts'
import type { Config } from '../config/config.ts'
import type { LogFormat } from '../config/text.ts'
import { configuredLocation } from '../store/location.ts'
import { countGateways } from '../store/peek.ts'
import { bannerOf, factsOf } from './banner.ts'
import { endOnSignal } from './ending.ts'
import { failLine } from './fail.ts'
import { logReady, openLog } from './log.ts'
import { readSettings } from './settings.ts'

export type GatewayOptions = { logFormat?: LogFormat; hold?: true; json?: true }

export async function runGateway(options: GatewayOptions, defaults: { sandbox: 'on' | 'off' }): Promise<void> {
  const ignored: string[] = []
  const report = (sentence: string) => ignored.push(sentence)
  const flags = { logFormat: options.logFormat ?? (options.json && 'json'), hold: options.hold }
  const config = readSettings(flags, { RECADO_SANDBOX: defaults.sandbox }, report)
  const { log, logTo, isWatched } = openLog(config)
  if (config.hold) await refuseShared(config)
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
  const demoSecret = app.sandbox && (await app.store.bot(demoBotId))?.webhookSecret
  if (isWatched) process.stdout.write(bannerOf({ ...app, demoSecret }, config))
  else logReady(log, factsOf(app, config), 'Recado is ready')
}

/** It would take lanes of the others and let them stand still. */
async function refuseShared(config: Config): Promise<void> {
  if ((await countGateways(configuredLocation(config))) > 0)
    throw new Error('other gateways run on this database: RECADO_HOLD is for a copy of an installation')
}

function isTraced(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

/** Exits as a crash would, which loses nothing; an orderly shutdown would have to write. */
function onOutdated(error: Error): void {
  process.stderr.write(`${failLine(error)}\n`)
  process.exit(1)
}
