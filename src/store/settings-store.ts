/**
 * The settings' methods of the store: bots and endpoints, answered from memory, and clients. Every change is one transaction against the
 * row as it is (changes.ts) and counts the version, so that other processes hear of it. Bound by methods.ts.
 */
import type { Bot, Client, Endpoint } from '../model/bot.ts'
import { formerNumberMs } from '../model/identity.ts'
import type { NewId } from '../model/ids.ts'
import type { Subscription } from '../model/subscription.ts'
import type { Changed, Changing, Expected, Removed } from './changes.ts'
import * as clients from './clients.ts'
import { resumeEndpoint } from './deliveries.ts'
import type { Engine } from './engine.ts'
import type { TellContext } from './events.ts'
import { bumpSettings } from './house.ts'
import type { IdentityContext } from './identity.ts'
import { removeBotFiles } from './media-removal.ts'
import type { Seal } from './seal.ts'
import * as settings from './settings.ts'
import type { SettingsCache } from './settings-cache.ts'
import type { StoredSecret } from './store.ts'
import type { Transaction } from './transaction.ts'

/** Cached: answers about bots and endpoints cost no query. */
export type SettingsStore = {
  bots(): Promise<Bot[]>
  /** Those whose lanes run in this process: all of them, unless several share the database. */
  ownBots(): Promise<Bot[]>
  bot(id: string): Promise<Bot | undefined>
  /** With its webhook; false when the id or the number is another's. */
  addBot(bot: Bot, webhookUrl?: string): Promise<boolean>
  /** The fields that are given, and its webhook, together. */
  changeBot(changing: Changing<settings.BotChange>): Promise<Changed<Bot>>
  /** All of it, new or in the place of what was there. */
  putBot(bot: Bot): Promise<void>
  /** Its number or id is free again; its rows stay until retention takes them, its files go. */
  deleteBot(id: string, expected?: Expected): Promise<Removed>
  endpoints(botId: string): Promise<Endpoint[]>
  endpoint(id: string): Promise<Endpoint | undefined>
  changeEndpoint(changing: Changing<settings.EndpointChange>): Promise<Changed<Endpoint>>
  putEndpoint(endpoint: Endpoint): Promise<void>
  deleteEndpoint(id: string, expected?: Expected): Promise<Removed>
  /** An endpoint that was switched off gets what waited, at once. */
  resumeEndpoint(endpointId: string, now: number): Promise<boolean>
  /** Where a bot's events go, as callers register it: all at once. Answers the endpoints that changed. */
  registerWebhooks(botId: string, subscriptions: Subscription[], now: number): Promise<Endpoint[]>
  removeBotWebhook(botId: string): Promise<void>
  clients(): Promise<Client[]>
  client(id: string): Promise<Client | undefined>
  /** With its first secret; false when its id is another's. */
  addClient(client: Client, secretHash: string): Promise<boolean>
  changeClient(changing: Changing<clients.ClientChange>): Promise<Changed<Client>>
  putClient(client: Client): Promise<void>
  deleteClient(id: string, expected?: Expected): Promise<Removed>
  clientSecrets(clientId: string): Promise<StoredSecret[]>
  addClientSecret(secret: StoredSecret): Promise<void>
  /** The client's other secrets end at `endAt`. */
  expireClientSecrets(clientId: string, exceptHash: string, endAt: number): Promise<void>
  /** A new secret, and an end for the others, together. Undefined when there is no such client. */
  renewClientSecret(renewal: clients.Renewal): Promise<Client | undefined>
  /** What the environment says now; what it said before ends after the overlap. */
  setEnvironmentClient(said: clients.Renewal): Promise<clients.EnvironmentClient>
  /** Secrets by which Meta may sign: those of all bots, and of the apps that they left with a number. */
  appSecrets(now: number): Promise<string[]>
  /** Which version of the settings this process knows: what was remembered under another one is asked for again. */
  settingsVersion(): number
}

type SettingsDeps = Pick<Engine, 'read' | 'write' | 'leases'> & {
  /** A write that may tell events. */
  telling<T>(botIds: readonly string[], transaction: (context: TellContext) => Transaction<T>): Promise<T>
  seal: Seal
  newId: NewId
  cache: SettingsCache
  carryOn(): void
}

export function settingsStore(deps: SettingsDeps): SettingsStore {
  return { ...botStore(deps), ...endpointStore(deps), ...clientStore(deps) }
}

type BotMethods =
  | 'bots'
  | 'ownBots'
  | 'bot'
  | 'addBot'
  | 'changeBot'
  | 'putBot'
  | 'deleteBot'
  | 'settingsVersion'
  | 'appSecrets'

function botStore({ cache, leases, write, carryOn, telling, ...deps }: SettingsDeps): Pick<SettingsStore, BotMethods> {
  const { changing } = cache
  const context = contextOf(deps)
  const bots = () => [...cache.current().bots.values()]
  /** Whose identity changes may stop campaigns, which is told. */
  async function changingTold<T>(id: string, transaction: (context: IdentityContext) => Transaction<T>): Promise<T> {
    const result = await telling([id], function* (telling) {
      yield* bumpSettings()
      return yield* transaction({ ...telling, seal: deps.seal })
    })
    await cache.changed()
    return result
  }
  return {
    settingsVersion: cache.version,
    async appSecrets(now) {
      const former = cache.current().formerNumbers.filter(({ leftAt }) => leftAt > now - formerNumberMs)
      return [
        ...new Set([...bots().map(({ channel }) => channel.appSecret), ...former.map(({ appSecret }) => appSecret)]),
      ]
    },
    bots: async () => bots(),
    ownBots: async () => bots().filter((bot) => leases.owns(bot.id)),
    bot: async (id) => cache.current().bots.get(id) ?? (await cache.renew()).bots.get(id),
    async addBot(bot, webhookUrl) {
      const isAdded = await changing([bot.id], () => settings.addBot(context, bot, webhookUrl))
      if (isAdded) await leases.add(bot.id)
      return isAdded
    },
    async changeBot(change) {
      const changed = await changingTold(change.id, (told) => settings.changeBot({ ...told, ...context }, change))
      const value = cache.current().bots.get(change.id)
      return changed.kind === 'changed' && value ? { kind: 'changed', value } : changed
    },
    async putBot(bot) {
      await changingTold(bot.id, (told) => settings.replaceBot(told, bot))
      await leases.add(bot.id)
    },
    async deleteBot(id, expected) {
      const removed = await changing([id], () => settings.deleteBot(id, expected))
      if (removed === 'stale') return removed
      carryOn()
      await leases.remove(id)
      await removeBotFiles(write, id)
      return removed
    },
  }
}

type EndpointMethods =
  | 'endpoints'
  | 'endpoint'
  | 'changeEndpoint'
  | 'putEndpoint'
  | 'deleteEndpoint'
  | 'resumeEndpoint'
  | 'registerWebhooks'
  | 'removeBotWebhook'

function endpointStore({ cache, carryOn, ...deps }: SettingsDeps): Pick<SettingsStore, EndpointMethods> {
  const { changing } = cache
  const context = contextOf(deps)
  const find = async (id: string) => cache.current().endpoints.get(id) ?? (await cache.renew()).endpoints.get(id)
  const botOf = async (id: string) => (await find(id))?.botId ?? ''
  /** What it begins and does not do in its own transaction is gone on with. */
  const beginning = <T>(botId: string, transaction: () => Transaction<T>): Promise<T> =>
    changing([botId], transaction).finally(carryOn)
  return {
    endpoints: async (botId) => cache.lookups.endpointsOf(botId),
    endpoint: find,
    changeEndpoint: async (change) =>
      changing([await botOf(change.id)], () => settings.changeEndpoint(context, change)),
    putEndpoint: (endpoint) => changing([endpoint.botId], () => settings.putEndpoint(deps.seal, endpoint)),
    deleteEndpoint: async (id, expected) => beginning(await botOf(id), () => settings.deleteEndpoint(id, expected)),
    resumeEndpoint: async (id, now) => beginning(await botOf(id), () => resumeEndpoint(id, now)),
    registerWebhooks: (botId, subscriptions, now) =>
      beginning(botId, () => settings.register(context, botId, subscriptions, now)),
    removeBotWebhook: (botId) => beginning(botId, () => settings.removeBotWebhook(context, botId)),
  }
}

type ClientMethods = Exclude<keyof SettingsStore, BotMethods | EndpointMethods>

function clientStore({ cache, read }: SettingsDeps): Pick<SettingsStore, ClientMethods> {
  const { changing } = cache
  return {
    clients: () => read(clients.clients),
    client: (id) => read(() => clients.client(id)),
    addClient: (client, secretHash) => changing([], () => clients.addClient(client, secretHash)),
    changeClient: (change) => changing([], () => clients.changeClient(change)),
    putClient: (client) => changing([], () => clients.putClient(client)),
    deleteClient: (id, expected) => changing([], () => clients.deleteClient(id, expected)),
    clientSecrets: (id) => read(() => clients.clientSecrets(id)),
    addClientSecret: (secret) => changing([], () => clients.addClientSecret(secret)),
    expireClientSecrets: (id, exceptHash, endAt) =>
      changing([], () => clients.expireClientSecrets(id, exceptHash, endAt)),
    renewClientSecret: (renewal) => changing([], () => clients.renewClientSecret(renewal)),
    setEnvironmentClient: (said) => changing([], () => clients.setEnvironmentClient(said)),
  }
}

function contextOf({ seal, newId }: Pick<SettingsDeps, 'seal' | 'newId'>): settings.EndpointContext {
  return { seal, newEndpointId: () => newId('ep') }
}
