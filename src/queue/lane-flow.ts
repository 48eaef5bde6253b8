/**
 * What flows that work in lanes have in common: lanes for the keys of this process, renewed as keys come and go, and drained at a stop.
 * Used by the dispatchers of webhooks, skills and media; outbound, with its two kinds of lanes, shares the times only.
 */
import type { Lane } from './lane.ts'
import { makeLanes } from './lanes.ts'

/** Without any hint, a lane begins with its work after so long. */
export const pollMs = 1_000
/** Whoever owes a look for work for so long stands still. */
export const stalledMs = 10 * pollMs

export type LaneFlow = {
  wake(key: string): void
  /** Keys came, went, or were switched. Resolves when the lanes of those that went have drained. */
  renew(): Promise<void>
  /** Its lanes turn. */
  isRunning(): boolean
  /** Nothing new starts; what is in flight may end within `timeoutMs`, else it is begun again after the next start. False then. */
  stop(timeoutMs: number): Promise<boolean>
}

export type LaneFlowDeps = {
  /** Those that have lanes in this process just now. */
  keys(): Promise<string[]>
  /** `signal`: aborted when the stop waits no longer. */
  lane(key: string, signal: AbortSignal): Lane
}

export async function startLaneFlow({ keys, lane }: LaneFlowDeps): Promise<LaneFlow> {
  const aborter = new AbortController()
  const lanes = makeLanes((key) => lane(key, aborter.signal))
  const renew = async () => {
    await lanes.keep(await keys())
  }
  await renew()
  return {
    wake: lanes.wake,
    renew,
    isRunning: () => lanes.haveTurnedWithin(stalledMs),
    async stop(timeoutMs) {
      const isDrained = await lanes.stop(timeoutMs)
      aborter.abort()
      return isDrained
    },
  }
}
