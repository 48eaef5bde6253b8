/**
 * The store's ingest methods, under the app whose signature was verified, and the replay of items that had no place on
 * arrival.
 */
import type { NumberImport } from '../../model/bot/number-import.ts'
import type { Fact } from '../../model/inbound/inbound.ts'
import type { Seal } from '../sealing/seal.ts'
import type { Runner } from '../sql/runner.ts'
import type { Transaction } from '../sql/transaction.ts'
import type { IngestContext } from './context.ts'
import { importOf, noteAskedImport } from './imports.ts'
import { ingest, ingestConcurrency } from './ingest.ts'
import type { IngestResult } from './records.ts'
import { createTake, type Take, type TakeDeps } from './take.ts'
import * as unprocessed from './unprocessed.ts'

export type IngestStore = unprocessed.UnprocessedStore & {
  /**
   * Ingests every fact of one webhook (promise 7), in one transaction unless they are statuses that may be written
   * beside others: if one of those fails, Meta sends all of them again. `appSecret` is the secret that verified the
   * signature: only its bots are touched. `sourceOf` returns the part of the webhook that a fact was read from, stored
   * with items that have no place. `isSignedNow`: fails with `UnknownSignerError`, and stores nothing, when no bot has
   * the secret any more.
   */
  ingest(
    facts: Fact[],
    context: {
      receivedAt: number
      appSecret: string
      isSignedNow?: boolean
      sourceOf?: (fact: Fact) => string | undefined
      traceparent?: string | undefined
    },
  ): Promise<IngestResult>
  /** How far the import of the number's past has come. */
  numberImport(botId: string): Promise<NumberImport>
  /** Meta has taken the request for a part, which begins anew. */
  noteAskedImport(botId: string, asked: Parameters<typeof noteAskedImport>[1]): Promise<NumberImport>
}

export type IngestStoreDeps = Omit<TakeDeps, 'appOf'> &
  Pick<Runner<never>, 'readSlow' | 'write' | 'isShared'> & { seal: Seal }

export function ingestStore(deps: IngestStoreDeps): IngestStore {
  const { readSlow, read, write, isShared, seal } = deps
  /** Keyed, so that the table does not reveal the secret. */
  const appOf = (secret: string) => seal.mark('app', secret)
  const take = createTake({ ...deps, appOf })
  return {
    async ingest(facts, origin) {
      const parts = isShared ? partsOf(facts) : [facts]
      const ingested = parts.map((part) =>
        take(part, origin, (context) => ingest(context, part), ingestConcurrency(part)),
      )
      return (await Promise.all(ingested)).reduce(sumOf)
    },
    numberImport: (botId) => read(() => importOf(botId)),
    noteAskedImport: (botId, asked) => write([botId], () => noteAskedImport(botId, asked)),
    unprocessed: (filter, page) => readSlow(() => unprocessed.unprocessed(filter, page)),
    countUnprocessed: (filter, max, after) => readSlow(() => unprocessed.countUnprocessed(filter, max, after)),
    unprocessedWhole: (key) => readSlow(() => unprocessed.unprocessedWhole(key)),
    replayUnprocessed: createReplay(deps, appOf, take),
  }
}

/**
 * Each status of a webhook of many alone, where they all may interleave with others: PostgreSQL writes those of a turn,
 * of whatever webhooks, in the same few statements, and twenty in a transaction of their own one after the other.
 */
function partsOf(facts: Fact[]): Fact[][] {
  const isAlone = (fact: Fact) => ingestConcurrency([fact]).group !== undefined
  return facts.length > 1 && facts.every(isAlone) ? facts.map((fact) => [fact]) : [facts]
}

function sumOf(one: IngestResult, other: IngestResult): IngestResult {
  return {
    messages: one.messages + other.messages,
    duplicates: one.duplicates + other.duplicates,
    statuses: one.statuses + other.statuses,
    orphans: one.orphans + other.orphans,
    changes: one.changes + other.changes,
    unrouted: one.unrouted + other.unrouted,
    unreadable: one.unreadable + other.unreadable,
  }
}

function createReplay(
  { cache, read, write }: IngestStoreDeps,
  appOf: (secret: string) => string,
  take: Take,
): IngestStore['replayUnprocessed'] {
  /** The secret behind the hash, if a bot still has it, or had it with a number for which it still answers. */
  function secretOf(app: string | undefined, now: number): string | undefined {
    for (const secret of cache.directory.appSecrets(now)) if (appOf(secret) === app) return secret
    return undefined
  }

  function* takeAgain(
    context: IngestContext,
    facts: Fact[],
  ): Transaction<{ counts: IngestResult; kept: unprocessed.StoredUnprocessed[] }> {
    const stored: unprocessed.StoredUnprocessed[] = []
    return { counts: yield* ingest({ ...context, storeUnprocessed: (one) => stored.push(one) }, facts), kept: stored }
  }

  return async ({ key, facts, sourceOf, now }) => {
    // Another process may have created the bot a moment ago.
    await cache.renew()
    const appSecret = secretOf(await read(() => unprocessed.appOfItem(key)), now)
    if (appSecret === undefined) return write([], () => unprocessed.replay(key, now))
    const origin = { receivedAt: now, heardAt: key.at, appSecret, sourceOf }
    return take(facts, origin, (context) => unprocessed.replay(key, now, () => takeAgain(context, facts)))
  }
}
