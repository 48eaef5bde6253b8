/**
 * Repeats a write until the store accepts it or the process gives up, so that an attempt's outcome is neither lost nor
 * the attempt repeated while the store is unavailable. Meanwhile the work keeps its place in its lane, which slows the
 * lane down too. The write must be idempotent.
 */
import { isUnavailable } from '../model/errors/errors.ts'
import { sleep } from './sleep.ts'

export type RetryDeps = {
  /** Aborted when the process stops waiting for the store. */
  signal?: AbortSignal | undefined
  onError(error: unknown): void
  /** Stands in for `sleep` in tests. */
  rest?: typeof sleep
}

const pauseMs = 500
/**
 * An error that waiting cannot fix is most likely a bug: it is retried ever less often, because each retry writes a log
 * line.
 */
const longestPauseMs = 60_000

/** Returns undefined if the process gave up. */
export async function retryUntilStored<T>(
  { signal, onError, rest = sleep }: RetryDeps,
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
