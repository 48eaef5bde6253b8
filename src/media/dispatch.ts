/**
 * Inbound media workers: a lane per bot that fetches the files people sent, and the sweep that deletes expired ones.
 * Woken after each ingest, by requests for a file that is still being fetched, and by the poll.
 */
import type { Bot } from '../model/bot/bot.ts'
import { createWindow } from '../model/scheduling/window.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane, type Lane } from '../queue/lane.ts'
import { type LaneGroup, pollMs, startLaneGroup } from '../queue/lane-group.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import { sleep } from '../queue/sleep.ts'
import { realTimers } from '../queue/timers.ts'
import type { MediaFile } from '../store/media/media.ts'
import type { Store } from '../store/store.ts'
import { type FetchDeps, fetchMedia } from './fetch.ts'
import { type RemovalDeps, sweepMedia } from './removal.ts'

export type MediaDispatchDeps = FetchDeps &
  RemovalDeps & {
    store: Pick<Store, 'ownBots' | 'ownBot' | 'bot' | 'claimMedia' | 'settleMedia'>
    /** Called for each file that was stored or given up. */
    observe(botId: string, end: 'kept' | 'failed', file: MediaFile): void
  }

/** In flight per bot, as far as its rate and the latency require; each may be a video of 100 MB. */
const leastFetches = 8
const maxFetches = 32
const defaultRate = 80
const sweepMs = 60_000
const failedRestMs = 1_000

/** Lanes by bot. A file half fetched at a stop is fetched again after the next start. */
export async function startMediaDispatch(deps: MediaDispatchDeps): Promise<LaneGroup> {
  const flow = await startLaneGroup({
    store: deps.store,
    keysOf: (botId) => (deps.store.ownBot(botId) ? [botId] : []),
    lane: (botId, _botId, signal) => fetchLane(deps, botId, signal),
  })
  const sweep = startSweep(deps)
  return {
    ...flow,
    async stop(timeoutMs) {
      await sweep.stop()
      return flow.stop(timeoutMs)
    },
  }
}

function fetchLane(deps: MediaDispatchDeps, botId: string, signal: AbortSignal): Lane {
  const { store, clock } = deps
  const perSecond = () => store.ownBot(botId)?.messagesPerSecond ?? defaultRate
  return createLane<MediaFile>(
    {
      clock,
      ...trackInFlight<MediaFile, string>({
        keyOf: ({ id }) => id,
        claim: (limit, inFlight) => store.claimMedia({ botId, limit, now: clock(), inFlight }),
        work: (file) => fetchOne(deps, file, signal),
      }),
      onError: (error) => deps.onError(error, { botId }),
    },
    { concurrency: createWindow({ perSecond, least: leastFetches, max: maxFetches, now: realTimers.now }), pollMs },
  )
}

async function fetchOne(deps: MediaDispatchDeps, file: MediaFile, signal: AbortSignal): Promise<boolean> {
  try {
    const bot = await deps.store.bot(file.botId)
    return bot !== undefined && (await settle(deps, bot, file, signal))
  } catch (error) {
    deps.onError(error, { botId: file.botId, mediaId: file.id })
    // Without the pause the lane would claim it again at once.
    await sleep(failedRestMs, signal)
    return false
  }
}

/** Returns true when it must be retried. */
async function settle(deps: MediaDispatchDeps, bot: Bot, file: MediaFile, signal: AbortSignal): Promise<boolean> {
  const decision = await fetchMedia(deps, bot, file)
  const onError = (error: unknown) => deps.onError(error, { botId: bot.id, mediaId: file.id })
  await retryUntilStored({ signal, onError }, () => deps.store.settleMedia(file, decision, deps.clock()))
  if (decision.kind === 'again') return true
  deps.observe(bot.id, decision.kind, file)
  return false
}

/**
 * Runs at once and every minute, one sweep at a time. A stop ends it after the current file; the next start continues.
 */
function startSweep(deps: RemovalDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let running = sweepMedia(deps, stopping.signal)
  const timer = setInterval(() => {
    running = running.then(() => sweepMedia(deps, stopping.signal))
  }, sweepMs)
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort()
      await running
    },
  }
}
