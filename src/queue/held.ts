/**
 * A bound on what items that were offered and have not begun hold in memory, over all lanes of a kind: an event has up
 * to 100 kB, a message not much less, and each of ten thousand slow lanes could hold some hundred. What does not fit is
 * claimed from the store when its lane has room.
 */

export type Held<Item> = {
  /** False if it does not fit. */
  hold(item: Item): boolean
  /** It begins, or is left to a claim. Does nothing for one that is not held. */
  release(item: Item): void
  /** Less than half is held. */
  hasRoom(): boolean
}

/** In characters: some 30,000 usual events. */
const maxHeld = 16 * 1024 * 1024

/** `sizeOf`: in characters. */
export function createHeld<Item>(sizeOf: (item: Item) => number, most = maxHeld): Held<Item> {
  const held = new Map<Item, number>()
  let characters = 0
  return {
    hold(item) {
      const size = sizeOf(item)
      if (characters + size > most) return false
      held.set(item, size)
      characters += size
      return true
    },
    release(item) {
      characters -= held.get(item) ?? 0
      held.delete(item)
    },
    hasRoom: () => 2 * characters < most,
  }
}
