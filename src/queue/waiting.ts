/**
 * The items that a lane has taken and not begun: claimed ones, which must be begun, and behind them offered ones, which
 * may be left to a later claim.
 */

export type Waiting<Item> = {
  /** Those beyond `mayBegin` wait as if they had been offered, as far as they are taken; returns how many are. */
  claimed(items: readonly Item[], mayBegin: number, now: number): number
  /** How many may be claimed beyond those that may begin. */
  roomAhead(now: number): number
  /** False if too many have been offered, or it may not be taken. */
  offer(item: Item): boolean
  /** Takes the next one to begin, and those that go with it. Not to be called when none waits. */
  take(): [Item, ...Item[]]
  size(): number
  /** Leaves the offered ones; returns how many. */
  leaveOffered(): number
}

export type WaitingDeps<Item> = {
  /** Whether an offered item may be taken. */
  took?(item: Item): boolean
  /** It is left to a claim after all. */
  left?(item: Item): void
  /** Whether it is worth while to read some that may only wait. */
  hasRoom?(): boolean
  /** Which of those that wait go with the first; none by default. */
  beside?(first: Item, others: Iterable<Item>): readonly Item[]
}

export type WaitingOptions = { maxOffered?: number | undefined; maxAhead?: number }

/** Enough for a few turns of the event loop; more is claimed when there is room. */
const usualOffered = 256
/** Where one did not fit, none is read in vain for so long. */
const fullMs = 1_000

export function createWaiting<Item>(deps: WaitingDeps<Item>, options: WaitingOptions = {}): Waiting<Item> {
  const { maxOffered = usualOffered, maxAhead = 0 } = options
  let fullUntil = 0
  let ready: Item[] = []
  let offered: Item[] = []

  const all: Iterable<Item> = {
    *[Symbol.iterator]() {
      yield* ready
      yield* offered
    },
  }

  function take(): [Item, ...Item[]] {
    const first = (ready.length > 0 ? ready : offered).shift() as Item
    const beside = deps.beside?.(first, all) ?? []
    if (beside.length > 0) {
      const going = new Set(beside)
      ready = ready.filter((item) => !going.has(item))
      offered = offered.filter((item) => !going.has(item))
    }
    return [first, ...beside]
  }

  function offer(item: Item): boolean {
    if (offered.length >= maxOffered || deps.took?.(item) === false) return false
    offered.push(item)
    return true
  }

  return {
    claimed(items, mayBegin, now) {
      const ahead = maxAhead > 0 ? items.slice(mayBegin) : []
      ready.push(...items.slice(0, items.length - ahead.length))
      for (const item of ahead) deps.left?.(item)
      const taken = ahead.filter(offer).length
      if (taken < ahead.length) fullUntil = now + fullMs
      return items.length - ahead.length + taken
    },
    roomAhead(now) {
      const isFull = now < fullUntil || deps.hasRoom?.() === false
      return isFull ? 0 : Math.max(0, maxAhead - ready.length - offered.length)
    },
    offer,
    take,
    size: () => ready.length + offered.length,
    leaveOffered() {
      const left = offered
      offered = []
      for (const item of left) deps.left?.(item)
      return left.length
    },
  }
}
