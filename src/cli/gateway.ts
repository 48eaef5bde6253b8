/**
 * `recado start` and `recado serve`: log, gateway, what it tells at the start, and a clean shutdown.
 */
import { demoBotId } from '../app/demo.ts'
import { startApp } from '../app/start.ts'
import type { Config } from '../config/config.ts'
import { configuredLocation } from '../store/location.ts'
import { countGateways } from '../store/peek.ts'
import { bannerOf, factsOf } from './banner.ts'
import { endOnSignal } from './ending.ts'
import { failLine } from './fail.ts'
import { logReady, openLog } from './log.ts'

/** `ignored`: a sentence for each kind of ignored names in the environment. */
export async function runGateway(config: Config, ignored: readonly string[]): Promise<void> {
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
