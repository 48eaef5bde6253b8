/**
 * Shared services of all workers: store, clock, randomness, ids, log, metrics, and the hints between parts; each opened
 * once and closed in reverse.
 */
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import type { DiskSpace } from '../metrics/disk.ts'
import { createMetrics, type Metrics } from '../metrics/metrics.ts'
import type { BotIds } from '../model/bot/bot.ts'
import { createIds } from '../model/ids.ts'
import { endOfLink, linkEnding, signatureOf, signedOf } from '../model/media/link.ts'
import type { RetryPolicy } from '../model/outcome/decide.ts'
import type { Tracing } from '../model/trace.ts'
import { openRewindableStore, type Rewind } from '../store/copy/rewind.ts'
import type { DueDelivery, PromotedDelivery, Wakeup } from '../store/events/wakeup.ts'
import { lockFile } from '../store/installation/lock-file.ts'
import { privateFolder } from '../store/installation/private-files.ts'
import type { ClaimedMessage, MessagePlace } from '../store/messages/records.ts'
import { newestSchema } from '../store/migrations/migrations.ts'
import type { DatabaseOptions } from '../store/postgres/database.ts'
import { openPostgresStore, type PostgresDeps } from '../store/postgres.ts'
import { createSeal, type Seal } from '../store/sealing/seal.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { version } from '../version.ts'
import { createProcessClock } from './clock.ts'
import { createLogLevel } from './log-level.ts'
import { quietLogger } from './logger.ts'
import {
  offEndpointLimitsOf,
  retentionOf,
  startErasures,
  startKeyRotation,
  startRetention,
  startSupportLapses,
} from './retention-schedule.ts'
import { secretKeys } from './secrets.ts'
import { createStoreReports } from './store-reports.ts'
import { watchStore } from './store-watch.ts'

export type Disposer = () => unknown

/** Last opened, first closed. */
export async function closeAll(disposers: Disposer[]): Promise<void> {
  for (const close of disposers.toReversed()) await close()
}

export type ServicesDeps = {
  log: Logger
  clock?: () => number
  /** The time by which receivers judge signatures; as `clock` when absent. */
  wall?: () => number
  random?: () => number
  /** Waits before a send is repeated, where they are not the usual ones. */
  retries?: Partial<RetryPolicy>
  /**
   * For tests of bots: the store goes back to the settings of an instant and forgets everything else. Its file is of no
   * use after this process.
   */
  isRewindable?: boolean
  /**
   * Another process runs a newer version on the same database, whose schema this one does not know: this process must
   * exit at once.
   */
  onOutdated?: (error: Error) => void
  /** Makes spans; absent: there are none. */
  tracing?: Tracing | undefined
}

export type Services = Awaited<ReturnType<typeof openServices>>

/** Each part registers its own cleanup as soon as it exists. */
export async function openServices(config: Config, deps: ServicesDeps, disposers: Disposer[]) {
  const { random = Math.random, tracing, retries = {} } = deps
  const log = quietLogger(deps.log)
  const own = createProcessClock({ onSkew: (skewMs, reference) => reportSkew(deps.log, skewMs, reference) })
  const clock = deps.clock ?? own.now
  const wall = deps.wall ?? deps.clock ?? Date.now
  const logLevel = createLogLevel(deps.log, clock)
  disposers.push(logLevel.stop)
  const seal = openSeal(config, log)
  const newId = createIds(clock)
  const metrics = createMetrics()
  const hints = createHints()
  const address = createPublicAddress(config, seal, clock)
  const watch = watchStore(deps.log, metrics.storeHealth, async () => store.ping(clock()))
  const { store, rewinding } = await openStore(config, deps.isRewindable === true, {
    ...createStoreReports({ log, metrics, tracing, refreshLanes: (botIds) => hints.lanes(botIds) }),
    newId,
    seal,
    mediaAddress: address.ofMedia,
    eventAddress: address.ofEvent,
    retention: retentionOf(config),
    offEndpointLimits: offEndpointLimitsOf(config),
    quotas: config.quotas,
    ...hintsOf(hints),
    onTime: own.refer,
    onHealth: watch.onStoreHealth,
    onOutdated: (error) => deps.onOutdated?.(error),
  })
  disposers.push(() => store.close(), watch.stop)
  watchFigures(metrics, store, clock)
  watchMachine(metrics, config, own.skewMs)
  // A copy that is only looked at keeps what the backup holds, and deletes no file of a bucket that it shares.
  if (!config.hold) disposers.push(startRetention(store, { log, clock, metrics }))
  disposers.push(startErasures(store, { log, clock }))
  if (!config.hold) disposers.push(startSupportLapses(store, { log, clock }))
  disposers.push(startKeyRotation(store, { log, clock }))
  const adopted = adoptLeftovers(store, log, clock())
  disposers.push(() => adopted)
  const told = { log, logLevel, metrics, tracing, skewMs: own.skewMs, retries }
  return { ...told, clock, wall, random, seal, newId, hints, address, store, rewinding, isStoreWell: watch.isWell }
}

function openSeal(config: Config, log: Pick<Logger, 'warn'>): Seal {
  const seal = createSeal(...secretKeys(config))
  if (seal.weakness !== undefined)
    log.warn(`RECADO_SECRET_KEY ${seal.weakness}: anyone who guesses it can read every stored secret`)
  return seal
}

/** Runs in the background: what it finds is deleted in batches. */
async function adoptLeftovers(store: Store, log: Pick<Logger, 'info' | 'error'>, now: number): Promise<void> {
  try {
    const bots = await store.adoptLeftovers(now)
    if (bots > 0) log.info({ bots }, 'data left by deleted bots is being removed, and their ids are reserved')
  } catch (err) {
    log.error({ err }, 'the search for data left by deleted bots failed; the next start repeats it')
  }
}

type OpenDeps = PostgresDeps & Pick<DatabaseOptions, 'onGroup' | 'onHealth'>
type Opened = { store: Store; rewinding?: Rewind }

/** SQLite in the data directory, or the configured PostgreSQL. */
async function openStore(config: Config, isRewindable: boolean, asked: OpenDeps): Promise<Opened> {
  const { onGroup, onHealth, ...deps } = asked
  const { databaseUrl, dataDir, storeTimeoutMs: timeoutMs } = config
  const options = { onGroup, onHealth, timeoutMs }
  const path = join(dataDir, 'recado.db')
  if (isRewindable) return openRewindableStore(deps, { path, ...options, isDurable: false })
  if (databaseUrl === undefined) return { store: await openSqliteStore(deps, { path, ...options }) }
  privateFolder(dataDir)
  const unlock = lockFile(join(dataDir, 'recado.lock'))
  try {
    const store = await openPostgresStore(deps, { url: databaseUrl, ...options })
    return { store: { ...store, close: () => store.close().finally(unlock) } }
  } catch (error) {
    unlock()
    throw error
  }
}

/** Lanes are made after the store; until then there is nothing to wake. */
function createHints() {
  return {
    wake: (_wakeup: Wakeup): void => {},
    /** A delivery that is due; false if no lane takes it now. */
    deliver: (_delivery: DueDelivery): boolean => false,
    /** A delivery that waits behind another of its line. */
    holdBack: (_delivery: DueDelivery): void => {},
    /** A delivery that is due, which waited; false if it must be claimed. */
    promote: (_delivery: PromotedDelivery): boolean => false,
    /** A message that is due; false if its lane does not take it now. */
    send: (_message: ClaimedMessage): boolean => false,
    /** A place for a message of this bot that begins with its acceptance; undefined if it could not leave at once. */
    reserve: (_botId: string): MessagePlace | undefined => undefined,
    /** Events were committed here. */
    events: (): void => {},
    /** Bots were added, deleted or changed, or their lanes moved to or from another process. */
    lanes: async (_botIds: BotIds): Promise<void> => {},
    /** Meta refused a send of this template. */
    mismatch: (_botId: string, _elementName: string): void => {},
  }
}

type Hinted = Pick<
  PostgresDeps,
  'onWakeup' | 'onDelivery' | 'onHeldBack' | 'onPromoted' | 'onMessage' | 'reserve' | 'onEvents' | 'onLanes'
>

/** Those of the store, for whoever takes them by then. */
function hintsOf(hints: ReturnType<typeof createHints>): Hinted {
  return {
    onWakeup: (wakeup) => hints.wake(wakeup),
    onDelivery: (delivery) => hints.deliver(delivery),
    onHeldBack: (delivery) => hints.holdBack(delivery),
    onPromoted: (delivery) => hints.promote(delivery),
    onMessage: (message) => hints.send(message),
    reserve: (botId) => hints.reserve(botId),
    onEvents: () => hints.events(),
    onLanes: (botIds) => hints.lanes(botIds),
  }
}

/** The public address: as configured, else the listening address, which is known only later. */
function createPublicAddress(config: Config, seal: Seal, clock: () => number) {
  let url = config.publicUrl ?? ''
  const isOfMedia = (mediaId: string, signature: string) =>
    seal.isLink('media', signedOf(mediaId, signature), signatureOf(signature))
  /** Whether or not it has ended. */
  function mediaNamed(address: string): { id: string; endsAt: number | undefined } | undefined {
    const [, id = '', signature = ''] = /^\/media\/([\w-]+)\/([\w.-]+)$/.exec(address.slice(url.length)) ?? []
    const isOurs = address.startsWith(`${url}/`) && isOfMedia(id, signature)
    return isOurs ? { id, endsAt: endOfLink(signature) } : undefined
  }
  return {
    listens(at: string): void {
      if (config.publicUrl === undefined) url = at
    },
    /** Without a trailing slash. */
    base: () => url,
    ofMedia: (mediaId: string) => `${url}/media/${mediaId}/${seal.link('media', mediaId)}`,
    /** One that ends at `until`, whatever becomes of the lasting one. */
    ofMediaUntil(mediaId: string, until: number): string {
      const end = linkEnding(until)
      return `${url}/media/${mediaId}/${end}${seal.link('media', signedOf(mediaId, end))}`
    },
    isOfMedia,
    mediaNamed,
    /** Undefined: it is no address of a file here, or one that nobody was given, or one that has ended. */
    mediaIdOf(address: string): string | undefined {
      const { id, endsAt = Number.POSITIVE_INFINITY } = mediaNamed(address) ?? {}
      return clock() < endsAt ? id : undefined
    },
    ofEvent: (eventId: string) => `${url}/events/${eventId}/${seal.link('events', eventId)}`,
    isOfEvent: (eventId: string, signature: string) => seal.isLink('events', eventId, signature),
  }
}

function watchMachine(metrics: Metrics, { dataDir, databaseUrl }: Config, skewMs: () => number): void {
  metrics.watchClock(skewMs)
  metrics.watchDisk(() => spaceOf(dataDir))
  metrics.build({ ...running, store: databaseUrl === undefined ? 'sqlite' : 'postgres' })
}

async function spaceOf(folder: string): Promise<DiskSpace> {
  const { bsize, blocks, bavail } = await statfs(folder)
  return { size: bsize * blocks, free: bsize * bavail }
}

const running = { version, node: process.version, schema: newestSchema }

/** Store queries of a scrape. */
function watchFigures(metrics: Metrics, store: Store, clock: () => number): void {
  metrics.watchBacklog(() => store.backlog(), clock)
  metrics.watchQueues(() => store.depths(), clock)
  metrics.watchBlocked((botId) => store.ownBot(botId) !== undefined)
  metrics.watchOffEndpoints(() => store.offEndpoints())
  metrics.watchQuality(() => store.lowNumbers())
  metrics.watchEndpoints(async () => {
    const found = (await store.endpointDepths()).map(async (depth) => {
      const endpoint = await store.endpoint(depth.endpointId)
      return endpoint ? [{ ...depth, botId: endpoint.botId }] : []
    })
    return (await Promise.all(found)).flat()
  }, clock)
}

/** Messages follow the reference, so nothing is lost; but people who read this machine's clock are misled. */
function reportSkew(log: Pick<Logger, 'warn' | 'info'>, skewMs: number, reference: 'database' | 'machine'): void {
  const facts = { skewMs, reference }
  if (skewMs === 0) log.info(facts, "the machine's clock agrees with the reference clock again")
  else if (reference === 'machine') log.warn(facts, "the machine's clock was changed: the process follows it gradually")
  else log.warn(facts, "the machine's clock differs from the database's: the database's clock is used")
}
