/** How much of a lane's work may be in flight: a number, or a window that adapts to how long the work takes. */
import type { Window } from '../model/scheduling/window.ts'

export type Capacity = {
  /** Before the process's share is applied. */
  limit(): number
  places(): number
  /** Works under way, each with one item or several. */
  working(): number
  /** How many of the waiting items take none of the places. */
  ahead(waiting: number): number
  began(): void
  ended(ms: number, isOverload: boolean): void
}

/** `factor`: the share that the process can handle now, above 0 and at most 1. */
export function createCapacity(concurrency: number | Window, factor: () => number = () => 1): Capacity {
  const isFixed = typeof concurrency === 'number'
  const limit = isFixed ? () => concurrency : concurrency.limit
  let working = 0
  return {
    limit,
    places: () => Math.ceil(limit() * factor()),
    // A window measures from the start of the work.
    ahead: (waiting) => (isFixed ? 0 : waiting),
    working: () => working,
    began() {
      working += 1
    },
    ended(ms, isOverload) {
      working -= 1
      if (!isFixed) concurrency.ended(ms, isOverload)
    },
  }
}
