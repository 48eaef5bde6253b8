/** Batched work: a batch holds its locks for some milliseconds, and leaves them to others for as long again. */
import { setTimeout as sleep } from 'node:timers/promises'

/** A longer batch would noticeably delay the writes that wait behind it. */
const longMs = 25

const fewestAtOnce = 50

const maxAtOnce = 500

/**
 * Repeats `step` until there is no more, each with the number of rows that fits the time of a batch, and with a pause
 * as long as the step took.
 */
export async function inPieces<T>(
  step: (limit: number) => Promise<T>,
  isMore: (result: T) => boolean,
  isStopped: () => boolean = () => false,
): Promise<T> {
  for (let limit = 2 * fewestAtOnce; ; ) {
    const startedAt = performance.now()
    const result = await step(limit)
    const tookMs = performance.now() - startedAt
    if (!isMore(result) || isStopped()) return result
    limit = tookMs > longMs ? Math.max(fewestAtOnce, limit >> 1) : Math.min(maxAtOnce, limit * 2)
    await sleep(tookMs)
  }
}
