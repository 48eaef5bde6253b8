/**
 * Time without the machine's neighbours: what passed, less what a thread stood ready to run while the processor had somebody else. As Linux
 * counts it for each thread; elsewhere it is the time that passed. Used where a bound is of a second, and by probe-loop.ts.
 */
import { readFileSync } from 'node:fs'

/** Of the main thread of a process: time on a processor, and time in which it waited for one. */
export function threadMs(pid: number | 'self' = 'self'): { onMs: number; waitedMs: number } {
  try {
    const [on = 0, waited = 0] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ').map(Number)
    return { onMs: on / 1e6, waitedMs: waited / 1e6 }
  } catch {
    return { onMs: 0, waitedMs: 0 }
  }
}

/** Tells at each call what has passed since it was made, and how much of that was this process' own. */
export function startWatch(): () => { tookMs: number; ownMs: number } {
  const [startedAt, { waitedMs }] = [performance.now(), threadMs()]
  return () => {
    const tookMs = performance.now() - startedAt
    return { tookMs, ownMs: tookMs - (threadMs().waitedMs - waitedMs) }
  }
}
