/** A bot's lane that probes media addresses before their messages may be sent. */
import { createWindow } from '../model/scheduling/window.ts'
import { trackInFlight } from '../queue/in-flight.ts'
import { createLane, type Lane } from '../queue/lane.ts'
import { pollMs } from '../queue/lane-group.ts'
import { retryUntilStored } from '../queue/retry-until-stored.ts'
import type { Timers } from '../queue/timers.ts'
import type { ProbeItem } from '../store/outbound/media-checks.ts'
import type { DispatchDeps } from './deps.ts'
import { uploading } from './own-files.ts'
import { makeReady } from './ready.ts'

export type ProbeLaneDeps = DispatchDeps & { timers: Timers }

/** In flight per bot, as far as its rate and the latency require. */
const leastProbes = 8
const maxProbes = 64

export type ProbeLane = { botId: string; perSecond(): number; signal: AbortSignal }

export function probeLane(deps: ProbeLaneDeps, { botId, perSecond, signal }: ProbeLane): Lane {
  const { store, clock, observer, timers } = deps
  return createLane<ProbeItem>(
    {
      clock,
      timers,
      ...trackInFlight<ProbeItem, number>({
        keyOf: ({ seq }) => seq,
        claim: (limit, inFlight) => store.claimProbes({ botId, limit, now: clock(), inFlight }),
        work: (item) => probeOne(deps, item, signal),
      }),
      onError: (error) => observer.storeError(error, { botId }),
    },
    { concurrency: createWindow({ perSecond, least: leastProbes, max: maxProbes, now: timers.now }), pollMs },
  )
}

async function probeOne(deps: ProbeLaneDeps, item: ProbeItem, signal: AbortSignal): Promise<boolean> {
  const { store, clock, observer } = deps
  const onError = (error: unknown) => observer.storeError(error, { botId: item.botId, id: item.id })
  try {
    const bot = await store.bot(item.botId)
    if (!bot) return false
    const decision = await makeReady({ ...deps, upload: uploading(deps.reuse) }, bot, item)
    await retryUntilStored({ signal, onError }, () => store.settleProbe(item, decision, clock()))
    return decision.kind === 'again'
  } catch (error) {
    onError(error)
    return true
  }
}
