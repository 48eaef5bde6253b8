/**
 * What flows that work in lanes have in common: lanes for the keys of this process, renewed as keys come and go, and drained at a stop.
 * Used by the dispatchers of webhooks, skills and media; outbound, with its two kinds of lanes, shares the times only.
 */
import type { BotIds } from '../model/bot.ts'
import type { Lane } from './lane.ts'
import { type Lanes, makeLanes } from './lanes.ts'

/** Without any hint, a lane begins with its work after so long. */
export const pollMs = 1_000
/** Whoever owes a look for work for so long stands still. */
export const stalledMs = 10 * pollMs

/** `limit`: how much may be, before the process's share. */
export type InTheAir = { count: number; limit: number }

export function inTheAir(lanes: Pick<Lanes, 'inFlight' | 'limit'>): InTheAir {
  return { count: lanes.inFlight(), limit: lanes.limit() }
}

/** Bots to be looked at anew: those that are named, or all that there were and are. */
export async function namedBots(
  botIds: BotIds,
  known: Iterable<string>,
  store: LaneFlowDeps['store'],
): Promise<Iterable<string>> {
  if (botIds !== 'all') return botIds
  const own = await store.ownBots()
  return new Set([...known, ...own.map(({ id }) => id)])
}

export type LaneFlow = {
  wake(key: string): void
  /** These bots, or what they have lanes for, came, went, or were switched; 'all' if not said. Resolves when the lanes that went have drained. */
  renew(botIds?: BotIds): Promise<void>
  /** Its lanes turn. */
  isRunning(): boolean
  inTheAir(): InTheAir
  /** Nothing new starts; what is in flight may end within `timeoutMs`, else it is begun again after the next start. False then. */
  stop(timeoutMs: number): Promise<boolean>
}

export type LaneFlowDeps = {
  /** Those whose lanes run in this process just now. */
  store: { ownBots(): Promise<{ id: string }[]> }
  /** What this bot has lanes for in this process just now: nothing when it is another's, or gone. */
  keysOf(botId: string): readonly string[]
  /** `signal`: aborted when the stop waits no longer. */
  lane(key: string, botId: string, signal: AbortSignal): Lane
}

export async function startLaneFlow({ store, keysOf, lane }: LaneFlowDeps): Promise<LaneFlow> {
  const aborter = new AbortController()
  const botOf = new Map<string, string>()
  const lanes = makeLanes((key) => lane(key, botOf.get(key) ?? '', aborter.signal))
  const kept = new Map<string, readonly string[]>()
  const leave = (key: string) => {
    lanes.set(key, false)
    botOf.delete(key)
  }
  /** A change costs the bots that it is about, whatever others there are. */
  const renew = async (botIds: BotIds = 'all') => {
    for (const botId of await namedBots(botIds, kept.keys(), store)) {
      const [before = [], now] = [kept.get(botId), keysOf(botId)]
      for (const key of before) if (!now.includes(key)) leave(key)
      for (const key of now) {
        botOf.set(key, botId)
        lanes.set(key, true)
      }
      if (now.length > 0) kept.set(botId, now)
      else kept.delete(botId)
    }
    await lanes.drained()
  }
  await renew()
  return {
    wake: lanes.wake,
    renew,
    inTheAir: () => inTheAir(lanes),
    isRunning: () => lanes.haveTurnedWithin(stalledMs),
    async stop(timeoutMs) {
      const isDrained = await lanes.stop(timeoutMs)
      aborter.abort()
      return isDrained
    },
  }
}
