/**
 * Deliveries that wait behind another of their line, with their bodies, so that the end of that one needs no look at
 * the store: the three statuses of a message come within some hundred milliseconds of each other, and a receiver takes
 * as long to answer. A hint, like an offer: what is not here is claimed.
 */
import { createHeld } from '../queue/held.ts'
import type { Delivery } from '../store/deliveries/records.ts'
import type { PromotedDelivery } from '../store/events/wakeup.ts'

export type Behind = {
  hold(delivery: Delivery): void
  /** As it is to be posted now, under the name that its line has now. Undefined: it must be claimed. */
  take(promoted: PromotedDelivery): Delivery | undefined
  /** It was claimed. */
  drop(seq: number): void
  /** Some of the endpoint's have changed. */
  forget(endpointId: string): void
}

/** In characters: some 15,000 usual events. */
const maxCharacters = 8 * 1024 * 1024
/** What waits for longer is behind a receiver that fails, and its lane has time to claim. */
const maxAgeMs = 60_000

export function createBehind(now: () => number, most = maxCharacters): Behind {
  const characters = createHeld<Delivery>(({ body }) => body.length, most)
  /** By `seq`, oldest first. */
  const waiting = new Map<number, { delivery: Delivery; since: number }>()
  let lookedAt = Number.NEGATIVE_INFINITY

  function drop(seq: number): Delivery | undefined {
    const found = waiting.get(seq)
    if (found === undefined) return undefined
    waiting.delete(seq)
    characters.release(found.delivery)
    return found.delivery
  }

  /** Once a second: a search for the first passes the places of all that were dropped before it. */
  function dropOld(): void {
    if (now() < lookedAt + 1_000 && now() >= lookedAt) return
    lookedAt = now()
    for (const [seq, { since }] of waiting) {
      if (lookedAt - since < maxAgeMs) return
      drop(seq)
    }
  }

  /** An eighth of all goes at once, for the same reason. */
  function makeRoom(): void {
    const enough = waiting.size - Math.max(1, Math.floor(waiting.size / 8))
    for (const seq of waiting.keys()) {
      if (waiting.size <= enough) return
      drop(seq)
    }
  }

  return {
    hold(delivery) {
      dropOld()
      drop(delivery.seq)
      // The oldest wait behind receivers that fail: those of others, which go on in a moment, need the room.
      while (!characters.hold(delivery)) {
        if (waiting.size === 0) return
        makeRoom()
      }
      waiting.set(delivery.seq, { delivery, since: now() })
    },
    take({ seq, line }) {
      const delivery = drop(seq)
      return delivery && { ...delivery, userId: line }
    },
    drop: (seq) => void drop(seq),
    forget(endpointId) {
      for (const [seq, { delivery }] of waiting) if (delivery.endpointId === endpointId) drop(seq)
    },
  }
}
