/**
 * The items that a lane has taken and not begun: claimed ones, which must be begun, and behind them offered ones, which
 * may be left to a later claim.
 */

export type Waiting<Item> = {
  claimed(items: readonly Item[]): void
  /** False if too many have been offered, or it may not be taken. */
  offer(item: Item): boolean
  /** Takes the next one to begin. */
  take(): Item | undefined
  size(): number
  /** Leaves the offered ones; returns how many. */
  leaveOffered(): number
}

export type WaitingDeps<Item> = {
  /** Whether an offered item may be taken. */
  took?(item: Item): boolean
  /** It is left to a claim after all. */
  left?(item: Item): void
}

/** Enough for a few turns of the event loop; more is claimed when there is room. */
const usualOffered = 256

export function createWaiting<Item>(deps: WaitingDeps<Item>, maxOffered = usualOffered): Waiting<Item> {
  const ready: Item[] = []
  const offered: Item[] = []
  return {
    claimed: (items) => void ready.push(...items),
    offer(item) {
      if (offered.length >= maxOffered || deps.took?.(item) === false) return false
      offered.push(item)
      return true
    },
    take: () => (ready.length > 0 ? ready : offered).shift(),
    size: () => ready.length + offered.length,
    leaveOffered() {
      const left = offered.splice(0)
      for (const item of left) deps.left?.(item)
      return left.length
    },
  }
}
