/**
 * Time without other processes: elapsed time less the time for which a thread was ready to run and waited for a
 * processor, as Linux counts it for each thread; elsewhere it is the elapsed time. For bounds of a second.
 */
import { readdirSync, readFileSync } from 'node:fs'

/** The time that this process's threads have waited for a processor; only the main thread's unless `of` is all. */
function waitedMs(of: 'main' | 'all'): number {
  try {
    const threads = of === 'all' ? readdirSync('/proc/self/task') : [String(process.pid)]
    return threads.reduce((sum, id) => sum + waitedOf(id), 0)
  } catch {
    return 0
  }
}

/** A thread that ends during the look has waited for nothing. */
function waitedOf(id: string): number {
  try {
    return Number(readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/**
 * Each call returns the time since the start, and this process's own part of it. `of`: where nothing else runs
 * meanwhile, threads work and wait one after the other, and all of them count; otherwise waits of threads with other
 * work would be subtracted as well.
 */
export function startWatch(of: 'main' | 'all' = 'main'): () => { tookMs: number; ownMs: number } {
  const [startedAt, waited] = [performance.now(), waitedMs(of)]
  return () => {
    const tookMs = performance.now() - startedAt
    return { tookMs, ownMs: tookMs - (waitedMs(of) - waited) }
  }
}
