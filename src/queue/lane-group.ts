/**
 * The common part of flows that work in lanes: lanes for the keys of this process, synchronized as keys come and go,
 * and drained on stop. The outbound flow, with its two kinds of lanes, shares only the timings.
 */
import type { BotIds } from '../model/bot/bot.ts'
import type { Lane } from './lane.ts'
import { createLanes, type Lanes } from './lanes.ts'

/** A lane polls after this time if no hint wakes it up. */
export const pollMs = 1_000
/** A lane that has owed a poll for this long is stalled. */
export const stalledMs = 10 * pollMs

/** `limit`: the maximum in flight, before the process's share is applied. */
export type InFlight = { count: number; limit: number }

export function inTheAir(lanes: Pick<Lanes, 'inFlight' | 'limit'>): InFlight {
  return { count: lanes.inFlight(), limit: lanes.limit() }
}

/** The bots to synchronize: the given ones, or all known ones plus all that this process owns now. */
export async function namedBots(
  botIds: BotIds,
  known: Iterable<string>,
  store: LaneGroupDeps['store'],
): Promise<Iterable<string>> {
  if (botIds !== 'all') return botIds
  const own = await store.ownBots()
  return new Set([...known, ...own.map(({ id }) => id)])
}

export type LaneGroup<Item = unknown> = {
  wake(key: string): void
  /** See `Lanes.offer`. */
  offer(key: string, item: Item): boolean
  claimAgain(key: string): void
  /**
   * Synchronizes the lanes of these bots after bots or their keys were added, removed, or switched; 'all' by default.
   * Resolves when the removed lanes have drained.
   */
  syncBots(botIds?: BotIds): Promise<void>
  /** True while no lane is stalled. */
  isRunning(): boolean
  inTheAir(): InFlight
  /**
   * Starts nothing new and waits up to `timeoutMs` for work in flight. Returns false if some is left, which begins
   * again after the next start.
   */
  stop(timeoutMs: number): Promise<boolean>
}

export type LaneGroupDeps<Item = unknown> = {
  /** The bots whose lanes run in this process now. */
  store: { ownBots(): Promise<{ id: string }[]> }
  /**
   * The keys for which this bot has lanes in this process now; empty if another process owns the bot, or it is deleted.
   */
  keysOf(botId: string): readonly string[]
  /** `signal`: aborted when the stop stops waiting. */
  lane(key: string, botId: string, signal: AbortSignal): Lane<Item>
}

export async function startLaneGroup<Item>({ store, keysOf, lane }: LaneGroupDeps<Item>): Promise<LaneGroup<Item>> {
  const aborter = new AbortController()
  const botOf = new Map<string, string>()
  const lanes = createLanes((key) => lane(key, botOf.get(key) ?? '', aborter.signal))
  const retained = new Map<string, readonly string[]>()
  const leave = (key: string) => {
    lanes.set(key, false)
    botOf.delete(key)
  }
  /** The cost of a change depends on the bots it concerns, not on the number of bots. */
  const syncBots = async (botIds: BotIds = 'all') => {
    for (const botId of await namedBots(botIds, retained.keys(), store)) {
      const [before = [], now] = [retained.get(botId), keysOf(botId)]
      for (const key of before) if (!now.includes(key)) leave(key)
      for (const key of now) {
        botOf.set(key, botId)
        lanes.set(key, true)
      }
      if (now.length > 0) retained.set(botId, now)
      else retained.delete(botId)
    }
    await lanes.drained()
  }
  await syncBots()
  return {
    wake: lanes.wake,
    offer: lanes.offer,
    claimAgain: lanes.claimAgain,
    syncBots,
    inTheAir: () => inTheAir(lanes),
    isRunning: () => lanes.madeProgressWithin(stalledMs),
    async stop(timeoutMs) {
      const isDrained = await lanes.stop(timeoutMs)
      aborter.abort()
      return isDrained
    },
  }
}
