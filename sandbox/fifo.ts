/**
 * A first-in-first-out list that can also be read newest first. Removing the oldest is O(1) amortized: the emptied part
 * is copied away only now and then, while `Array.shift` would move everything each time.
 */

export type Fifo<Item> = {
  push(item: Item): void
  /** Removes and returns the oldest. */
  shift(): Item | undefined
  newestFirst(): IteratorObject<Item>
  size(): number
  clear(): void
}

export function createFifo<Item>(): Fifo<Item> {
  let items: (Item | undefined)[] = []
  let oldest = 0
  return {
    push: (item) => void items.push(item),
    shift() {
      if (oldest === items.length) return undefined
      const item = items[oldest]
      // Releases the item before the next copy; lists bounded by bytes rely on that.
      items[oldest] = undefined
      oldest += 1
      if (oldest > 1_024 && oldest * 2 > items.length) {
        items = items.slice(oldest)
        oldest = 0
      }
      return item
    },
    *newestFirst() {
      for (let index = items.length - 1; index >= oldest; index -= 1) yield items[index] as Item
    },
    size: () => items.length - oldest,
    clear() {
      items = []
      oldest = 0
    },
  }
}
