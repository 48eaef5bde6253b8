/**
 * Runs the transaction that ingests the facts of a webhook: resolves the bots concerned, and keeps what this process
 * remembers of them.
 */
import type { Bot } from '../../model/bot/bot.ts'
import type { Fact } from '../../model/inbound/inbound.ts'
import type { Totals } from '../lists/totals.ts'
import type { SettingsCache } from '../settings/cache.ts'
import { digitsNamed, numbersOf } from '../settings/numbers.ts'
import { type Directory, routeOf, type Signed } from '../settings/routes.ts'
import type { Concurrency } from '../sql/engine.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { Context, IngestContext } from './context.ts'

/** The app, the time and the purpose: the rest of the context that ingest needs. */
export type IngestOrigin = Pick<
  IngestContext,
  'receivedAt' | 'appSecret' | 'isSignedNow' | 'sourceOf' | 'storeUnprocessed' | 'heardAt' | 'traceparent'
>

export type Take = <T>(
  facts: Fact[],
  origin: IngestOrigin,
  work: (context: IngestContext) => Transaction<T>,
  concurrency?: Concurrency,
) => Promise<T>

export type TakeDeps = Pick<Runner<Context>, 'read' | 'writeAndEmit'> & {
  /** A keyed hash, so that a table does not reveal the secret. */
  appOf(secret: string): string
  cache: SettingsCache
  totals: Totals
  mediaAddress?: (mediaId: string) => string
}

export function createTake({ writeAndEmit, read, cache, totals, appOf, ...deps }: TakeDeps): Take {
  const { mediaAddress = (id: string) => `/media/${id}` } = deps
  /** The digits of numbers that this process has stored. */
  const written = new Map<string, string>()
  const { botOfNumber, botsOfAccount, botsOfDigits, formerHolders, hasAppSecret } = cache.directory
  const lookups = { botOfNumber, botsOfAccount, botsOfDigits, formerHolders, hasAppSecret }
  /** For most webhooks, whose facts name their numbers by Meta's id. */
  const withoutDigits: Directory = { ...lookups, digits: new Map() }

  async function directoryFor(facts: Fact[]): Promise<Directory> {
    const named = digitsNamed(facts)
    return named.length === 0 ? withoutDigits : { ...lookups, digits: await read(() => numbersOf(named)) }
  }

  async function routesOf(facts: Fact[], signed: Signed): Promise<{ directory: Directory; bots: Bot[][] }> {
    const directory = await directoryFor(facts)
    return { directory, bots: facts.map((fact) => botsOf(fact, directory, signed)) }
  }

  function newNumbersIn(facts: Fact[], bots: Bot[][]): ReadonlyMap<string, string> {
    const numbers = new Map<string, string>()
    for (const [index, fact] of facts.entries()) {
      if (fact.kind === 'unreadable' || fact.kind === 'template' || bots[index]?.length === 0) continue
      const { phoneNumberId, displayNumber } = fact
      if (phoneNumberId === undefined || displayNumber === undefined) continue
      if (written.get(phoneNumberId) !== displayNumber) numbers.set(phoneNumberId, displayNumber)
    }
    return numbers
  }

  return async (facts, origin, work, concurrency) => {
    const { appSecret } = origin
    let routes = await routesOf(facts, origin)
    if (routes.bots.some((bots) => bots.length === 0)) {
      await cache.renew()
      routes = await routesOf(facts, origin)
    }
    const { directory, bots } = routes
    const newNumbers = newNumbersIn(facts, bots)
    const concerned = [...new Set(bots.flat().map(({ id }) => id))]
    const placing = (context: Context) =>
      work({ ...context, ...origin, directory, newNumbers, mediaAddress, concerned, app: () => appOf(appSecret) })
    const result = await writeAndEmit(concerned, placing, concurrency)
    for (const [phoneNumberId, digits] of newNumbers) written.set(phoneNumberId, digits)
    // Cached totals assume that new rows are the youngest.
    if (facts.some(({ kind }) => kind === 'history')) totals.forget()
    return result
  }
}

/** The bots that a fact may touch. */
function botsOf(fact: Fact, directory: Directory, signed: Signed): Bot[] {
  const route = fact.kind === 'unreadable' ? undefined : routeOf(fact, directory, signed)
  return route && 'bots' in route ? [...route.bots, ...route.former] : []
}
