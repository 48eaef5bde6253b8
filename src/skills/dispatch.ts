/**
 * Skills at work: a lane per bot, one run of a person at a time, in order (the store gives only the first). Started and stopped by app.ts;
 * woken when a run is stored, and by the poll.
 */
import { makeLane } from '../queue/lane.ts'
import { makeLanes } from '../queue/lanes.ts'
import type { SkillRun } from '../store/skill-run.ts'
import type { Store } from '../store/store.ts'
import { type RunDeps, runOne } from './run.ts'

export type SkillDispatchDeps = Omit<RunDeps, 'store' | 'signal'> & {
  /** Share of its places that a lane may use just now. */
  share: () => number
  store: Pick<Store, 'ownBots' | 'bot' | 'skill' | 'claimSkillRuns' | 'settleSkillRun'>
}

export type SkillDispatch = {
  wake(botId: string): void
  /** Bots came or went. */
  renew(): Promise<void>
  /** Its lanes turn. */
  isRunning(): boolean
  /** Nothing new starts; what is in flight may end within `timeoutMs`, else it runs again after the next start. */
  stop(timeoutMs: number): Promise<boolean>
}

/** Runs in flight per bot, each of another person. */
const runsInFlight = 32
const pollMs = 1_000
const stalledMs = 10 * pollMs

export async function startSkillDispatch(deps: SkillDispatchDeps): Promise<SkillDispatch> {
  const aborter = new AbortController()
  const { signal } = aborter
  const lanes = makeLanes((botId) => skillLane({ ...deps, signal }, botId))

  async function renew(): Promise<void> {
    await lanes.keep((await deps.store.ownBots()).map((bot) => bot.id))
  }

  await renew()
  return {
    wake: (botId) => lanes.wake(botId),
    renew,
    isRunning: () => lanes.haveTurnedWithin(stalledMs),
    async stop(timeoutMs) {
      const isDrained = await lanes.stop(timeoutMs)
      aborter.abort()
      return isDrained
    },
  }
}

function skillLane(deps: SkillDispatchDeps & { signal: AbortSignal }, botId: string) {
  const inFlight = new Set<number>()
  return makeLane<SkillRun>(
    {
      clock: deps.clock,
      async claim(limit) {
        const { runs, nextDueAt } = await deps.store.claimSkillRuns({ botId, limit, now: deps.clock(), inFlight })
        for (const run of runs) inFlight.add(run.seq)
        return { items: runs, nextDueAt }
      },
      async work(run) {
        await runOne(deps, run)
        inFlight.delete(run.seq)
      },
      onError: (error) => deps.log.error({ err: error, botId }, 'store out of reach'),
    },
    { concurrency: runsInFlight, share: deps.share, pollMs },
  )
}
