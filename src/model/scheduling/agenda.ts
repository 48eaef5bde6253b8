/**
 * A timer queue by key: setting and taking are logarithmic in its size, and a look when nothing is due costs nothing.
 * Pure but for its memory.
 */

export type Agenda = {
  /** Replaces the key's earlier instant; `Infinity`: never. */
  set(key: string, at: number): void
  delete(key: string): void
  /** Removes and returns the key due first; undefined when none is due by `now`. */
  take(now: number): string | undefined
  size(): number
}

type Entry = { key: string; at: number }

export function createAgenda(): Agenda {
  /** A heap by time; entries that are no longer current for their key are ignored. */
  const heap: Entry[] = []
  const present = new Map<string, Entry>()
  const atOf = (index: number) => heap[index]?.at ?? Number.POSITIVE_INFINITY

  function swap(a: number, b: number): void {
    const [one, other] = [heap[a], heap[b]]
    if (!one || !other) return
    heap[a] = other
    heap[b] = one
  }

  function push(entry: Entry): void {
    let index = heap.push(entry) - 1
    for (let above = (index - 1) >> 1; index > 0 && atOf(index) < atOf(above); above = (index - 1) >> 1) {
      swap(index, above)
      index = above
    }
  }

  function pop(): void {
    swap(0, heap.length - 1)
    heap.pop()
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2]
      const least = atOf(right) < atOf(left) ? right : left
      if (atOf(least) >= atOf(index)) return
      swap(index, least)
      index = least
    }
  }

  return {
    set(key, at) {
      if (present.get(key)?.at === at) return
      const entry = { key, at }
      present.set(key, entry)
      if (at < Number.POSITIVE_INFINITY) push(entry)
    },
    delete: (key) => void present.delete(key),
    take(now) {
      for (let first = heap[0]; first && first.at <= now; first = heap[0]) {
        pop()
        if (present.get(first.key) !== first) continue
        present.set(first.key, { key: first.key, at: Number.POSITIVE_INFINITY })
        return first.key
      }
      return undefined
    },
    size: () => present.size,
  }
}
