/**
 * Bots and endpoints in memory, since every message needs them. The rows of `settings_changes` list the changes, read
 * after each change of this process and, where several share the database, whenever its version differs: only the bots
 * concerned are read again.
 */
import type { BotIds, Endpoint, SessionEvents } from '../../model/bot/bot.ts'
import { bumpSettings, settingsChanges, settingsVersion } from '../installation/facts.ts'
import { installMasters, masterRows } from '../sealing/masters.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Engine } from '../sql/engine.ts'
import type { Transaction } from '../sql/transaction.ts'
import { createDirectory, type Directory } from './directory.ts'
import { loadBot, loadSettings } from './settings.ts'

export type SettingsCache = {
  /** This process's current view. */
  directory: Directory
  /** The lookups that transactions need. */
  lookups: {
    endpointsOf(botId: string): readonly Endpoint[]
    gatherMs(botId: string): number
    sessionEvents(botId: string): SessionEvents
  }
  /** The settings version that this process knows; incremented by each change in any process, of clients too. */
  version(): number
  /**
   * A write that changes cached settings. It increments the version first, whose row is a lock: so changes of different
   * bots and clients are serialized too, in all processes.
   */
  changing<T>(botIds: readonly string[], transaction: () => Transaction<T>): Promise<T>
  /** A write of this process changed something, and recorded it in its transaction. */
  changed(): Promise<void>
  /**
   * Checks whether another process changed something. `anew`: reloads everything, because the version is another
   * server's.
   */
  renew(anew?: boolean): Promise<void>
  /**
   * Checks it if this process has not done so for `freshMs`: it stood still, or its reads failed while its writes did
   * not, and an event would miss an endpoint that another process created. Undefined: nothing to wait for.
   */
  freshen(): Promise<void> | undefined
}

/** Twice the time from one check to the next (once a second), so that it asks nothing as long as those succeed. */
const freshMs = 2_000

/** `onRenewed`: called with the bots read again after any change; only where several processes share the database. */
export async function createSettingsCache(
  seal: Seal,
  engine: Engine,
  onRenewed: (botIds: BotIds) => void = () => {},
  monotonic: () => number = () => performance.now(),
): Promise<SettingsCache> {
  const directory = createDirectory()
  let version = 0
  /** The settings were current then, by the monotonic clock. */
  let currentAt = 0
  let reading: Promise<unknown> = Promise.resolve()
  await loadAll()

  /** One at a time, so that reads finish in the order in which they began. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = reading.then(work)
    reading = done.catch(() => {})
    return done
  }

  /** The version is read first: what changes meanwhile is read again at the next check. */
  async function loadAll(): Promise<void> {
    const askedAt = monotonic()
    const found = await engine.read(function* () {
      const version = yield* settingsVersion()
      installMasters(seal, yield* masterRows())
      return { version, settings: yield* loadSettings(seal) }
    })
    directory.reset(found.settings)
    version = found.version
    currentAt = askedAt
  }

  async function loadAllAnew(): Promise<void> {
    await loadAll()
    if (engine.isShared) onRenewed('all')
  }

  async function catchUp(): Promise<void> {
    const askedAt = monotonic()
    const found = await engine.read(function* () {
      return { newest: yield* settingsVersion(), changes: yield* settingsChanges(version) }
    })
    const [first, last] = [found.changes[0], found.changes.at(-1)]
    // An older version or a gap: it is another server's, or more was missed than is stored.
    const isWhole = first === undefined ? found.newest === version : first.version === version + 1
    if (!isWhole) return loadAllAnew()
    // Before what may be sealed under a new one.
    if (found.changes.length > 0) installMasters(seal, await engine.read(masterRows))
    const botIds = [...new Set(found.changes.map(({ bot_id }) => bot_id))].filter((id) => id !== '')
    for (const botId of botIds) {
      directory.put(botId, await engine.read(() => loadBot(seal, botId)))
    }
    version = last?.version ?? version
    currentAt = askedAt
    if (engine.isShared && botIds.length > 0) onRenewed(botIds)
  }

  async function changed(): Promise<void> {
    await inTurn(catchUp)
    engine.settingsChanged()
  }

  const everyBot = (botId: string) => directory.bots.get(botId) ?? directory.leaving.get(botId)

  return {
    directory,
    version: () => version,
    lookups: {
      endpointsOf: directory.endpointsOf,
      gatherMs: (botId) => everyBot(botId)?.gatherMs ?? 0,
      sessionEvents: (botId) => everyBot(botId)?.sessionEvents ?? 'failures',
    },
    async changing(botIds, transaction) {
      const result = await engine.write(botIds, function* () {
        yield* bumpSettings(botIds)
        return yield* transaction()
      })
      await changed()
      return result
    },
    changed,
    async renew(anew = false) {
      if (anew) await inTurn(loadAllAnew)
      else if (engine.isShared) await inTurn(catchUp)
    },
    freshen() {
      if (!engine.isShared || monotonic() - currentAt < freshMs) return undefined
      // Those who wait for a check that runs already share it.
      return inTurn(async () => {
        if (monotonic() - currentAt >= freshMs) await catchUp()
      })
    },
  }
}
