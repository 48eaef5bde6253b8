/** One search at a time, those behind it in their order, up to a bound: each holds a body of 3 MB at most. Used by ingest.ts, made by app.ts. */

const mostWaiting = 16

export type Searches = {
  /** What it finds; `busy`: too many wait, and it is not begun. */
  take<Found>(search: () => Promise<Found>): Promise<Found | 'busy'>
}

export function makeSearches(): Searches {
  let isRunning = false
  const waiting: (() => void)[] = []
  return {
    async take(search) {
      if (isRunning && waiting.length >= mostWaiting) return 'busy'
      if (isRunning) await new Promise<void>((turn) => waiting.push(turn))
      isRunning = true
      try {
        return await search()
      } finally {
        // Handed on, so that nobody comes between.
        const next = waiting.shift()
        if (next) next()
        else isRunning = false
      }
    },
  }
}
