/**
 * Bots and endpoints in memory, with lookups by present or former number, account, digits, app secret and verify token.
 * Maintained incrementally: a change costs only the bot concerned, and a lookup costs the same at ten bots and at ten
 * thousand.
 */
import { createHash } from 'node:crypto'
import type { Bot, Endpoint } from '../../model/bot/bot.ts'
import { formerNumberMs } from '../../model/bot/identity.ts'
import { personKey } from '../../model/user/phone.ts'
import type { FormerNumber } from '../bots/former-identity.ts'
import type { BotDirectory } from './routes.ts'

/** The data of a bot: `bot` is undefined after deletion; `leaving` while the deletion runs. */
export type KnownBot = {
  bot?: Bot
  leaving?: { bot?: Bot }
  endpoints: readonly Endpoint[]
  /** Former numbers for which the bot still answers. */
  formerNumbers?: readonly FormerNumber[]
}

export type Directory = BotDirectory & {
  bots: ReadonlyMap<string, Bot>
  /** Bots whose deletion is running; one left by an earlier version has only its id. */
  leaving: ReadonlyMap<string, Bot | undefined>
  endpoints: ReadonlyMap<string, Endpoint>
  endpointsOf(botId: string): readonly Endpoint[]
  /** Each once, however many bots share it; includes apps of former numbers for which bots answer at that time. */
  appSecrets(at: number): Iterable<string>
  hasVerifyToken(token: string): boolean
  /** Replaces everything. */
  reset(settings: Settings): void
  /** Replaces all data of this bot; undefined: it is gone. */
  put(botId: string, known: KnownBot): void
}

/** Most bots have no former number, and are asked for it with each status. */
const none: readonly never[] = []

export function createDirectory(): Directory {
  let bots = new Map<string, Bot>()
  const leaving = new Map<string, Bot | undefined>()
  const endpoints = new Map<string, Endpoint>()
  const endpointsByBot = new Map<string, readonly Endpoint[]>()
  const botsBy = (keyOf: (bot: Bot) => string | undefined) => createIndex(({ id }: Bot) => id, keyOf)
  const byNumber = botsBy(({ channel }) => channel.phoneNumberId)
  const byAccount = botsBy(({ channel }) => channel.wabaId)
  const byDigits = botsBy(({ channel }) => channel.displayNumber && personKey(channel.displayNumber))
  const bySecret = botsBy(({ channel }) => channel.appSecret)
  const byToken = botsBy(({ channel }) => channel.verifyToken && hashed(channel.verifyToken))
  const indexes = [byNumber, byAccount, byDigits, bySecret, byToken]
  const former = createFormerNumbers()
  /** The youngest bot so far: a younger one is appended in order. */
  let last: Bot | undefined

  function put(botId: string, { bot, leaving: going, endpoints: ofBot, formerNumbers = [] }: KnownBot): void {
    former.replace(botId, formerNumbers)
    const before = bots.get(botId)
    for (const index of indexes) index.replace(before, bot)
    for (const { id } of endpointsByBot.get(botId) ?? []) endpoints.delete(id)
    for (const endpoint of ofBot) endpoints.set(endpoint.id, endpoint)
    if (ofBot.length > 0) endpointsByBot.set(botId, ofBot)
    else endpointsByBot.delete(botId)
    if (going) leaving.set(botId, going.bot)
    else leaving.delete(botId)
    if (bot === undefined) bots.delete(botId)
    else retain(bot)
  }

  function retain(bot: Bot): void {
    const isNew = !bots.has(bot.id)
    bots.set(bot.id, bot)
    if (isNew && last && isOlder(bot, last)) bots = new Map([...bots].sort(([, a], [, b]) => byAge(a, b)))
    else if (isNew) last = bot
  }

  function reset(settings: Settings): void {
    for (const botId of new Set([...bots.keys(), ...leaving.keys(), ...endpointsByBot.keys()]))
      put(botId, { endpoints: [] })
    const found = Map.groupBy(settings.endpoints.values(), ({ botId }) => botId)
    const formerNumbers = Map.groupBy(settings.formerNumbers, ({ botId }) => botId)
    last = undefined
    for (const bot of settings.bots.values())
      put(bot.id, { bot, endpoints: found.get(bot.id) ?? [], formerNumbers: formerNumbers.get(bot.id) })
    for (const [id, bot] of settings.leaving) put(id, { leaving: { bot }, endpoints: found.get(id) ?? [] })
    for (const [id, endpoints] of found) if (!bots.has(id) && !leaving.has(id)) put(id, { endpoints })
  }

  function* appSecrets(at: number): Generator<string> {
    yield* bySecret.keys()
    for (const secret of former.secrets(at)) if (!bySecret.has(secret)) yield secret
  }

  return {
    get bots() {
      return bots
    },
    leaving,
    endpoints,
    endpointsOf: (botId) => endpointsByBot.get(botId) ?? none,
    appSecrets,
    hasAppSecret: (secret, at) => bySecret.has(secret) || former.hasSecret(secret, at),
    hasVerifyToken: (token) => byToken.has(hashed(token)),
    botOfNumber: byNumber.first,
    botsOfAccount: (wabaId) => byAccount.of(wabaId).toSorted(byAge),
    formerHolders(phoneNumberId, at) {
      if (!former.has(phoneNumberId)) return none
      return former.of(phoneNumberId, at).flatMap(({ botId, appSecret }) => {
        const bot = bots.get(botId)
        return bot ? [{ bot, appSecret }] : []
      })
    },
    botsOfDigits: (number) => byDigits.of(personKey(number)).toSorted(byAge),
    reset,
    put,
  }
}

function isOlder(a: Bot, b: Bot): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt
}

/** The order that a start gives, whatever the order of arrival. */
function byAge(a: Bot, b: Bot): number {
  return isOlder(a, b) ? -1 : 1
}

/** Hashed so that lookup times reveal nothing of the tokens. */
function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

/** Former numbers of bots, by number and by the app used with it, while the bots answer for them. */
function createFormerNumbers() {
  const byBot = new Map<string, readonly FormerNumber[]>()
  const idOf = ({ botId, phoneNumberId }: FormerNumber) => JSON.stringify([botId, phoneNumberId])
  const byNumber = createIndex(idOf, ({ phoneNumberId }: FormerNumber) => phoneNumberId)
  const bySecret = createIndex(idOf, ({ appSecret }: FormerNumber) => appSecret)
  const answersAt = (at: number) => (one: FormerNumber) => one.leftAt > at - formerNumberMs
  return {
    replace(botId: string, after: readonly FormerNumber[]): void {
      for (const index of [byNumber, bySecret]) {
        for (const one of byBot.get(botId) ?? []) index.replace(one, undefined)
        for (const one of after) index.replace(undefined, one)
      }
      if (after.length > 0) byBot.set(botId, after)
      else byBot.delete(botId)
    },
    has: byNumber.has,
    /** Latest to leave first. */
    of: (phoneNumberId: string, at: number): FormerNumber[] =>
      byNumber.of(phoneNumberId).filter(answersAt(at)).toSorted(byLeaving),
    hasSecret: (secret: string, at: number): boolean => bySecret.of(secret).some(answersAt(at)),
    *secrets(at: number): Generator<string> {
      for (const secret of bySecret.keys()) if (bySecret.of(secret).some(answersAt(at))) yield secret
    },
  }
}

function byLeaving(a: FormerNumber, b: FormerNumber): number {
  return b.leftAt - a.leftAt || (a.botId < b.botId ? -1 : 1)
}

/** An index of items by key; items without a key are left out. */
function createIndex<T>(idOf: (one: T) => string, keyOf: (one: T) => string | undefined) {
  const byKey = new Map<string, Map<string, T>>()
  return {
    of: (key: string): T[] => [...(byKey.get(key)?.values() ?? [])],
    first: (key: string): T | undefined => byKey.get(key)?.values().next().value,
    has: (key: string): boolean => byKey.has(key),
    keys: () => byKey.keys(),
    replace(before: T | undefined, after: T | undefined): void {
      const [from, to] = [before && keyOf(before), after && keyOf(after)]
      if (before && from && from !== to) {
        const those = byKey.get(from)
        those?.delete(idOf(before))
        if (those?.size === 0) byKey.delete(from)
      }
      if (!after || !to) return
      const those = byKey.get(to)
      if (those) those.set(idOf(after), after)
      else byKey.set(to, new Map([[idOf(after), after]]))
    },
  }
}

export type Settings = {
  bots: Map<string, Bot>
  /** Bots whose deletion is running; one left by an earlier version has only its id. */
  leaving: Map<string, Bot | undefined>
  endpoints: Map<string, Endpoint>
  formerNumbers: FormerNumber[]
}
