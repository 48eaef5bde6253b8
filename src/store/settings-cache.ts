/**
 * Bots and endpoints in memory, since every message needs them: renewed after each change of this process and, where several share the
 * database, when the version in it is another. Used by methods.ts.
 */
import type { Bot, Endpoint, SessionEvents } from '../model/bot.ts'
import { formerNumberMs } from '../model/identity.ts'
import type { Engine } from './engine.ts'
import { bumpSettings, settingsVersion } from './house.ts'
import type { FormerNumber } from './identity.ts'
import type { BotDirectory } from './routes.ts'
import type { Seal } from './seal.ts'
import { loadSettings, type Settings } from './settings.ts'
import type { Transaction } from './transaction.ts'

export type SettingsCache = {
  current(): Settings
  /** What transactions ask for. */
  lookups: {
    endpointsOf(botId: string): Endpoint[]
    gatherMs(botId: string): number
    sessionEvents(botId: string): SessionEvents
  }
  directory: BotDirectory
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
  renew(anew?: boolean): Promise<Settings>
}

type Loaded = {
  version: number
  settings: Settings
  endpointsByBot: Map<string, Endpoint[]>
  botByNumber: Map<string, Bot>
  botsByAccount: Map<string, Bot[]>
  formerByNumber: Map<string, FormerNumber[]>
}

export async function makeSettingsCache(seal: Seal, engine: Engine): Promise<SettingsCache> {
  let loaded = await engine.read(() => load(seal))

  /** Loads may overtake each other: an older one changes nothing. */
  async function reload(anew = false): Promise<void> {
    const next = await engine.read(() => load(seal))
    if (anew || next.version >= loaded.version) loaded = next
  }

  async function changed(): Promise<void> {
    await reload()
    engine.settingsChanged()
  }

  return {
    current: () => loaded.settings,
    version: () => loaded.version,
    lookups: {
      endpointsOf: (botId) => loaded.endpointsByBot.get(botId) ?? [],
      gatherMs: (botId) => loaded.settings.bots.get(botId)?.gatherMs ?? 0,
      sessionEvents: (botId) => loaded.settings.bots.get(botId)?.sessionEvents ?? 'failures',
    },
    directory: {
      bots: () => loaded.settings.bots.values(),
      botOfNumber: (phoneNumberId) => loaded.botByNumber.get(phoneNumberId),
      botsOfAccount: (wabaId) => loaded.botsByAccount.get(wabaId) ?? [],
      formerHolders: (phoneNumberId, at) =>
        (loaded.formerByNumber.get(phoneNumberId) ?? []).flatMap(({ botId, appSecret, leftAt }) => {
          const bot = loaded.settings.bots.get(botId)
          return bot && leftAt > at - formerNumberMs ? [{ bot, appSecret }] : []
        }),
    },
    async changing(botIds, transaction) {
      const result = await engine.write(botIds, function* () {
        yield* bumpSettings()
        return yield* transaction()
      })
      await changed()
      return result
    },
    changed,
    async renew(anew = false) {
      if (anew) await reload(anew)
      else if (engine.isShared && (await engine.read(settingsVersion)) !== loaded.version) await reload()
      return loaded.settings
    },
  }
}

/** The version is read first: what changes meanwhile is loaded again at the next look. */
function* load(seal: Seal): Transaction<Loaded> {
  const version = yield* settingsVersion()
  const settings = yield* loadSettings(seal)
  const endpointsByBot = Map.groupBy(settings.endpoints.values(), (endpoint) => endpoint.botId)
  const bots = [...settings.bots.values()]
  return {
    version,
    settings,
    endpointsByBot,
    botByNumber: new Map(bots.map((bot) => [bot.channel.phoneNumberId, bot])),
    botsByAccount: Map.groupBy(bots, ({ channel }) => channel.wabaId),
    formerByNumber: Map.groupBy(settings.formerNumbers, ({ phoneNumberId }) => phoneNumberId),
  }
}
