/**
 * The only wiring: configuration -> store -> flows -> http. `startApp` answers when the gateway takes requests; `stop` drains what is in
 * flight and leaves nothing claimed. Called by the commands and by tests, which give their own clock or ports.
 */
import { join } from 'node:path'
import type { Logger } from 'pino'
import { makeCloudClient } from './channel/cloud/client.ts'
import type { Config } from './config.ts'
import type { HttpDeps } from './http/deps.ts'
import { registerHome } from './http/home.ts'
import { closeHttp, listen } from './http/listen.ts'
import { makeHttp } from './http/server.ts'
import { ingestWebhook } from './inbound/ingest.ts'
import { secretKey } from './keys.ts'
import { makeMetrics } from './metrics.ts'
import { defaultRetryPolicy } from './model/decide.ts'
import { makeIds } from './model/ids.ts'
import { startDispatch } from './outbound/dispatch.ts'
import { makeDispatchObserver } from './outbound/observe.ts'
import { makeProber } from './outbound/probe.ts'
import { checkUrl, makeGuardedAgent } from './outgoing/guard.ts'
import { type GuardedRequest, guardedRequest } from './outgoing/request.ts'
import { watchPressure } from './queue/pressure.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from './sandbox/server.ts'
import { seed } from './seed.ts'
import { makeSeal } from './store/seal.ts'
import { openSqliteStore } from './store/sqlite.ts'
import type { Store } from './store/store.ts'
import { startWebhookDispatch } from './webhooks/dispatch.ts'

export type AppDeps = {
  log: Logger
  clock?: () => number
  random?: () => number
  /** How the sandbox behaves, for tests. */
  sandbox?: Pick<SandboxOptions, 'seed' | 'statusDelayMs' | 'rules'>
}

export type App = {
  url: string
  sandbox: Sandbox | undefined
  store: Store
  /** Present when it was generated just now. */
  newAdminToken: string | undefined
  stop(): Promise<void>
}

/** A start that fails (a taken port) leaves as little behind as a stop: nothing open, nothing claimed. */
export async function startApp(config: Config, deps: AppDeps): Promise<App> {
  const closers: Closer[] = []
  try {
    return await wire(config, deps, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

type Closer = () => unknown

/** What was opened last is closed first. */
async function closeAll(closers: Closer[]): Promise<void> {
  for (const close of closers.toReversed()) await close()
}

/** Each part, once it is there, leaves word of how it is closed. */
async function wire(config: Config, deps: AppDeps, closers: Closer[]): Promise<App> {
  if (config.databaseUrl !== undefined) {
    throw new Error('RECADO_DATABASE_URL names a PostgreSQL, which this version does not speak yet; leave it unset')
  }
  const house = await openHouse(config, deps, closers)
  const sandbox = await openSandbox(config, deps)
  closers.push(() => sandbox?.stop())
  const management = await seed({ ...house, config, sandboxUrl: sandbox?.url })
  const flows = await startFlows(house, config, closers)
  const http = await makeHttp({
    ...httpDeps(house, flows, config),
    config: { adminToken: management.token },
    pages: (app) => registerHome(app, { sandboxUrl: sandbox?.url }),
  })
  closers.push(() => closeHttp(http, config.stopTimeoutMs))
  const url = await listen(http, config)
  sandbox?.subscribe({ url: `${url}/meta/webhook` })

  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= closeAll(closers)
    return stopping
  }
  const { store } = house
  return { url, sandbox, store, newAdminToken: management.isNew ? management.token : undefined, stop }
}

/** What every flow stands on. */
async function openHouse(config: Config, deps: AppDeps, closers: Closer[]) {
  const { log, clock = Date.now, random = Math.random } = deps
  const seal = makeSeal(secretKey(config))
  const newId = makeIds(clock)
  const metrics = makeMetrics()
  // The lanes are made after the store; until then nobody is there to be woken.
  const hints: { bot(id: string): void; endpoint(id: string): void } = { bot: () => {}, endpoint: () => {} }
  const store = await openSqliteStore(
    { newId, seal, onDeliveries: (id) => hints.endpoint(id), onMessages: (id) => hints.bot(id) },
    {
      path: join(config.dataDir, 'recado.db'),
      onGroup: (size, durationMs) => metrics.storeTransaction(durationMs, size),
    },
  )
  closers.push(() => store.close())
  metrics.watchBacklog(() => store.backlog(), clock)
  const purger = setInterval(
    () => void store.purge(clock()).catch((err: unknown) => log.error({ err }, 'purge failed')),
    3_600_000,
  )
  closers.push(() => clearInterval(purger))
  return { log, clock, random, seal, newId, metrics, hints, store }
}

type House = Awaited<ReturnType<typeof openHouse>>

/** The lanes, and what they call the world with. */
async function startFlows({ store, clock, random, log, metrics, hints }: House, config: Config, closers: Closer[]) {
  const pressure = watchPressure()
  closers.push(pressure.stop)
  const cloud = makeCloudClient({ clock })
  const agent = makeGuardedAgent(config.allowPrivate)
  // What the lanes gave up waiting for is not waited for here either.
  closers.push(() => Promise.all([cloud.destroy(), agent.destroy()]))
  const request: GuardedRequest = (input) => guardedRequest({ agent, allow: config.allowPrivate }, input)
  const lanes: (() => Promise<unknown>)[] = []
  closers.push(() => Promise.all(lanes.map((stop) => stop())))
  const outbound = await startDispatch({
    store,
    cloud,
    prober: makeProber({ request, clock, random, timeoutMs: config.probeTimeoutMs }),
    clock,
    random,
    policy: { ...defaultRetryPolicy, reconcileMs: config.reconcileMs, maxAgeMs: config.maxAgeMs },
    observer: makeDispatchObserver(log, metrics, clock),
    share: pressure.share,
  })
  lanes.push(() => outbound.stop(config.stopTimeoutMs))
  hints.bot = outbound.wake
  const webhooks = await startWebhookDispatch({
    store,
    request,
    clock,
    random,
    log,
    timeoutMs: config.webhookTimeoutMs,
    share: pressure.share,
    metrics: { attempted: metrics.delivery },
  })
  lanes.push(() => webhooks.stop(config.stopTimeoutMs))
  hints.endpoint = webhooks.wake
  return { outbound, webhooks }
}

type Flows = Awaited<ReturnType<typeof startFlows>>

function httpDeps(house: House, { outbound, webhooks }: Flows, config: Config): Omit<HttpDeps, 'config' | 'pages'> {
  const { store, clock, newId, log, metrics, seal } = house
  return {
    store,
    clock,
    newId,
    log,
    accept: { store, clock, newId, wake: outbound.wake },
    ingestWebhook: (raw, signature) => ingestWebhook({ store, clock, observe: metrics.ingested }, raw, signature),
    verifyTokens: async () => (await store.bots()).map((bot) => bot.channel.verifyToken),
    allowPrivateMedia: (url) => checkUrl(url.href, config.allowPrivate).ok,
    checkWebhookUrl: (url) => checkUrl(url, config.allowPrivate),
    wakeBot: outbound.resume,
    wakeEndpoint: webhooks.wake,
    botChanged() {
      void outbound.renew()
      void webhooks.renew()
    },
    sealClientSecret: seal.hash,
    metrics,
    health: { ready: () => readiness(store, clock, [outbound.isRunning, webhooks.isRunning]) },
  }
}

async function openSandbox(config: Config, { log, sandbox }: AppDeps): Promise<Sandbox | undefined> {
  if (!config.sandbox) return undefined
  return startSandbox({
    ...sandbox,
    host: config.host,
    port: config.sandboxPort,
    logLevel: log.level === 'debug' || log.level === 'trace' ? log.level : 'warn',
    demoPerson: true,
  })
}

/** The store takes writes, and no lane has stopped turning. */
async function readiness(
  store: Store,
  clock: () => number,
  halves: (() => boolean)[],
): Promise<{ ready: boolean; checks: Record<string, boolean> }> {
  const lanes = halves.every((isRunning) => isRunning())
  const written = await store.ping(clock()).then(
    () => true,
    () => false,
  )
  return { ready: written && lanes, checks: { store: written, lanes } }
}
