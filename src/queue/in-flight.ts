/**
 * Tracks a lane's work in flight: `claim` and an offer add each item, the end of its `work` removes it. Each claim gets
 * a snapshot of the set taken when the claim begins; work that ends later does not change it. An offer may come late:
 * with several processes on one database, a claim can have returned its item already, which may even have ended. So
 * what is in flight, or was lately, is not taken again.
 */
import { deleteOldest } from '../model/oldest.ts'
import type { LaneDeps } from './lane.ts'

export type Tracked<Item, Key> = {
  keyOf(item: Item): Key
  claim(limit: number, inFlight: ReadonlySet<Key>): ReturnType<LaneDeps<Item>['claim']>
  work: LaneDeps<Item>['work']
}

/** For what is neither claimed nor offered: it goes with other work, and begins with it. */
export type Joining<Item> = {
  /** False if it is in flight already. */
  join(item: Item): boolean
  leave(items: readonly Item[]): void
}

/** An offer is late by the answer to a commit; no lane ends so many items meanwhile. */
const endedRemembered = 2_048

export function trackInFlight<Item, Key>({
  keyOf,
  claim,
  work,
}: Tracked<Item, Key>): Required<Pick<LaneDeps<Item>, 'claim' | 'took' | 'left' | 'work'>> & Joining<Item> {
  const inFlight = new Set<Key>()
  /** Oldest first. */
  const ended = new Set<Key>()

  function end(key: Key): void {
    inFlight.delete(key)
    ended.add(key)
    deleteOldest(ended, endedRemembered)
  }

  return {
    async claim(limit) {
      const claimed = await claim(limit, new Set(inFlight))
      for (const item of claimed.items) inFlight.add(keyOf(item))
      return claimed
    },
    took(item) {
      const key = keyOf(item)
      if (inFlight.has(key) || ended.has(key)) return false
      inFlight.add(key)
      return true
    },
    left: (item) => void inFlight.delete(keyOf(item)),
    async work(item, others) {
      return work(item, others).finally(() => {
        for (const one of [item, ...others]) end(keyOf(one))
      })
    },
    join(item) {
      const key = keyOf(item)
      return inFlight.size < inFlight.add(key).size
    },
    leave: (items) => {
      for (const item of items) end(keyOf(item))
    },
  }
}
