/**
 * Replay of unprocessed items: the stored part of the webhook is parsed again by this version and ingested under the
 * app that signed it. One item, or a batch, oldest first; the next batch starts where the last one ended and does not
 * repeat what was replayed in between.
 */
import type { IngestResult } from '../store/inbound/records.ts'
import type { ReplayResult, Unprocessed, UnprocessedFilter, UnprocessedKey } from '../store/inbound/unprocessed.ts'
import type { Store } from '../store/store.ts'
import { readWebhook } from './ingest.ts'

export type ReplayDeps = {
  store: Pick<Store, 'unprocessed' | 'countUnprocessed' | 'unprocessedWhole' | 'replayUnprocessed'>
  clock: () => number
  metrics: { ingested(counts: IngestResult): void; replayed(result: string): void }
}

export type Replayed =
  | ReplayResult
  /** The item was stored before sources were kept, or there was nothing to parse. */
  | { kind: 'no_source' }

export async function replayOne(deps: ReplayDeps, key: UnprocessedKey): Promise<Replayed> {
  const result = await tryOne(deps, key)
  deps.metrics.replayed(result.kind)
  if ('counts' in result) deps.metrics.ingested(result.counts)
  return result
}

async function tryOne({ store, clock }: ReplayDeps, key: UnprocessedKey): Promise<Replayed> {
  const found = await store.unprocessedWhole(key)
  if (found === undefined) return { kind: 'gone' }
  if (found.source === undefined || !found.isReplayable) return { kind: 'no_source' }
  return store.replayUnprocessed({ key, ...readWebhook(found.source), now: clock() })
}

export type ReplayedPiece = {
  /** Each item of the batch, in order. */
  results: { item: Unprocessed; result: Replayed }[]
  /** First item of the next batch; absent after the last. */
  next?: UnprocessedKey
  /** How many items wait behind this batch, as far as they were counted. */
  remaining: number
}

/** A batch ends in time for the HTTP response, however long each item takes. */
const pieceMs = 10_000
const maxRemaining = 10_000

export async function replayPiece(
  deps: ReplayDeps,
  filter: UnprocessedFilter,
  { after, limit }: { after?: UnprocessedKey; limit: number },
): Promise<ReplayedPiece> {
  const endAt = performance.now() + pieceMs
  const found = await deps.store.unprocessed(filter, { order: 'oldest', after, limit })
  const results: ReplayedPiece['results'] = []
  // One by one, so that one person's messages stay in order.
  for (const item of found) {
    if (performance.now() > endAt) break
    results.push({ item, result: await replayOne(deps, item) })
  }
  const last = results.at(-1)?.item
  const isAll = last === undefined || (results.length === found.length && found.length < limit)
  if (isAll) return { results, remaining: 0 }
  const next = { at: last.at, seq: last.seq }
  const remaining = await deps.store.countUnprocessed(filter, maxRemaining, next)
  return { results, ...(remaining > 0 && { next }), remaining }
}
