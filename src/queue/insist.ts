/**
 * What an attempt brought must not be lost, nor the attempt made again in a circle, because the store is out of reach for a while: its
 * writing is tried until it succeeds or the process gives up. Meanwhile the work keeps its place in its lane, so the lane rests too.
 * Whatever is written so must bear to be written twice. Called by the flows that settle.
 */
import { isUnavailable } from '../model/errors.ts'

export type InsistDeps = {
  /** Aborted when the process gives up waiting for the store. */
  signal?: AbortSignal
  onError(error: unknown): void
  /** Stands in for `pause` in tests. */
  rest?: typeof pause
}

const pauseMs = 500
/** What no waiting will mend, a fault of ours most likely, is tried ever less: each time is a line in the log. */
const longestPauseMs = 60_000

/** Undefined when the process gave up. */
export async function insist<T>(
  { signal, onError, rest = pause }: InsistDeps,
  write: () => Promise<T>,
): Promise<T | undefined> {
  let waitMs = pauseMs
  while (!signal?.aborted) {
    try {
      return await write()
    } catch (error) {
      onError(error)
      if (isUnavailable(error)) waitMs = pauseMs
      await rest(waitMs, signal)
      waitMs = Math.min(2 * waitMs, longestPauseMs)
    }
  }
  return undefined
}

/** Ends at once when `signal` is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
}
