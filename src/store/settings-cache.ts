/**
 * Bots and endpoints in memory, since every message needs them. What changed is told by the rows of `settings_changes`, after each change of
 * this process and, where several share the database, when the version in it is another: only the bots that a change was about are read
 * again. Used by methods.ts.
 */
import type { BotIds, Endpoint, SessionEvents } from '../model/bot.ts'
import { type Directory, makeDirectory } from './directory.ts'
import type { Engine } from './engine.ts'
import { bumpSettings, settingsChanges, settingsVersion } from './house.ts'
import type { Seal } from './seal.ts'
import { loadBot, loadSettings } from './settings.ts'
import type { Transaction } from './transaction.ts'

export type SettingsCache = {
  /** As this process knows them just now. */
  directory: Directory
  /** What transactions ask for. */
  lookups: {
    endpointsOf(botId: string): Endpoint[]
    gatherMs(botId: string): number
    sessionEvents(botId: string): SessionEvents
  }
  /** Which version of the settings this process knows; grows with each change by whichever process, also of clients. */
  version(): number
  /**
   * A write that changes what is kept here. The version is counted first: its row is a lock, under which changes of different bots and
   * clients come one after the other too, whichever process they come from.
   */
  changing<T>(botIds: readonly string[], transaction: () => Transaction<T>): Promise<T>
  /** A write of this process changed something, and said so in its transaction. */
  changed(): Promise<void>
  /** Looks whether another process changed something. `anew`: whatever the version says, for it is another server's. */
  renew(anew?: boolean): Promise<void>
}

/** `onRenewed`: these were read again, whoever changed them; only where several share the database. */
export async function makeSettingsCache(
  seal: Seal,
  engine: Engine,
  onRenewed: (botIds: BotIds) => void = () => {},
): Promise<SettingsCache> {
  const directory = makeDirectory()
  let version = 0
  let reading: Promise<unknown> = Promise.resolve()
  await loadAll()

  /** One at a time: of two readings the later begun one is the later done. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = reading.then(work)
    reading = done.catch(() => {})
    return done
  }

  /** The version is read first: what changes meanwhile is read again at the next look. */
  async function loadAll(): Promise<void> {
    const found = await engine.read(function* () {
      return { version: yield* settingsVersion(), settings: yield* loadSettings(seal) }
    })
    directory.reset(found.settings)
    version = found.version
  }

  async function loadAllAnew(): Promise<void> {
    await loadAll()
    if (engine.isShared) onRenewed('all')
  }

  async function catchUp(): Promise<void> {
    const found = await engine.read(function* () {
      return { newest: yield* settingsVersion(), changes: yield* settingsChanges(version) }
    })
    const [first, last] = [found.changes[0], found.changes.at(-1)]
    // Back, or with a gap: it is another server's, or more was missed than is kept.
    const isWhole = first === undefined ? found.newest === version : first.version === version + 1
    if (!isWhole) return loadAllAnew()
    const botIds = [...new Set(found.changes.map(({ bot_id }) => bot_id))].filter((id) => id !== '')
    for (const botId of botIds) {
      directory.put(botId, await engine.read(() => loadBot(seal, botId)))
    }
    version = last?.version ?? version
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
  }
}
