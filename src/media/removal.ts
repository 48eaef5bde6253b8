/**
 * Deletes media files that expired or whose bot is gone: they are first withdrawn from reading, then their bytes are
 * deleted. Each file has its own retries, so one that cannot be deleted holds up no other.
 */

import { networkReason } from '../model/errors/network.ts'
import { backoff } from '../model/scheduling/backoff.ts'
import { hourMs } from '../model/time.ts'
import type { MediaRemoval } from '../store/media/removal.ts'
import type { Store } from '../store/store.ts'
import type { BlobStorage } from './blob-storage.ts'

export type RemovalDeps = {
  store: Pick<Store, 'retireMedia' | 'claimMediaRemovals' | 'settleMediaRemoval'>
  place: Pick<BlobStorage, 'remove' | 'holds'>
  clock: () => number
  random: () => number
  /** How long a file is kept. */
  retentionMs: number
  onError(error: unknown, about: Record<string, unknown>): void
}

/** Rows per transaction. */
const sweepLimit = 500
const firstPauseMs = 60_000
/** A disk or a bucket that was away for a day is retried soon after it is back. */
const longestPauseMs = hourMs

/** Everything due now, in batches. If the store fails, the next sweep continues. */
export async function sweepMedia(deps: RemovalDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, retentionMs } = deps
  try {
    let retired = sweepLimit
    while (retired === sweepLimit && !signal.aborted)
      retired = await store.retireMedia(clock() - retentionMs, sweepLimit, clock())
    let found = sweepLimit
    while (found === sweepLimit && !signal.aborted) found = await removeSome(deps, signal)
  } catch (error) {
    deps.onError(error, {})
  }
}

/** Returns how many files were handled: each of them is settled, so the next call finds others. */
async function removeSome(deps: RemovalDeps, signal: AbortSignal): Promise<number> {
  const { store, place: blobStorage, clock } = deps
  const due = await store.claimMediaRemovals({ now: clock(), limit: sweepLimit, places: await blobStorage.holds() })
  for (const file of due) {
    if (signal.aborted) return 0
    await removeOne(deps, file)
  }
  return due.length
}

async function removeOne(
  { store, place: blobStorage, clock, random, onError }: RemovalDeps,
  file: MediaRemoval,
): Promise<void> {
  try {
    await blobStorage.remove(file.place)
  } catch (error) {
    onError(error, { botId: file.botId, mediaId: file.id })
    const removeAt = clock() + backoff(file.tries, firstPauseMs, longestPauseMs, random())
    await store.settleMediaRemoval(file.id, { kind: 'again', removeAt, error: networkReason(error) })
    return
  }
  await store.settleMediaRemoval(file.id, { kind: 'removed' })
}
