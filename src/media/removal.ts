/**
 * The end of files that people sent: those that were kept long enough, or whose bot is gone, are handed out no more, and then their bytes are
 * removed, each file with tries of its own, so that one that cannot be removed keeps none of the others. Run by dispatch.
 */
import { backoff } from '../model/backoff.ts'
import { networkReason } from '../model/network.ts'
import type { MediaRemoval } from '../store/media-removal.ts'
import type { Store } from '../store/store.ts'
import type { MediaPlace } from './place.ts'

export type RemovalDeps = {
  store: Pick<Store, 'retireMedia' | 'claimMediaRemovals' | 'settleMediaRemoval'>
  place: Pick<MediaPlace, 'remove' | 'holds'>
  clock: () => number
  random: () => number
  /** How long a file is kept. */
  keepMs: number
  onError(error: unknown, about: Record<string, unknown>): void
}

/** So many rows a transaction. */
const sweepLimit = 500
const firstPauseMs = 60_000
/** A disk or a bucket that was away for a day is asked again soon after it is back. */
const longestPauseMs = 3_600_000

/** All that is due now, in pieces. What cannot be asked of the store is found by the next sweep. */
export async function sweepMedia(deps: RemovalDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, keepMs } = deps
  try {
    let retired = sweepLimit
    while (retired === sweepLimit && !signal.aborted)
      retired = await store.retireMedia(clock() - keepMs, sweepLimit, clock())
    let found = sweepLimit
    while (found === sweepLimit && !signal.aborted) found = await removeSome(deps, signal)
  } catch (error) {
    deps.onError(error, {})
  }
}

/** Answers how many were looked at: each of them is settled, so the next look finds others. */
async function removeSome(deps: RemovalDeps, signal: AbortSignal): Promise<number> {
  const { store, place, clock } = deps
  const due = await store.claimMediaRemovals({ now: clock(), limit: sweepLimit, places: await place.holds() })
  for (const file of due) {
    if (signal.aborted) return 0
    await removeOne(deps, file)
  }
  return due.length
}

async function removeOne({ store, place, clock, random, onError }: RemovalDeps, file: MediaRemoval): Promise<void> {
  try {
    await place.remove(file.place)
  } catch (error) {
    onError(error, { botId: file.botId, mediaId: file.id })
    const removeAt = clock() + backoff(file.tries, firstPauseMs, longestPauseMs, random())
    await store.settleMediaRemoval(file.id, { kind: 'again', removeAt, error: networkReason(error) })
    return
  }
  await store.settleMediaRemoval(file.id, { kind: 'removed' })
}
