/**
 * A bound on the bodies of deliveries that were handed over and have not begun, over all endpoints of the process: an
 * event has up to 100 kB, and each of ten thousand slow endpoints could hold some hundred. What does not fit is claimed
 * from the store when its lane has room.
 */
import type { Delivery } from '../store/deliveries/records.ts'

export type HeldBodies = {
  /** False if it does not fit. */
  hold(delivery: Delivery): boolean
  /** It begins, or is left to a claim. Does nothing for one that was not handed over. */
  release(delivery: Delivery): void
}

/** In characters: some 30,000 usual events. */
const maxHeld = 16 * 1024 * 1024

export function createHeldBodies(most = maxHeld): HeldBodies {
  const held = new Set<Delivery>()
  let characters = 0
  return {
    hold(delivery) {
      if (characters + delivery.body.length > most) return false
      held.add(delivery)
      characters += delivery.body.length
      return true
    },
    release(delivery) {
      if (held.delete(delivery)) characters -= delivery.body.length
    },
  }
}
