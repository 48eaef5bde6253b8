// A first-in-first-out list that also looks back: taking the oldest is O(1) on average, because the emptied half is
// copied away only now and then, where Array.shift would move everything each time. For the history and the queue.

export type Fifo<Item> = {
  push(item: Item): void
  /** Takes the oldest. */
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
      // Not kept alive until the next copy: whoever bounds a list by bytes counts on it.
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
