/** Waits for a change and not for time: looks again whenever something has changed, until time is over. */

export type Changes = {
  /** Returns a function that ends it. */
  onChange(listener: () => void): () => void
}

/** What `find` finds first, at the latest at the end of `withinMs`. */
export async function until<Found>(
  { onChange }: Changes,
  withinMs: number,
  find: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  let changed = Promise.withResolvers<void>()
  let isOver = false
  const stop = onChange(() => changed.resolve())
  const timer = setTimeout(() => {
    isOver = true
    changed.resolve()
  }, withinMs)
  try {
    for (;;) {
      const isLast = isOver
      changed = Promise.withResolvers<void>()
      const found = await find()
      if (found !== undefined || isLast) return found
      if (!isOver) await changed.promise
    }
  } finally {
    clearTimeout(timer)
    stop()
  }
}

/** Those who wait for a change. */
export function createChanges(): Changes & { changed(): void } {
  const listeners = new Set<() => void>()
  return {
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    changed() {
      for (const listener of listeners) listener()
    },
  }
}
