/**
 * `recado start` and `recado serve`: log, gateway, what it tells at the start, and a clean shutdown.
 */
import { demoBotId } from '../app/demo.ts'
import { type App, type AppDeps, startApp } from '../app/start.ts'
import type { Config } from '../config/config.ts'
import { configuredLocation } from '../store/location.ts'
import { countGateways } from '../store/peek.ts'
import { bannerOf, factsOf } from './banner.ts'
import { endOnSignal } from './ending.ts'
import { failLine } from './fail.ts'
import { logReady, openLog } from './log.ts'

/** `ignored`: a sentence for each kind of ignored names in the environment. `isDemo`: with a week of a shop's life. */
export async function runGateway(config: Config, ignored: readonly string[], isDemo = false): Promise<void> {
  const { log, logTo, isWatched } = openLog(config)
  if (config.hold) await refuseShared(config)
  for (const sentence of ignored) log.warn(sentence)
  // Where nothing is configured, nothing of it is loaded.
  const tracing = isTraced(process.env)
    ? await (await import('../app/tracing.ts')).startTracing(process.env)
    : undefined
  const deps = { log, onOutdated, tracing, sandbox: { logTo } }
  const app = isDemo ? await startDemo(config, deps, isWatched) : await startApp(config, deps)
  // Comes before it is told: a reader may end the process at once.
  endOnSignal(async () => {
    await app.stop()
    // A collector that is not there holds nobody up for longer than its own time.
    await tracing?.stop().catch(() => {})
  })
  const demoSecret = app.sandbox && (await app.store.bot(demoBotId))?.webhookSecret
  if (isWatched) process.stdout.write(bannerOf({ ...app, demoSecret }, { ...config, ...app }))
  else logReady(log, factsOf(app, { ...config, ...app }), 'Recado is ready')
}

/** Loaded by nobody else. At a terminal the week that goes by is shown in one line. */
async function startDemo(config: Config, deps: AppDeps, isWatched: boolean): Promise<App & { dataDir: string }> {
  const { startDemo: start } = await import('../demo/start.ts')
  const show = (share: number) => process.stdout.write(`\r  A week of a shop: ${Math.round(share * 100)} %`)
  const app = await start(config, deps, isWatched ? show : undefined)
  if (isWatched) process.stdout.write('\r\u001b[K')
  return app
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
