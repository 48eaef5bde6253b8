/** Searches run one at a time, the others wait in order, up to a bound: each holds a body of 3 MB at most. */

const maxWaiting = 16

export type Searches = {
  /** The result of the search; `busy`: too many wait, and it is not started. */
  take<Found>(search: () => Promise<Found>): Promise<Found | 'busy'>
}

export function createSearches(): Searches {
  let isRunning = false
  const waiting: (() => void)[] = []
  return {
    async take(search) {
      if (isRunning && waiting.length >= maxWaiting) return 'busy'
      if (isRunning) await new Promise<void>((turn) => waiting.push(turn))
      isRunning = true
      try {
        return await search()
      } finally {
        // The turn is handed to the next waiter directly, so that no new search takes it in between.
        const next = waiting.shift()
        if (next) next()
        else isRunning = false
      }
    },
  }
}
