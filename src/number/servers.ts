/**
 * Work at several servers: one item at a time for each, several servers at once, so that one that is slow, or answers
 * never, delays only what is asked of it.
 */
export type Servers<Item> = {
  add(server: string, item: Item): void
  /** It waits, or is worked on. */
  has(item: Item): boolean
  /** Nothing begins any more; what runs may end within `timeoutMs`. */
  stop(timeoutMs: number): Promise<void>
}

const maxAtOnce = 16

/** `work` rejects never. */
export function createServers<Item>(work: (item: Item) => Promise<void>): Servers<Item> {
  const present = new Set<Item>()
  const waiting = new Map<string, Item[]>()
  const running = new Map<string, Promise<void>>()
  let isStopped = false

  function start(): void {
    for (const [server, items] of waiting) {
      if (isStopped || running.size >= maxAtOnce) return
      if (running.has(server)) continue
      const item = items.shift()
      if (items.length === 0) waiting.delete(server)
      if (item !== undefined) running.set(server, run(server, item))
    }
  }

  async function run(server: string, item: Item): Promise<void> {
    await work(item)
    present.delete(item)
    running.delete(server)
    start()
  }

  return {
    add(server, item) {
      if (present.has(item)) return
      present.add(item)
      const items = waiting.get(server)
      if (items) items.push(item)
      else waiting.set(server, [item])
      start()
    },
    has: (item) => present.has(item),
    async stop(timeoutMs) {
      isStopped = true
      let timeout: NodeJS.Timeout | undefined
      const enough = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, timeoutMs)
      })
      await Promise.race([Promise.all(running.values()), enough])
      clearTimeout(timeout)
    },
  }
}
