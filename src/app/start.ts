/**
 * The only wiring: configuration -> store -> workers -> HTTP. `startApp` resolves when the gateway takes requests;
 * `stop` lets proxies know, then drains what is in flight and leaves nothing claimed.
 */

import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { createPasswords } from '../access/passwords.ts'
import { firstLink } from '../access/sign-in.ts'
import type { Config } from '../config/config.ts'
import { checkUrl } from '../egress/allow-list.ts'
import { registerSignInPage } from '../http/access/sign-in-page.ts'
import type { HttpDeps } from '../http/kit/deps.ts'
import { backlog, closeHttp, listen } from '../http/listen.ts'
import { createOpsPort } from '../http/ops/access.ts'
import { isConsoleBuilt, registerConsole } from '../http/ops/console-site.ts'
import { registerGuide } from '../http/ops/guide.ts'
import { registerHome } from '../http/ops/home.ts'
import { createHttp } from '../http/server.ts'
import { type IngestDeps, ingestWebhook } from '../inbound/ingest.ts'
import { createSearches } from '../inbound/searches.ts'
import { keepFile, type Upload } from '../media/keep.ts'
import { auditing } from '../store/access/audit-scope.ts'
import type { Store } from '../store/store.ts'
import { installedAt } from '../version.ts'
import { seed } from './bootstrap.ts'
import { createDrain, type Drain } from './drain.ts'
import { operatorTools } from './operator-tools.ts'
import { type Rewinding, startRewindableWorkers } from './rewind.ts'
import { closeAll, type Disposer, openServices, type Services, type ServicesDeps } from './services.ts'
import type { Workers } from './workers.ts'

export type AppDeps = ServicesDeps & {
  /** Where the sandbox's log goes; its behaviour, for tests. */
  sandbox?: Pick<SandboxOptions, 'logTo' | 'clock' | 'seed' | 'statusDelayMs' | 'rules' | 'demoPerson' | 'peopleRead'>
  /** Others than the usual ones, for tests. */
  streamBounds?: HttpDeps['streamBounds']
  /** Where the built guide is, for tests; `dist-guide` of the installation. */
  guideFolder?: string
  /** Where the built console is, likewise; `dist-console` of the installation. */
  consoleFolder?: string
}

export type App = {
  url: string
  sandbox: Sandbox | undefined
  store: Store
  /** Present if it was generated at this start. */
  newAdminToken: string | undefined
  /** One-time link that creates the first user; absent when there is one. */
  firstSignIn: string | undefined
  /** Another one, valid from now; absent once there is a user. */
  renewFirstSignIn(): Promise<string | undefined>
  /** Present if the store is rewindable. */
  rewinding: Rewinding | undefined
  stop(): Promise<void>
}

/** A failed start (a taken port) leaves as little behind as a stop: nothing open, nothing claimed. */
export async function startApp(config: Config, deps: AppDeps): Promise<App> {
  const disposers: Disposer[] = []
  try {
    return await wire(config, deps, disposers)
  } catch (error) {
    await closeAll(disposers)
    throw error
  }
}

/** Each part registers its own cleanup as soon as it exists. */
async function wire(config: Config, deps: AppDeps, disposers: Disposer[]): Promise<App> {
  const services = await openServices(config, deps, disposers)
  const sandbox = await openSandbox(config, deps)
  disposers.push(() => sandbox?.stop())
  const management = await seed({ ...services, config, sandboxUrl: sandbox?.url })
  const { workers: flows, rewinding } = await startRewindableWorkers(services, config, disposers)
  const opsPort = createOpsPort()
  const drain = createDrain(config.drainMs)
  const http = await createHttp({
    ...httpDeps(services, flows, config, drain),
    ...operatorTools(services, flows, config, disposers),
    config: { ...config, adminToken: management.token },
    streamBounds: deps.streamBounds,
    ops: { token: config.opsToken, hasPort: config.opsPort !== undefined, isThere: opsPort.isThere },
    pages(app) {
      const consoleFolder = deps.consoleFolder ?? join(installedAt, 'dist-console')
      if (isConsoleBuilt(consoleFolder))
        app.register(registerConsole, { folder: consoleFolder, sandboxUrl: sandbox?.url })
      else registerHome(app, { sandboxUrl: sandbox?.url })
      registerSignInPage(app)
      registerGuide(app, { folder: deps.guideFolder ?? join(installedAt, 'dist-guide') })
    },
  })
  disposers.push(() => closeHttp(http, config.stopTimeoutMs))
  if (config.opsPort !== undefined) {
    const ops = await opsPort.listen(http, { host: config.host, port: config.opsPort, backlog })
    disposers.push(ops.close)
  }
  const url = await listen(http, config)
  services.address.listens(url)
  sandbox?.subscribe({ url: `${url}/meta/webhook` })
  sandbox?.admit(consoleOrigins(url, config))

  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= drain.run().then(() => closeAll(disposers))
    return stopping
  }
  const { store, address } = services
  const renewFirstSignIn = async () => {
    const link = await firstLink({ ...services, random: randomBytes })
    return link && `${address.base()}/sign-in#${link}`
  }
  return {
    url,
    sandbox,
    store,
    newAdminToken: management.isNew ? management.token : undefined,
    firstSignIn: await renewFirstSignIn(),
    renewFirstSignIn,
    rewinding,
    stop,
  }
}

function mediaDeps({ store, newId, clock, address }: Services, place: Workers['place'], linkMs: number) {
  return {
    isSigned: address.isOfMedia,
    addressOf: address.ofMedia,
    addressUntil: address.ofMediaUntil,
    named: address.mediaNamed,
    open: place.open,
    keep: (upload: Upload) => keepFile({ store, place, newId, clock, linkMs }, upload),
    linkMs,
  }
}

function httpDeps(
  services: Services,
  flows: Workers,
  config: Config,
  { isDraining }: Drain,
): Omit<HttpDeps, 'config' | 'pages' | keyof ReturnType<typeof operatorTools>> {
  const { store, clock, newId, log, logLevel, tracing, metrics, seal, address } = services
  const { hubs, admission, outbound, webhooks, skills, media, place, campaigns, receipts, poll, syncBots } = flows
  const running = [outbound, webhooks, skills, media, campaigns, poll].map(({ isRunning }) => isRunning)
  const ingesting = ingestDeps(services)
  const isOwnFile = (url: string) => address.mediaIdOf(url) !== undefined
  return {
    names: config,
    store,
    clock,
    newId,
    log,
    logLevel,
    tracing,
    accept: { store, clock, newId, wake: outbound.wake, isOwnFile, admission, observeOverload: metrics.overloaded },
    campaigns: campaigns.deps,
    templates: flows.templates.actions,
    numbers: flows.numbers.actions,
    receipts,
    ingestWebhook: (raw, signature, traceparent) => ingestWebhook(ingesting, raw, signature, traceparent),
    isVerifyToken: store.hasVerifyToken,
    allowPrivateMedia: (url) => isOwnFile(url.href) || checkUrl(url.href, config.allowPrivate).ok,
    checkWebhookUrl: (url) => checkUrl(url, config.allowPrivate),
    wakeBot: outbound.resume,
    wakeEndpoint: webhooks.wake,
    botChanged: (botId) => void syncBots([botId]),
    sealClientSecret: (secret) => seal.hash('clients', secret),
    access: accessSettings(config, seal),
    publicUrl: address.base,
    media: { ...mediaDeps(services, place, config.mediaLinkMs), wake: media.wake },
    events: { isSigned: address.isOfEvent, ...hubs },
    metrics,
    health: { ready: () => readiness(services, running, { isDraining, isHeld: config.hold }), isDraining },
  }
}

function accessSettings(config: Config, seal: Services['seal']): HttpDeps['access'] {
  const isSecure = () => config.publicUrl?.startsWith('https:') === true
  return { ...config, seal, passwords: createPasswords(), isSecure, auditing }
}

function ingestDeps({ store, clock, metrics }: Services): IngestDeps {
  const { ingested: observe, accountReport: onAccountReport } = metrics
  return { store, clock, searches: createSearches(), observe, onAccountReport }
}

async function openSandbox(config: Config, { log, sandbox }: AppDeps): Promise<Sandbox | undefined> {
  if (!config.sandbox) return undefined
  return startSandbox({
    demoPerson: true,
    ...sandbox,
    host: config.host,
    hosts: sandboxHosts(config),
    port: config.sandboxPort,
    logLevel: log.level === 'debug' || log.level === 'trace' ? log.level : 'warn',
  })
}

/** Where a browser has the console: by the names of this machine, and as the world has it. */
function consoleOrigins(url: string, { publicUrl }: Config): string[] {
  const { origin, port } = new URL(url)
  const local = ['localhost', '127.0.0.1', '[::1]'].map((name) => `http://${name}:${port}`)
  return [origin, ...local, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]
}

/** The host names of the gateway belong to the machine, so its sandbox accepts them too. */
function sandboxHosts({ hosts, publicUrl }: Config): string[] {
  const ofWorld = publicUrl === undefined ? [] : [new URL(publicUrl).hostname]
  return [...(hosts.any ? ['*'] : []), ...hosts.names, ...hosts.domains.map((domain) => `*${domain}`), ...ofWorld]
}

const readyMs = 2_000

/** Ready: the store takes writes, every lane makes progress, and the process does not stop. */
async function readiness(
  { store, clock, isStoreWell }: Pick<Services, 'store' | 'clock' | 'isStoreWell'>,
  halves: (() => boolean)[],
  { isDraining, isHeld }: { isDraining: () => boolean; isHeld: boolean },
): Promise<{ ready: boolean; checks: Record<string, boolean> }> {
  const lanes = halves.every((isRunning) => isRunning())
  // Health checks have short timeouts, and a store slower than this is not ready.
  const written = await Promise.race([
    store.ping(clock()).then(
      () => true,
      () => false,
    ),
    sleep(readyMs, false, { ref: false }),
  ])
  // A full disk still takes a small write.
  const works = written && isStoreWell()
  const accepting = !isDraining()
  const checks = { store: works, lanes, ...(!accepting && { accepting }), ...(isHeld && { hold: true }) }
  return { ready: works && lanes && accepting, checks }
}
