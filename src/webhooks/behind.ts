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

  function drop(seq: number): Delivery | undefined {
    const found = waiting.get(seq)
    if (found === undefined) return undefined
    waiting.delete(seq)
    characters.release(found.delivery)
    return found.delivery
  }

  function dropOld(): void {
    for (const [seq, { since }] of waiting) {
      if (now() - since < maxAgeMs) return
      drop(seq)
    }
  }

  return {
    hold(delivery) {
      dropOld()
      drop(delivery.seq)
      // The oldest wait behind receivers that fail: those of others, which go on in a moment, need the room.
      while (!characters.hold(delivery)) {
        const [oldest] = waiting.keys()
        if (oldest === undefined) return
        drop(oldest)
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
