/**
 * The store as a list of its rooms' methods, each one transaction, on either engine. Settings that every message needs
 * are cached (store/settings/cache.ts).
 */
import type { BotIds } from '../model/bot/bot.ts'
import type { NewId } from '../model/ids.ts'
import { defaultQuotas, type Quotas } from '../model/quota.ts'
import {
  defaultOffEndpointLimits,
  defaultRetention,
  type OffEndpointLimits,
  type Retention,
} from '../model/retention.ts'
import { auditedEngine } from './access/audit-scope.ts'
import { accessStore } from './access/store.ts'
import { type DeletedBot, ofLivingBot } from './bots/deleted-bots.ts'
import { campaignStore } from './campaigns/store.ts'
import { consentStore } from './consent/store.ts'
import { isPanel } from './conversations/support.ts'
import { costStore } from './costs/store.ts'
import { createDeletions } from './deletion/runner.ts'
import { deletionStore } from './deletion/store.ts'
import { deliveryStore } from './deliveries/store.ts'
import { createPieces } from './deliveries/task-runner.ts'
import { personStore } from './erasure/store.ts'
import { createFigureWork, type FigureWork } from './figures/runner.ts'
import { figureStore } from './figures/store.ts'
import type { Context } from './inbound/context.ts'
import { ingestStore } from './inbound/store.ts'
import { inboxStore } from './inbox/store.ts'
import { installationStore } from './installation/store.ts'
import { createDue } from './leases/due-lanes.ts'
import { listStore } from './lists/store.ts'
import { createTotals } from './lists/totals.ts'
import { mediaStore } from './media/store.ts'
import { outboundStore } from './outbound/store.ts'
import { overviewStore } from './overview/store.ts'
import { createPurge } from './retention/purge.ts'
import { rotationStore } from './rotation/rotation.ts'
import type { Seal } from './sealing/seal.ts'
import { createSettingsCache, type SettingsCache } from './settings/cache.ts'
import type { Directory } from './settings/directory.ts'
import { settingsStore } from './settings/store.ts'
import { skillStore } from './skills/store.ts'
import type { Engine } from './sql/engine.ts'
import type { Runner } from './sql/runner.ts'
import { standingStore } from './standing/store.ts'
import type { Store } from './store.ts'
import { templateStore } from './templates/store.ts'
import { userStore } from './users/store.ts'
import { viewStore } from './views/store.ts'
import { createOutbox, type ListenerDeps } from './wakeups.ts'

export type StoreDeps = ListenerDeps & {
  newId: NewId
  seal: Seal
  /** The public URL of a file that a person sent. */
  mediaAddress?: (mediaId: string) => string
  /** The public URL of the full body of an event that is too large to post. */
  eventAddress?: (eventId: string) => string
  /** Retention periods. */
  retention?: Retention
  /** Limits of what waits for a disabled endpoint. */
  offEndpointLimits?: OffEndpointLimits
  /** Limits on the number of items of a kind. */
  quotas?: Quotas
  /** Bots were read again after changes in any process that shares the database. */
  onSettings?: (botIds: BotIds) => void
  /** Batched work failed; the poll restarts it. */
  onPieceError?: (error: unknown) => void
  /** A bot's deletion began in this process, or ended. */
  onBotDeletion?: (step: 'begun' | 'ended', bot: Pick<DeletedBot, 'id'> & Partial<DeletedBot>) => void
  /** Wraps the engine in tests: between a read's statements, or around a write's result. */
  around?: (engine: Engine) => Engine
}

export type BoundStore = {
  store: Store
  /** Checks whether another process changed settings. */
  renewSettings(anew?: boolean): Promise<void>
  /** Rows went otherwise than by retention: totals of lists are counted again. */
  forgetTotals(): void
}

export async function createStore(deps: StoreDeps, bare: Engine): Promise<BoundStore> {
  const engine = auditedEngine(deps.around?.(bare) ?? bare, deps.seal)
  const cache = await createSettingsCache(deps.seal, engine, deps.onSettings)
  const figures = await createFigureWork(engine)
  const run = createRunner(deps, engine, cache, figures)
  const background = { ...createBackgroundWork(deps, engine, run, cache), figures }
  const { pieces, deletions, retention: purge } = background
  const store: Store = {
    ...methodsOf(deps, run, cache, background),
    databaseState: engine.describe,
    purge: purge.purge,
    async carryOn(now) {
      await Promise.all([pieces.carryOn(), deletions.carryOn(now)])
    },
    async close() {
      await Promise.all([pieces.stop(), deletions.stop(), figures.stop()])
      await purge.stop()
      await engine.close()
    },
  }
  return { store, renewSettings: cache.renew, forgetTotals: background.totals.forget }
}

/** Work that runs without a caller: pieces, deletions and retention; and memory beside the rows. */
type BackgroundWork = ReturnType<typeof createBackgroundWork> & { figures: FigureWork }

function createBackgroundWork(deps: StoreDeps, engine: Engine, run: Runner<Context>, cache: SettingsCache) {
  const { directory } = cache
  const onError = (error: unknown) => deps.onPieceError?.(error)
  const isKnown = (botId: string) => directory.bots.has(botId) || directory.leaving.has(botId)
  const totals = createTotals()
  return {
    totals,
    due: createDue({ ...run, isKnown, botOfEndpoint: (id) => directory.endpoints.get(id)?.botId ?? '' }),
    pieces: createPieces({ ...run, isKnown, onError }),
    deletions: createDeletions({
      ...run,
      changed: cache.changed,
      onEnded: (bot) => deps.onBotDeletion?.('ended', bot),
      onError,
    }),
    retention: createPurge(engine, {
      retention: deps.retention ?? defaultRetention,
      offEndpointLimits: deps.offEndpointLimits ?? defaultOffEndpointLimits,
      off: () => [...directory.endpoints.values()].filter(({ disabledAt }) => disabledAt !== undefined),
      onPurged: totals.forget,
    }),
    onError,
  }
}

type Methods = Omit<Store, 'databaseState' | 'purge' | 'carryOn' | 'close'>

function methodsOf(deps: StoreDeps, run: Runner<Context>, cache: SettingsCache, background: BackgroundWork): Methods {
  const { seal, newId, mediaAddress, retention = defaultRetention, quotas = defaultQuotas } = deps
  const { due, pieces, deletions, totals, onError } = background
  const { directory, changed } = cache
  const { isStopped } = pieces
  const markName = nameMarker(seal)
  const deleting = (id: string, now: number) => {
    deps.onBotDeletion?.('begun', { id })
    deletions.carryOn(now).catch(onError)
  }
  const carryOn = () => void pieces.carryOn().catch(onError)
  const phoneNumberIdOf = (botId: string) => directory.bots.get(botId)?.channel.phoneNumberId
  return {
    ...outboundStore({ ...run, due, onMessage: deps.onMessage, reserve: deps.reserve, isStopped, markName }),
    ...deliveryStore({ ...run, newId, retention, pieces, changed, endpointOf: (id) => directory.endpoints.get(id) }),
    ...ingestStore({ ...run, seal, cache, totals, mediaAddress }),
    ...userStore({ ...run, panelBots: () => panelBots(directory.endpoints, run.leases) }),
    ...mediaStore(run),
    ...campaignStore({ ...run, quotas }),
    ...templateStore({ ...run, quotas }),
    ...skillStore({ ...run, quotas }),
    ...inboxStore({ ...run, quotas }),
    ...viewStore({ ...run, quotas }),
    ...consentStore({ ...run, markName }),
    ...costStore(run),
    ...settingsStore({ ...run, seal, newId, cache, quotas, carryOn }),
    ...standingStore(run),
    ...accessStore({ ...run, seal, cache, quotas }),
    ...rotationStore({ ...run, seal, cache, isStopped }),
    ...deletionStore({ ...run, cache, deleting }),
    ...personStore({ ...run, phoneNumberIdOf, isStopped, onErased: totals.forget }),
    ...listStore({ ...run, totals }),
    ...figureStore({ ...run, work: background.figures }),
    ...overviewStore(run),
    ...installationStore(run),
  }
}

function panelBots(endpoints: Directory['endpoints'], leases: Pick<Runner<Context>['leases'], 'owns'>): string[] {
  const panels = endpoints.values().filter(isPanel)
  return [...panels.map(({ botId }) => botId).filter((id) => leases.owns(id))]
}

/** The mark of a person in lists that are obeyed after an erasure; a use of its own among the marks of people. */
function nameMarker(seal: Seal): (name: string) => string {
  return (name) => seal.mark('person', `suppressed ${name}`)
}

type Outgoing = { outbox: ReturnType<typeof createOutbox>; context: Context }

/** As many as are usually on their way at once. */
const maxUnused = 256

function createRunner(
  deps: StoreDeps,
  engine: Engine,
  { lookups, freshen }: SettingsCache,
  { earlierUntil }: FigureWork,
): Runner<Context> {
  const { newId, seal, eventAddress = (id) => `/events/${id}` } = deps
  const { read, readSlow, write, leases, isShared, eventWriters } = engine
  const markOf = (wamid: string) => seal.mark('erased', wamid)
  const marksOf = (botId: string, wamid: string) => [markOf(wamid), seal.mark('erased', `${botId} ${wamid}`)] as const
  const markName = nameMarker(seal)
  /** Used again: making one costs some 2 kB of garbage, six times a message. */
  const unused: Outgoing[] = []
  const createOutgoing = (): Outgoing => {
    const outbox = createOutbox(deps)
    const given = { newId, eventAddress, markOf, marksOf, markName, earlierUntil, ...lookups }
    return { outbox, context: { ...given, ...outbox.collect } }
  }
  const writeAndEmit: Runner<Context>['writeAndEmit'] = async (botIds, transaction, concurrency) => {
    const outgoing = unused.pop() ?? createOutgoing()
    const { outbox, context } = outgoing
    const begin = () => {
      outbox.begin()
      return transaction(context)
    }
    const stale = freshen()
    if (stale !== undefined) await stale
    const result = await write(botIds, begin, concurrency)
    outbox.flush()
    // Not after a failure: a transaction that was refused for its time may still run, and would write into it.
    outbox.begin()
    if (unused.length < maxUnused) unused.push(outgoing)
    return result
  }
  return {
    ...{ read, readSlow, write, leases, isShared, eventWriters, writeAndEmit },
    writeFor: (botId, transaction, concurrency) => write([botId], () => ofLivingBot(botId, transaction), concurrency),
    writeAndEmitFor: (botId, transaction) =>
      writeAndEmit([botId], (context) => ofLivingBot(botId, () => transaction(context))),
    async readUnderLease(botId, otherwise, transaction) {
      const lease = await leases.take(botId)
      return lease === undefined ? otherwise : read(() => leases.guard(botId, lease, otherwise, transaction))
    },
  }
}
