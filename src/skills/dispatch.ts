/**
 * Skills at work: a lane per bot, one run of a person at a time, in order (the store gives only the first). Started and stopped by app.ts;
 * woken when a run is stored, and by the poll.
 */
import { trackInFlight } from '../queue/in-flight.ts'
import { makeLane } from '../queue/lane.ts'
import { type LaneFlow, pollMs, startLaneFlow } from '../queue/lane-flow.ts'
import type { SkillRun } from '../store/skill-run.ts'
import type { Store } from '../store/store.ts'
import { type RunDeps, runOne } from './run.ts'

export type SkillDispatchDeps = Omit<RunDeps, 'store' | 'signal'> & {
  /** Share of its places that a lane may use just now. */
  share: () => number
  store: Pick<Store, 'ownBots' | 'bot' | 'skill' | 'claimSkillRuns' | 'settleSkillRun'>
}

/** Runs in flight per bot, each of another person. */
const runsInFlight = 32

/** Lanes by bot. What does not end within a stop runs again after the next start. */
export function startSkillDispatch(deps: SkillDispatchDeps): Promise<LaneFlow> {
  return startLaneFlow({
    keys: async () => (await deps.store.ownBots()).map((bot) => bot.id),
    lane: (botId, signal) => skillLane({ ...deps, signal }, botId),
  })
}

function skillLane(deps: SkillDispatchDeps & { signal: AbortSignal }, botId: string) {
  const { store, clock } = deps
  return makeLane<SkillRun>(
    {
      clock,
      ...trackInFlight<SkillRun, number>({
        keyOf: ({ seq }) => seq,
        async claim(limit, inFlight) {
          const { runs, nextDueAt } = await store.claimSkillRuns({ botId, limit, now: clock(), inFlight })
          return { items: runs, nextDueAt }
        },
        work: (run) => runOne(deps, run),
      }),
      onError: (error) => deps.log.error({ err: error, botId }, 'store out of reach'),
    },
    { concurrency: runsInFlight, share: deps.share, pollMs },
  )
}
