/**
 * Tracks a lane's work in flight: `claim` and an offer add each item, the end of its `work` removes it. Each claim gets
 * a snapshot of the set taken when the claim begins; work that ends later does not change it.
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
}: Tracked<Item, Key>): Pick<LaneDeps<Item>, 'claim' | 'took' | 'left' | 'work'> {
  const inFlight = new Set<Key>()
  return {
    async claim(limit) {
      const claimed = await claim(limit, new Set(inFlight))
      for (const item of claimed.items) inFlight.add(keyOf(item))
      return claimed
    },
    took: (item) => void inFlight.add(keyOf(item)),
    left: (item) => void inFlight.delete(keyOf(item)),
    async work(item) {
      return work(item).finally(() => inFlight.delete(keyOf(item)))
    },
  }
}
