/**
 * The store's settings methods: bots and endpoints, answered from the cache. Every change is one transaction against
 * the current row (store/sql/revisions.ts) and increments the version, so that other processes notice it.
 */
import type { Bot, Endpoint } from '../../model/bot/bot.ts'
import type { Subscription } from '../../model/bot/subscription.ts'
import type { NewId } from '../../model/ids.ts'
import type { Quotas } from '../../model/quota.ts'
import { ofLivingBot } from '../bots/deleted-bots.ts'
import { resumeEndpoint } from '../deliveries/deliveries.ts'
import { pauseEndpoint } from '../deliveries/endpoint-health.ts'
import type { EventContext } from '../events/events.ts'
import { bumpSettings } from '../installation/facts.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Changed, Changing, Expected, Removed } from '../sql/revisions.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { SettingsCache } from './cache.ts'
import type { BotChange } from './credentials.ts'
import type { Directory } from './directory.ts'
import * as endpoints from './endpoints.ts'
import type { IdentityContext } from './identity.ts'
import * as panels from './panels.ts'
import * as settings from './settings.ts'

/** Cached: reading bots and endpoints costs no query. */
export type SettingsStore = {
  bots(): Promise<Bot[]>
  /** The ids of up to `max` bots, oldest first. */
  botIds(max: number): Promise<string[]>
  /** Bots whose lanes run in this process: all of them, unless several processes share the database. */
  ownBots(): Promise<Bot[]>
  /** The bot, as cached now, if its lanes run in this process. */
  ownBot(id: string): Bot | undefined
  /** The endpoints of a bot whose lanes run in this process. */
  ownEndpoints(botId: string): readonly Endpoint[]
  /** The secret of the app of the bot that has this number now, which signs nearly every webhook about it. */
  appSecretOf(phoneNumberId: string): string | undefined
  /**
   * The secrets of all bots' Meta apps, present and of former numbers, each once; first those of bots whose number or
   * account id is in `hints`.
   */
  appSecrets(now: number, hints?: Iterable<string>): Iterable<string>
  /** Whether any bot has this verify token, for Meta's webhook handshake. */
  hasVerifyToken(token: string): boolean
  bot(id: string): Promise<Bot | undefined>
  /** Deleted bots whose endpoints still receive events: those that this process owns, and any by id. */
  ownLeavingBots(): Promise<Bot[]>
  leavingBot(id: string): Promise<Bot | undefined>
  /** Adds a bot with its webhook. */
  addBot(bot: Bot, webhookUrl?: string): Promise<settings.Added>
  /** Changes the given fields and the webhook in one transaction. */
  changeBot(changing: Changing<BotChange>): Promise<Changed<Bot>>
  /** Inserts or replaces the whole record. */
  putBot(bot: Bot): Promise<void>
  endpoints(botId: string): Promise<Endpoint[]>
  endpoint(id: string): Promise<Endpoint | undefined>
  /** Of all bots: those that are disabled or paused. */
  offEndpoints(): Promise<Endpoint[]>
  changeEndpoint(changing: Changing<endpoints.EndpointChange>): Promise<Changed<Endpoint>>
  putEndpoint(endpoint: Endpoint): Promise<void>
  deleteEndpoint(id: string, expected?: Expected): Promise<Removed>
  /** What it would receive waits, as for one that is disabled for its failures. False: there is none. */
  pauseEndpoint(endpointId: string, now: number): Promise<boolean>
  /** A disabled endpoint receives what waited for it, at once. */
  resumeEndpoint(endpointId: string, now: number): Promise<boolean>
  /** Registers where a bot's events go, in one transaction. Returns the endpoints that changed. */
  registerWebhooks(botId: string, subscriptions: Subscription[], now: number): Promise<Endpoint[]>
  removeBotWebhook(botId: string): Promise<void>
  /** Makes or changes the bot's support panel. */
  putPanel(input: panels.PanelInput): Promise<panels.PutPanel>
  /** Undefined: the bot has no panel. */
  renewPanelSecret(input: Pick<panels.PanelInput, 'botId' | 'secret' | 'formerUntil'>): Promise<Endpoint | undefined>
  /** The settings version that this process knows: data cached under another version must be read again. */
  settingsVersion(): number
}

export type SettingsStoreDeps = Pick<Runner<EventContext>, 'leases' | 'writeAndEmit'> & {
  seal: Seal
  newId: NewId
  cache: SettingsCache
  quotas: Quotas
  /** Goes on with what a change began and did not do. */
  carryOn(): void
}

export function settingsStore(deps: SettingsStoreDeps): SettingsStore {
  return { ...botStore(deps), ...endpointStore(deps) }
}

type BotMethods =
  | 'bots'
  | 'ownBots'
  | 'bot'
  | 'ownLeavingBots'
  | 'leavingBot'
  | 'botIds'
  | 'ownBot'
  | 'ownEndpoints'
  | 'appSecretOf'
  | 'appSecrets'
  | 'hasVerifyToken'
  | 'addBot'
  | 'changeBot'
  | 'putBot'
  | 'settingsVersion'

function botStore({ cache, leases, writeAndEmit, ...deps }: SettingsStoreDeps): Pick<SettingsStore, BotMethods> {
  const { changing, directory } = cache
  const context = contextOf(deps)
  const bots = () => [...directory.bots.values()]
  /** A bot's change of identity may stop campaigns, which emits events. */
  async function writeChange<T>(id: string, transaction: (context: IdentityContext) => Transaction<T>): Promise<T> {
    const result = await writeAndEmit([id], function* (eventContext) {
      yield* bumpSettings([id])
      return yield* transaction({ ...eventContext, seal: deps.seal })
    })
    await cache.changed()
    return result
  }
  return {
    settingsVersion: cache.version,
    bots: async () => bots(),
    botIds: async (max) => [...directory.bots.keys().take(max)],
    ownBots: async () => bots().filter((bot) => leases.owns(bot.id)),
    ownLeavingBots: async () => [...directory.leaving].flatMap(([id, bot]) => (bot && leases.owns(id) ? [bot] : [])),
    leavingBot: async (id) => directory.leaving.get(id),
    ownBot: (id) => (leases.owns(id) ? directory.bots.get(id) : undefined),
    ownEndpoints: (botId) => (leases.owns(botId) ? directory.endpointsOf(botId) : []),
    appSecretOf: (phoneNumberId) => directory.botOfNumber(phoneNumberId)?.channel.appSecret,
    appSecrets: (now, hints = []) => appSecrets(directory, now, hints),
    hasVerifyToken: directory.hasVerifyToken,
    async bot(id) {
      const known = directory.bots.get(id)
      if (known) return known
      await cache.renew()
      return directory.bots.get(id)
    },
    async addBot(bot, webhookUrl) {
      const added = await changing([bot.id], function* () {
        const result = yield* settings.addBot(context, bot, webhookUrl)
        if (result === 'added') yield* leases.reserve(bot.id)
        return result
      })
      if (added === 'added') await leases.add(bot.id)
      return added
    },
    async changeBot(change) {
      const changed = await writeChange(change.id, (eventContext) =>
        settings.changeBot({ ...eventContext, ...context }, change),
      )
      const value = directory.bots.get(change.id)
      return changed.kind === 'changed' && value ? { kind: 'changed', value } : changed
    },
    async putBot(bot) {
      await writeChange(bot.id, function* (eventContext) {
        yield* settings.replaceBot(eventContext, bot)
        yield* leases.reserve(bot.id)
      })
      await leases.add(bot.id)
    },
  }
}

/** The signer is most likely the app of the bot concerned, or the app it had with that number. */
function* appSecrets(directory: Directory, now: number, hints: Iterable<string>): Generator<string> {
  const reported = new Set<string>()
  for (const id of hints)
    for (const secret of secretsAt(directory, id, now)) {
      if (reported.has(secret)) continue
      reported.add(secret)
      yield secret
    }
  for (const secret of directory.appSecrets(now)) if (!reported.has(secret)) yield secret
}

/** One at a time: the first is nearly always the signer's, and nothing else is looked up. */
function* secretsAt(directory: Directory, id: string, now: number): Generator<string> {
  const bot = directory.botOfNumber(id)
  for (const { channel } of bot ? [bot] : directory.botsOfAccount(id)) yield channel.appSecret
  const former = directory.formerHolders(id, now)
  for (const one of former) yield one.bot.channel.appSecret
  for (const { appSecret } of former) yield appSecret
}

/** Of endpoints themselves, which the HTTP layer has all of. */
export type EndpointMethods =
  | 'endpoints'
  | 'endpoint'
  | 'offEndpoints'
  | 'changeEndpoint'
  | 'putEndpoint'
  | 'deleteEndpoint'
  | 'pauseEndpoint'
  | 'resumeEndpoint'
  | 'registerWebhooks'
  | 'removeBotWebhook'
  | 'putPanel'
  | 'renewPanelSecret'

function endpointStore({ cache, carryOn, ...deps }: SettingsStoreDeps): Pick<SettingsStore, EndpointMethods> {
  const { changing, directory } = cache
  const context = contextOf(deps)
  const find = async (id: string) => {
    const known = directory.endpoints.get(id)
    if (known) return known
    await cache.renew()
    return directory.endpoints.get(id)
  }
  const botOf = async (id: string) => (await find(id))?.botId ?? ''
  /** Continues work that the transaction began and did not finish. */
  const beginning = <T>(botId: string, transaction: () => Transaction<T>): Promise<T> =>
    changing([botId], transaction).finally(carryOn)
  return {
    endpoints: async (botId) => [...cache.lookups.endpointsOf(botId)],
    endpoint: find,
    offEndpoints: async () => [...directory.endpoints.values()].filter(({ disabledAt }) => disabledAt !== undefined),
    changeEndpoint: async (change) =>
      changing([await botOf(change.id)], () => endpoints.changeEndpoint(context, change)),
    putEndpoint: (endpoint) =>
      changing([endpoint.botId], () => ofLivingBot(endpoint.botId, () => endpoints.addEndpoint(context, endpoint))),
    deleteEndpoint: async (id, expected) => beginning(await botOf(id), () => endpoints.deleteEndpoint(id, expected)),
    pauseEndpoint: async (id, now) => changing([await botOf(id)], () => pauseEndpoint(id, now)),
    resumeEndpoint: async (id, now) => beginning(await botOf(id), () => resumeEndpoint(id, now)),
    registerWebhooks: (botId, subscriptions, now) =>
      beginning(botId, () => ofLivingBot(botId, () => endpoints.register(context, botId, subscriptions, now))),
    removeBotWebhook: (botId) => beginning(botId, () => endpoints.removeBotWebhook(context, botId)),
    putPanel: (input) => beginning(input.botId, () => ofLivingBot(input.botId, () => panels.putPanel(context, input))),
    renewPanelSecret: (input) => changing([input.botId], () => panels.renewPanelSecret(context, input)),
  }
}

function contextOf({
  seal,
  newId,
  quotas,
}: Pick<SettingsStoreDeps, 'seal' | 'newId' | 'quotas'>): endpoints.EndpointContext {
  return { seal, quotas, newEndpointId: () => newId('ep') }
}
