/**
 * The store on PostgreSQL, for any number of processes: locks keep a bot's writes apart, its lanes belong to one
 * process at a time (store/leases/leases.ts), and changes by others arrive by a notification, or at the next beat at
 * the latest.
 */
import type { BotIds } from '../model/bot/bot.ts'
import { type BoundStore, createStore, type StoreDeps } from './create-store.ts'
import type { LaneWakeup } from './events/wakeup.ts'
import * as services from './installation/facts.ts'
import { beatMs, createLeases, type Leases, type LeasesDeps } from './leases/leases.ts'
import { newerSchema, newestSchema } from './migrations/migrations.ts'
import { connect } from './postgres/connection.ts'
import { type Database, type DatabaseOptions, openDatabase } from './postgres/database.ts'
import { describe } from './postgres/describe.ts'
import { durability, durabilityWarnings } from './postgres/durability.ts'
import { eventWriters } from './postgres/event-writers.ts'
import { holdsLease, postgresLeaseRows, release, reserve, takeOwner } from './postgres/lease-rows.ts'
import { migrate } from './postgres/migrate.ts'
import { createNotices, type Notice, type Notices } from './postgres/notices.ts'
import { createPartitions } from './postgres/partitions.ts'
import { createReconnectingSession, type ReconnectingSession } from './postgres/reconnecting.ts'
import { createServers } from './postgres/servers.ts'
import { unavailable } from './postgres/trouble.ts'
import { openMasters } from './sealing/masters.ts'
import type { Seal } from './sealing/seal.ts'
import type { Engine, EngineLeases } from './sql/engine.ts'
import { StoreOpenError } from './sql/failures.ts'
import { noBounds } from './sql/partition-bounds.ts'
import type { Store } from './store.ts'

export type PostgresDeps = StoreDeps & {
  /**
   * The owner of these bots' lanes, or the bots themselves, changed. Resolves when the lanes that left have drained.
   */
  onLanes?: (botIds: BotIds) => Promise<unknown>
  /** The database's time, once a second. */
  onTime?: LeasesDeps['onTime']
  /** The database is unavailable for a beat; the next one retries. */
  onBeatError?: (error: unknown) => void
  /** A newer version changed the schema: this process must write no more. */
  onOutdated?: (error: StoreOpenError) => void
  /** A server setting that weakens a promise, in words for the operator; at the start. */
  onWarning?: (sentence: string) => void
}

/** A slower beat would come too late to keep the leases. */
const beatAnswerMs = 3_000
/** Counting the messages of campaigns reads a whole partition. */
const maintenanceAnswerMs = 600_000

export async function openPostgresStore(deps: PostgresDeps, given: DatabaseOptions): Promise<Store> {
  await migrate(given.url)
  const servers = createServers(given.url)
  const options = { ...given, servers }
  const bounds = noBounds()
  const db = openDatabase({ ...options, bounds })
  await refuseForeignKey(db, deps.seal)
  const open = (answerMs: number) => createReconnectingSession(() => connect({ ...options, answerMs }))
  const partitions = createPartitions({ kept: open(maintenanceAnswerMs), bounds })
  const owner = await db.write([''], takeOwner)
  for (const sentence of durabilityWarnings(await db.read(durability), servers.count)) deps.onWarning?.(sentence)
  const { leases, close: closeLeases } = openLeases(() => open(beatAnswerMs), owner, deps)
  const notices = createNotices(open(beatAnswerMs), (notice) => handleNotice(notice))
  await leases.beat()
  const engine: Engine = {
    write: db.write,
    read: db.read,
    readSlow: db.readSlow,
    eventWriters: () => db.read(eventWriters),
    isShared: true,
    settingsChanged: () => notices.notify({ kind: 'settings' }),
    leases: engineLeases(leases),
    describe: () => db.read(() => describe(servers.count)),
    runExclusive: partitions.runExclusive,
    partitions,
    async close() {
      // The heartbeat runs until everything begun is written.
      await loops.stopOthers()
      await db.close()
      await loops.stopHeartbeat()
      await closeLeases()
      await notices.close()
      await partitions.close()
    },
  }
  const bound: BoundStore = await createStore(
    forOwners(deps, leases, notices, () => bound.store),
    engine,
  )
  const settings = createRenewal(bound)
  const handleNotice = noticeHandler(deps, settings.renew)
  await notices.listen()
  servers.onMoved(() => {
    Object.assign(bounds, noBounds())
    leases.moved()
    settings.distrust()
  })
  const loops = startLoops({ db, leases, notices, settings }, deps)
  return notifyingStore(bound.store, leases, notices)
}

/** The heartbeat has a connection of its own, on which nothing else waits. */
function openLeases(open: () => ReconnectingSession, owner: number, deps: PostgresDeps) {
  const [connection, heartbeat] = [open(), open()]
  const leases = createLeases({
    rows: postgresLeaseRows(connection),
    owner,
    monotonic: () => performance.now(),
    clock: Date.now,
    random: Math.random,
    onChange: async (botIds) => deps.onLanes?.(botIds),
    heartbeat: postgresLeaseRows(heartbeat),
    onTime: deps.onTime,
  })
  return {
    leases,
    async close(): Promise<void> {
      await leases.close()
      await Promise.all([connection.close(), heartbeat.close()])
    },
  }
}

type Renewal = ReturnType<typeof createRenewal>

/** Reads settings again that another process changed; all of them after `distrust`, until that succeeds. */
function createRenewal({ renewSettings }: BoundStore) {
  let mustRenewAll = false
  return {
    /** Cached data of another server's rows are void here. */
    distrust(): void {
      mustRenewAll = true
    },
    async renew(): Promise<void> {
      const anew = mustRenewAll
      mustRenewAll = false
      try {
        await renewSettings(anew)
      } catch (error) {
        mustRenewAll ||= anew
        throw error
      }
    },
  }
}

function noticeHandler(deps: PostgresDeps, renew: () => Promise<void>): (notice: Notice) => void {
  return (notice) => {
    const notify = () => notice.kind !== 'settings' && deps.onWakeup?.(notice)
    // The fix is in the settings: a lane that continued with the old ones would only rest again.
    const isOfSettings = notice.kind === 'settings' || notice.kind === 'resume'
    if (isOfSettings) renew().then(notify, (error: unknown) => deps.onBeatError?.(error))
    else notify()
  }
}

type Beating = { db: Database; leases: Leases; notices: Notices; settings: Renewal }

/** Three loops, so that the heartbeat waits for nothing but its own response. */
function startLoops({ db, leases, notices, settings }: Beating, { onBeatError, onOutdated }: PostgresDeps) {
  async function refuseNewerSchema(): Promise<void> {
    const version = await db.read(services.schemaVersion)
    if (version > newestSchema) onOutdated?.(new StoreOpenError(newerSchema(version)))
  }

  const heartbeat = repeat(leases.renew, () => beatMs, onBeatError)
  const tending = repeat(leases.tend, leases.pauseMs, onBeatError)
  const listening = repeat(
    async () => {
      // First, since a newer schema may be the reason why all else fails.
      await refuseNewerSchema()
      await notices.listen()
      await settings.renew()
    },
    () => beatMs,
    onBeatError,
  )
  return { stopHeartbeat: heartbeat.stop, stopOthers: () => Promise.all([tending.stop(), listening.stop()]) }
}

/** Notifies the process that owns the bot's lanes of writes whose wake-up is not among the transaction's hints. */
function notifyingStore(store: Store, leases: Leases, notices: Notices): Store {
  return {
    ...store,
    async accept(input) {
      const result = await store.accept(input)
      // In this process the caller wakes up the lane.
      if (!leases.owns(input.botId)) notices.notify({ kind: 'messages', id: input.botId })
      return result
    },
    async expedite(botId, now) {
      await store.expedite(botId, now)
      // A lost notification costs at most half a minute, the time a lane rests.
      if (!leases.owns(botId)) notices.notify({ kind: 'resume', id: botId })
    },
  }
}

/** Wake-ups go to the process that owns the bot's lanes; templates are handled where they changed. */
function forOwners(deps: PostgresDeps, leases: Leases, notices: Notices, store: () => Store): StoreDeps {
  const toOwner = (wakeup: LaneWakeup, botId: string) => {
    if (leases.owns(botId)) deps.onWakeup?.(wakeup)
    else notices.notify(wakeup)
  }
  return {
    ...deps,
    // Not awaited: draining the lanes that left may take as long as their work in flight.
    onSettings(botIds) {
      deps.onLanes?.(botIds).catch((error: unknown) => deps.onBeatError?.(error))
    },
    onDelivery: (delivery) => leases.owns(delivery.botId) && deps.onDelivery?.(delivery) === true,
    onHeldBack: (delivery) => leases.owns(delivery.botId) && deps.onHeldBack?.(delivery),
    onWakeup(wakeup) {
      if (!('id' in wakeup)) return deps.onWakeup?.(wakeup)
      if (wakeup.kind !== 'deliveries' && wakeup.kind !== 'deliveries_changed') return toOwner(wakeup, wakeup.id)
      // The lane's poll makes up for a hint that cannot be sent.
      store()
        .endpoint(wakeup.id)
        .then(
          (endpoint) => endpoint && toOwner(wakeup, endpoint.botId),
          () => {},
        )
    },
  }
}

function engineLeases(leases: Leases): EngineLeases {
  return {
    owns: leases.owns,
    take: (botId) => leases.take(botId).catch(rethrow),
    held: leases.held,
    share: () => ({ owner: leases.owner, count: leases.count() }),
    leaseIsSafe: leases.leaseIsSafe,
    *guard(botId, lease, otherwise, transaction) {
      if (lease === undefined) return otherwise
      if (yield* holdsLease(leases.owner, botId, lease)) return yield* transaction()
      leases.lost(botId, lease)
      return otherwise
    },
    recoverable: async (whose) => leases.recoverable(whose),
    reserve,
    release,
    // A failure is none of the bot's: its row is free, and some process takes it with its next beat.
    add: (botId) => leases.add(botId).catch(() => {}),
    forget: leases.forget,
  }
}

function rethrow(cause: unknown): never {
  throw unavailable(cause)
}

/** Runs `work` repeatedly with a pause in between. */
function repeat(work: () => Promise<void>, pauseMs: () => number, onError: (error: unknown) => void = () => {}) {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  const next = () => {
    timer = setTimeout(() => {
      running = work()
        .catch((cause: unknown) => onError(unavailable(cause)))
        .finally(() => {
          if (!isStopped) next()
        })
    }, pauseMs())
  }
  next()
  return {
    async stop(): Promise<void> {
      isStopped = true
      clearTimeout(timer)
      await running
    },
  }
}

/** Under another key every secret in the database is lost: better to fail at the start than at the first send. */
async function refuseForeignKey(db: Database, seal: Seal): Promise<void> {
  const reason = await db.write([''], () => openMasters(seal))
  if (reason === undefined) return
  await db.close()
  throw new StoreOpenError(reason)
}
