/**
 * What a lane has in flight: noted when a claim brings it, forgotten when its work has ended. A claim is handed what was in flight when it
 * was asked for, which no end of any work changes any more. Used by the dispatchers, around their lanes' claim and work.
 */
import type { LaneDeps } from './lane.ts'

export type Tracked<Item, Key> = {
  keyOf(item: Item): Key
  claim(limit: number, inFlight: ReadonlySet<Key>): ReturnType<LaneDeps<Item>['claim']>
  work: LaneDeps<Item>['work']
}

export function trackInFlight<Item, Key>({
  keyOf,
  claim,
  work,
}: Tracked<Item, Key>): Pick<LaneDeps<Item>, 'claim' | 'work'> {
  const inFlight = new Set<Key>()
  return {
    async claim(limit) {
      const claimed = await claim(limit, new Set(inFlight))
      for (const item of claimed.items) inFlight.add(keyOf(item))
      return claimed
    },
    async work(item) {
      return work(item).finally(() => inFlight.delete(keyOf(item)))
    },
  }
}
