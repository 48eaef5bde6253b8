/**
 * A lane in virtual time: the test drives the timers, claims come from a list in memory, work ends when its time is
 * over.
 */
import { createLane, type LaneOptions } from '../../src/queue/lane.ts'
import { createVirtualTime } from './virtual-time.ts'

export type Work = { name: string; dueAt: number; takesMs: number }

export type LaneRig = ReturnType<typeof createLaneRig>

const startOfTime = 1_000_000

export function createLaneRig(options: Partial<LaneOptions> = {}) {
  const time = createVirtualTime(startOfTime)
  const waiting: Work[] = []
  const started: { name: string; at: number }[] = []
  const claims: { limit: number; at: number }[] = []
  const errors: unknown[] = []
  let setAheadMs = 0
  const finished: string[] = []
  let maxInFlight = 0
  let maxRunning = 0
  const clock = () => time.now() + setAheadMs
  const sleep = (ms: number) => new Promise<void>((resolve) => void time.after(ms, resolve))
  const rig = {
    waiting,
    started,
    claims,
    errors,
    finished,
    maxInFlight: () => maxInFlight,
    /** Without what was claimed ahead of the pace. */
    maxRunning: () => maxRunning,
    /** Tests replace it to let claims fail or take long. */
    beforeClaim: async (): Promise<void> => {},
    add,
    now: time.now,
    sleep,
    /** Lets this much time pass, with all work that comes of it. */
    async advance(ms: number): Promise<void> {
      // First what the test itself has set going.
      await new Promise(setImmediate)
      await time.runUntil(time.now() + ms)
    },
    /** Steps the machine's clock, ahead or back; due times follow it. */
    setClock(ms: number) {
      setAheadMs += ms
    },
    lane: createLane<Work>(
      {
        clock,
        timers: time,
        async claim(limit) {
          claims.push({ limit, at: time.now() })
          const found = take(limit)
          await rig.beforeClaim()
          return found
        },
        async work({ name, takesMs }) {
          started.push({ name, at: time.now() })
          maxInFlight = Math.max(maxInFlight, rig.lane.inFlight())
          maxRunning = Math.max(maxRunning, started.length - finished.length)
          if (takesMs > 0) await sleep(takesMs)
          finished.push(name)
        },
        onError: (error) => errors.push(error),
      },
      { concurrency: 4, pollMs: 1_000, ...options },
    ),
  }

  function add(count: number, changes: Partial<Work> = {}): void {
    for (let left = count; left > 0; left--) {
      waiting.push({ name: `work ${waiting.length + started.length}`, dueAt: clock(), takesMs: 0, ...changes })
    }
  }

  function take(limit: number): { items: Work[]; nextDueAt?: number } {
    const due = waiting.filter((work) => work.dueAt <= clock()).slice(0, limit)
    for (const work of due) waiting.splice(waiting.indexOf(work), 1)
    const rest = waiting.map((work) => work.dueAt)
    return { items: due, nextDueAt: rest.length > 0 ? Math.min(...rest) : undefined }
  }

  return rig
}
