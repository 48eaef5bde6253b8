/**
 * Bots and endpoints in memory, and the ways by which they are found: by number, account, digits, app secret and verify token. Kept by change:
 * a change costs the bot that it is about, and a look-up costs the same at ten bots and at ten thousand. Made by settings-cache.ts.
 */
import { createHash } from 'node:crypto'
import type { Bot, Endpoint } from '../model/bot.ts'
import { personKey } from '../model/phone.ts'
import type { BotDirectory } from './routes.ts'
import type { Settings } from './settings.ts'

/** What there is of a bot: undefined when it is gone; `leaving` while its deletion is under way. */
export type KnownBot = { bot?: Bot; leaving?: { bot?: Bot }; endpoints: readonly Endpoint[] }

export type Directory = BotDirectory & {
  bots: ReadonlyMap<string, Bot>
  /** Those whose deletion is under way; what an earlier version left of one has nothing but its id. */
  leaving: ReadonlyMap<string, Bot | undefined>
  endpoints: ReadonlyMap<string, Endpoint>
  endpointsOf(botId: string): Endpoint[]
  /** Each once, however many bots have it. */
  appSecrets(): Iterable<string>
  hasVerifyToken(token: string): boolean
  /** In the place of everything that was there. */
  reset(settings: Settings): void
  /** In the place of what was there of this bot; undefined: it is gone. */
  put(botId: string, known: KnownBot): void
}

export function makeDirectory(): Directory {
  let bots = new Map<string, Bot>()
  const leaving = new Map<string, Bot | undefined>()
  const endpoints = new Map<string, Endpoint>()
  const endpointsByBot = new Map<string, readonly Endpoint[]>()
  const byNumber = makeIndex(({ channel }) => channel.phoneNumberId)
  const byAccount = makeIndex(({ channel }) => channel.wabaId)
  const byDigits = makeIndex(({ channel }) => channel.displayNumber && personKey(channel.displayNumber))
  const bySecret = makeIndex(({ channel }) => channel.appSecret)
  const byToken = makeIndex(({ channel }) => channel.verifyToken && hashed(channel.verifyToken))
  const indexes = [byNumber, byAccount, byDigits, bySecret, byToken]
  /** The youngest that ever came: what comes behind it comes in order. */
  let last: Bot | undefined

  function put(botId: string, { bot, leaving: going, endpoints: ofBot }: KnownBot): void {
    const before = bots.get(botId)
    for (const index of indexes) index.replace(before, bot)
    for (const { id } of endpointsByBot.get(botId) ?? []) endpoints.delete(id)
    for (const endpoint of ofBot) endpoints.set(endpoint.id, endpoint)
    if (ofBot.length > 0) endpointsByBot.set(botId, ofBot)
    else endpointsByBot.delete(botId)
    if (going) leaving.set(botId, going.bot)
    else leaving.delete(botId)
    if (bot === undefined) bots.delete(botId)
    else keep(bot)
  }

  function keep(bot: Bot): void {
    const isNew = !bots.has(bot.id)
    bots.set(bot.id, bot)
    if (isNew && last && isOlder(bot, last)) bots = new Map([...bots].sort(([, a], [, b]) => (isOlder(a, b) ? -1 : 1)))
    else if (isNew) last = bot
  }

  function reset(settings: Settings): void {
    for (const botId of new Set([...bots.keys(), ...leaving.keys(), ...endpointsByBot.keys()]))
      put(botId, { endpoints: [] })
    const found = Map.groupBy(settings.endpoints.values(), ({ botId }) => botId)
    last = undefined
    for (const bot of settings.bots.values()) put(bot.id, { bot, endpoints: found.get(bot.id) ?? [] })
    for (const [id, bot] of settings.leaving) put(id, { leaving: { bot }, endpoints: found.get(id) ?? [] })
    for (const [id, endpoints] of found) if (!bots.has(id) && !leaving.has(id)) put(id, { endpoints })
  }

  return {
    get bots() {
      return bots
    },
    leaving,
    endpoints,
    endpointsOf: (botId) => [...(endpointsByBot.get(botId) ?? [])],
    appSecrets: bySecret.keys,
    hasVerifyToken: (token) => byToken.of(hashed(token)).length > 0,
    botOfNumber: (phoneNumberId) => byNumber.of(phoneNumberId)[0],
    botsOfAccount: byAccount.of,
    botsOfDigits: (number) => byDigits.of(personKey(number)),
    reset,
    put,
  }
}

function isOlder(a: Bot, b: Bot): boolean {
  return a.createdAt === b.createdAt ? a.id < b.id : a.createdAt < b.createdAt
}

/** So that how long a look-up takes tells nothing of the tokens. */
function hashed(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

/** Bots by a key of theirs, in the order in which they came; without one a bot is not in it. */
function makeIndex(keyOf: (bot: Bot) => string | undefined) {
  const byKey = new Map<string, Map<string, Bot>>()
  return {
    of: (key: string): Bot[] => [...(byKey.get(key)?.values() ?? [])],
    keys: () => byKey.keys(),
    replace(before: Bot | undefined, after: Bot | undefined): void {
      const [from, to] = [before && keyOf(before), after && keyOf(after)]
      if (before && from && from !== to) {
        const those = byKey.get(from)
        those?.delete(before.id)
        if (those?.size === 0) byKey.delete(from)
      }
      if (!after || !to) return
      const those = byKey.get(to)
      if (those) those.set(after.id, after)
      else byKey.set(to, new Map([[after.id, after]]))
    },
  }
}
