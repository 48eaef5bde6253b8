/**
 * The store as a list of its rooms' methods, each one transaction, on either engine. Settings that every message needs
 * are cached (store/settings/cache.ts).
 */
import type { BotIds } from '../model/bot.ts'
import type { NewId } from '../model/ids.ts'
import { defaultQuotas, type Quotas } from '../model/quota.ts'
import { defaultKeep, defaultKeepOff, type Keep, type KeepOff } from '../model/retention.ts'
import { auditedEngine } from './access/audit-scope.ts'
import { accessStore } from './access/store.ts'
import { type DeletedBot, ofLivingBot } from './bots/deleted-bots.ts'
import { campaignStore } from './campaigns/store.ts'
import { makeDeletions } from './deletion/runner.ts'
import { deletionStore } from './deletion/store.ts'
import { deliveryStore } from './deliveries/store.ts'
import { makePieces } from './deliveries/task-runner.ts'
import { personStore } from './erasure/store.ts'
import type { Context } from './inbound/context.ts'
import { ingestStore } from './inbound/store.ts'
import { installationStore } from './installation/store.ts'
import { makeDue } from './leases/due-lanes.ts'
import { listStore } from './lists/store.ts'
import { makeTotals } from './lists/totals.ts'
import { mediaStore } from './media/store.ts'
import { outboundStore } from './outbound/store.ts'
import { makePurge } from './retention/purge.ts'
import { rotationStore } from './rotation/rotation.ts'
import type { Seal } from './sealing/seal.ts'
import { makeSettingsCache, type SettingsCache } from './settings/cache.ts'
import { settingsStore } from './settings/store.ts'
import { skillStore } from './skills/store.ts'
import type { Engine } from './sql/engine.ts'
import type { Runner } from './sql/runner.ts'
import type { Store } from './store.ts'
import { templateStore } from './templates/store.ts'
import { userStore } from './users/store.ts'
import { type ListenerDeps, makeOutbox } from './wakeups.ts'

export type StoreDeps = ListenerDeps & {
  newId: NewId
  seal: Seal
  /** The public URL of a file that a person sent. */
  mediaAddress?: (mediaId: string) => string
  /** The public URL of the full body of an event that is too large to post. */
  eventAddress?: (eventId: string) => string
  /** Retention periods. */
  keep?: Keep
  /** Limits of what waits for a disabled endpoint. */
  keepOff?: KeepOff
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
}

export async function makeStore(deps: StoreDeps, bare: Engine): Promise<BoundStore> {
  const engine = auditedEngine(deps.around?.(bare) ?? bare, deps.seal)
  const cache = await makeSettingsCache(deps.seal, engine, deps.onSettings)
  const run = makeRunner(deps, engine, cache)
  const going = makeGoing(deps, engine, run, cache)
  const { pieces, deletions, retention } = going
  const store: Store = {
    ...methodsOf(deps, run, cache, going),
    purge: retention.purge,
    async carryOn(now) {
      await Promise.all([pieces.carryOn(), deletions.carryOn(now)])
    },
    async close() {
      await Promise.all([pieces.stop(), deletions.stop()])
      await retention.stop()
      await engine.close()
    },
  }
  return { store, renewSettings: cache.renew }
}

/** What goes on by itself, and what is remembered beside the rows. */
type Going = ReturnType<typeof makeGoing>

function makeGoing(deps: StoreDeps, engine: Engine, run: Runner<Context>, cache: SettingsCache) {
  const { directory } = cache
  const onError = (error: unknown) => deps.onPieceError?.(error)
  const isKnown = (botId: string) => directory.bots.has(botId) || directory.leaving.has(botId)
  const totals = makeTotals()
  return {
    totals,
    due: makeDue({ ...run, isKnown, botOfEndpoint: (id) => directory.endpoints.get(id)?.botId ?? '' }),
    pieces: makePieces({ ...run, isKnown, onError }),
    deletions: makeDeletions({
      ...run,
      changed: cache.changed,
      onEnded: (bot) => deps.onBotDeletion?.('ended', bot),
      onError,
    }),
    retention: makePurge(engine, {
      keep: deps.keep ?? defaultKeep,
      keepOff: deps.keepOff ?? defaultKeepOff,
      off: () => [...directory.endpoints.values()].filter(({ disabledAt }) => disabledAt !== undefined),
      onGone: totals.forget,
    }),
    onError,
  }
}

type Methods = Omit<Store, 'purge' | 'carryOn' | 'close'>

function methodsOf(deps: StoreDeps, run: Runner<Context>, cache: SettingsCache, going: Going): Methods {
  const { seal, newId, mediaAddress, keep = defaultKeep, quotas = defaultQuotas } = deps
  const { due, pieces, deletions, totals, onError } = going
  const { directory, changed } = cache
  const { isStopped } = pieces
  const deleting = (id: string, now: number) => {
    deps.onBotDeletion?.('begun', { id })
    deletions.carryOn(now).catch(onError)
  }
  const carryOn = () => void pieces.carryOn().catch(onError)
  const phoneNumberIdOf = (botId: string) => directory.bots.get(botId)?.channel.phoneNumberId
  return {
    ...outboundStore({ ...run, due, isStopped }),
    ...deliveryStore({ ...run, newId, keep, pieces, changed, endpointOf: (id) => directory.endpoints.get(id) }),
    ...ingestStore({ ...run, seal, cache, totals, mediaAddress }),
    ...userStore(run),
    ...mediaStore(run),
    ...campaignStore({ ...run, quotas }),
    ...templateStore({ ...run, quotas }),
    ...skillStore({ ...run, quotas }),
    ...settingsStore({ ...run, seal, newId, cache, quotas, carryOn }),
    ...accessStore({ ...run, seal, cache, quotas }),
    ...rotationStore({ ...run, seal, cache, isStopped }),
    ...deletionStore({ ...run, cache, deleting }),
    ...personStore({ ...run, phoneNumberIdOf, isStopped, onErased: totals.forget }),
    ...listStore({ ...run, totals }),
    ...installationStore(run),
  }
}

function makeRunner(deps: StoreDeps, engine: Engine, { lookups, freshen }: SettingsCache): Runner<Context> {
  const { newId, seal, eventAddress = (id) => `/events/${id}` } = deps
  const { read, readAside, write, leases, isShared } = engine
  const markOf = (botId: string, wamid: string) => seal.mark('erased', `${botId} ${wamid}`)
  const telling: Runner<Context>['telling'] = async (botIds, transaction, manner) => {
    const outbox = makeOutbox(deps)
    const context = { newId, eventAddress, markOf, ...lookups, ...outbox.collect }
    const begin = () => {
      outbox.begin()
      return transaction(context)
    }
    const stale = freshen()
    if (stale !== undefined) await stale
    const result = await write(botIds, begin, manner)
    outbox.tell()
    return result
  }
  return {
    ...{ read, readAside, write, leases, isShared, telling },
    writeFor: (botId, transaction, manner) => write([botId], () => ofLivingBot(botId, transaction), manner),
    tellingFor: (botId, transaction) => telling([botId], (context) => ofLivingBot(botId, () => transaction(context))),
    async leased(botId, otherwise, transaction) {
      const lease = await leases.take(botId)
      return lease === undefined ? otherwise : read(() => leases.guard(botId, lease, otherwise, transaction))
    },
  }
}
