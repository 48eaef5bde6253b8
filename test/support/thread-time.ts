/**
 * Time without the machine's neighbours: what passed, less what a thread stood ready to run while the processor had somebody else. As Linux
 * counts it for each thread; elsewhere it is the time that passed. Used where a bound is of a second (test/fuzz).
 */
import { readdirSync, readFileSync } from 'node:fs'

/** What the threads of this process have waited for a processor, together; of the main one alone unless `of` says all. */
function waitedMs(of: 'main' | 'all'): number {
  try {
    const threads = of === 'all' ? readdirSync('/proc/self/task') : [String(process.pid)]
    return threads.reduce((sum, id) => sum + waitedOf(id), 0)
  } catch {
    return 0
  }
}

/** A thread that ends while it is looked at has waited for nothing. */
function waitedOf(id: string): number {
  try {
    return Number(readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/**
 * Tells at each call what has passed since it was made, and how much of that was this process' own. `of`: where nothing else is done
 * meanwhile, threads work and wait one after the other, and all of them count; else those of others' work would be taken off as well.
 */
export function startWatch(of: 'main' | 'all' = 'main'): () => { tookMs: number; ownMs: number } {
  const [startedAt, waited] = [performance.now(), waitedMs(of)]
  return () => {
    const tookMs = performance.now() - startedAt
    return { tookMs, ownMs: tookMs - (waitedMs(of) - waited) }
  }
}
