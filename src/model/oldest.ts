/** Bounds for maps and sets that retain what was added last. */

/** A `Map` or a `Set`: both iterate in the order of insertion. */
export type Bounded<Key> = { readonly size: number; keys(): Iterable<Key>; delete(key: Key): boolean }

/**
 * Deletes the oldest keys once there are more than `max`, by `drop` where more than the entry must go. An eighth goes
 * at once: a search for the first key passes the places of all keys deleted before it, until the map is laid out anew,
 * so that one at a time costs 5 µs each in a map of 10,000, and 0.1 µs this way.
 */
export function deleteOldest<Key>(
  entries: Bounded<Key>,
  max: number,
  drop: (key: Key) => void = (key) => entries.delete(key),
): void {
  if (entries.size <= max) return
  const kept = max - Math.floor(max / 8)
  for (const key of entries.keys()) {
    if (entries.size <= kept) return
    drop(key)
  }
}
