/**
 * A lane in virtual time: the test drives the timers, claims come from a list in memory, work ends when its time is
 * over.
 */
import type { TestContext } from 'node:test'
import { createLane, type LaneOptions } from '../../src/queue/lane.ts'
import { realTimers } from '../../src/queue/timers.ts'

export type Work = { name: string; dueAt: number; takesMs: number }

export type LaneRig = ReturnType<typeof createLaneRig>

const startOfTime = 1_000_000

export function createLaneRig(t: TestContext, options: Partial<LaneOptions> = {}) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setImmediate', 'Date'], now: startOfTime })
  const waiting: Work[] = []
  const started: { name: string; at: number }[] = []
  const claims: { limit: number; at: number }[] = []
  const errors: unknown[] = []
  let setAheadMs = 0
  const finished: string[] = []
  let maxInFlight = 0
  let maxRunning = 0
  const clock = () => Date.now() + setAheadMs
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
    advance,
    /** Steps the machine's clock, ahead or back; due times follow it. */
    setClock(ms: number) {
      setAheadMs += ms
    },
    lane: createLane<Work>(
      {
        clock,
        timers: { ...realTimers, now: Date.now },
        async claim(limit) {
          claims.push({ limit, at: Date.now() })
          const found = take(limit)
          await rig.beforeClaim()
          return found
        },
        async work({ name, takesMs }) {
          started.push({ name, at: Date.now() })
          maxInFlight = Math.max(maxInFlight, rig.lane.inFlight())
          maxRunning = Math.max(maxRunning, started.length - finished.length)
          if (takesMs > 0) await new Promise<void>((resolve) => setTimeout(resolve, takesMs))
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

  /** Advances one ms at a time, and lets all resulting work settle at each step. */
  async function advance(ms: number): Promise<void> {
    for (let left = ms; left >= 0; left--) {
      await flushTimers()
      if (left > 0) t.mock.timers.tick(1)
    }
  }

  async function flushTimers(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      for (let step = 0; step < 8; step++) await Promise.resolve()
      t.mock.timers.tick(0)
    }
  }

  return rig
}
