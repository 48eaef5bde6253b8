/**
 * The store's method `ingest`: which bots a webhook concerns, its one transaction, and what this process remembers of it. Bound by
 * methods.ts.
 */
import type { Bot } from '../model/bot.ts'
import type { Fact } from '../model/inbound.ts'
import type { Engine, WriteManner } from './engine.ts'
import { ingest, mannerOfIngest } from './ingest.ts'
import type { Context } from './methods.ts'
import { digitsNamed, numbersOf } from './numbers.ts'
import { type Directory, routeOf } from './routes.ts'
import type { SettingsCache } from './settings-cache.ts'
import type { Store } from './store.ts'
import type { Totals } from './totals.ts'
import type { Transaction } from './transaction.ts'

export type IngestMethodDeps = {
  telling<T>(
    botIds: readonly string[],
    transaction: (context: Context) => Transaction<T>,
    manner?: WriteManner,
  ): Promise<T>
  read: Engine['read']
  cache: SettingsCache
  totals: Totals
  mediaAddress?: (mediaId: string) => string
}

export function makeIngest({ telling, read, cache, totals, mediaAddress }: IngestMethodDeps): Store['ingest'] {
  /** Digits of numbers as this process wrote them. */
  const written = new Map<string, string>()

  async function routesOf(facts: Fact[], appSecret: string): Promise<{ directory: Directory; bots: Bot[][] }> {
    const named = digitsNamed(facts)
    const digits = named.length > 0 ? await read(() => numbersOf(named)) : new Map<string, string>()
    const directory = { ...cache.directory, digits }
    return { directory, bots: facts.map((fact) => botsOf(fact, directory, appSecret)) }
  }

  function newNumbersIn(facts: Fact[], bots: Bot[][]): Map<string, string> {
    const numbers = new Map<string, string>()
    for (const [index, fact] of facts.entries()) {
      if (fact.kind === 'unreadable' || fact.kind === 'template' || bots[index]?.length === 0) continue
      const { phoneNumberId, displayNumber } = fact
      if (phoneNumberId === undefined || displayNumber === undefined) continue
      if (written.get(phoneNumberId) !== displayNumber) numbers.set(phoneNumberId, displayNumber)
    }
    return numbers
  }

  return async (facts, { receivedAt, appSecret }) => {
    let routes = await routesOf(facts, appSecret)
    if (routes.bots.some((bots) => bots.length === 0)) {
      await cache.renew()
      routes = await routesOf(facts, appSecret)
    }
    const { directory, bots } = routes
    const newNumbers = newNumbersIn(facts, bots)
    const surroundings = {
      receivedAt,
      appSecret,
      directory,
      newNumbers,
      mediaAddress: mediaAddress ?? ((id: string) => `/media/${id}`),
    }
    const placing = (context: Context) => ingest({ ...context, ...surroundings }, facts)
    const concerned = [...new Set(bots.flat().map(({ id }) => id))]
    const result = await telling(concerned, placing, mannerOfIngest(facts))
    for (const [phoneNumberId, digits] of newNumbers) written.set(phoneNumberId, digits)
    // Lists take it that rows come at their young end only.
    if (facts.some(({ kind }) => kind === 'history')) totals.forget()
    return result
  }
}

/** The bots that a fact may touch. */
function botsOf(fact: Fact, directory: Directory, appSecret: string): Bot[] {
  const route = fact.kind === 'unreadable' ? undefined : routeOf(fact, directory, appSecret)
  return route && 'bots' in route ? route.bots : []
}
