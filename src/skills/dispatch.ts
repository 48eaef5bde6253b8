/**
 * Skill workers: a lane per bot, one run of a person at a time, in order (the store hands out only the first). Woken
 * when a run is stored, and by the poll.
 */
import { createWindow } from '../model/scheduling/window.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane } from '../queue/lane.ts'
import { type LaneGroup, pollMs, startLaneGroup } from '../queue/lane-group.ts'
import { realTimers } from '../queue/timers.ts'
import type { SkillRun } from '../store/skills/run.ts'
import type { Store } from '../store/store.ts'
import { type RunDeps, runOne } from './run.ts'

export type SkillDispatchDeps = Omit<RunDeps, 'store' | 'signal'> & {
  /** Share of its slots that a lane may use at the moment. */
  concurrencyFactor: () => number
  store: Pick<Store, 'ownBots' | 'ownBot' | 'bot' | 'skill' | 'claimSkillRuns' | 'settleSkillRun'>
}

/** In flight per bot, each for another person, as far as the bot's rate and the latency of its skills require. */
const leastRuns = 32
const maxRuns = 256
const defaultRate = 80

/** Lanes by bot. A run that does not end within a stop runs again after the next start. */
export function startSkillDispatch(deps: SkillDispatchDeps): Promise<LaneGroup> {
  return startLaneGroup({
    store: deps.store,
    keysOf: (botId) => (deps.store.ownBot(botId) ? [botId] : []),
    lane: (botId, _botId, signal) => skillLane({ ...deps, signal }, botId),
  })
}

function skillLane(deps: SkillDispatchDeps & { signal: AbortSignal }, botId: string) {
  const { store, clock, concurrencyFactor } = deps
  const perSecond = () => store.ownBot(botId)?.messagesPerSecond ?? defaultRate
  return createLane<SkillRun>(
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
      onError: (error) => deps.log.error({ err: error, botId }, 'store operation failed'),
    },
    {
      concurrency: createWindow({ perSecond, least: leastRuns, max: maxRuns, now: realTimers.now }),
      concurrencyFactor,
      pollMs,
    },
  )
}
