/**
 * The lane engine: an ordered, paced stream of work for one bot or one endpoint. It knows nothing of WhatsApp or SQL: `claim`
 * brings what may start now, `work` brings one item to its end and never throws. A wake-up is only a hint; the lane asks again
 * by itself at the next due time, and at the latest after `pollMs`.
 */
import { available, freeAt, type Pace, take } from '../model/pace.ts'

export type LaneDeps<Item> = {
  clock: () => number
  /** Up to `limit` items that are due; `nextDueAt` when more will be. */
  claim(limit: number): Promise<{ items: Item[]; nextDueAt?: number }>
  work(item: Item): Promise<void>
  /** The claim failed: the store is out of reach. The lane tries again at its next poll. */
  onError(error: unknown): void
}

export type LaneOptions = {
  /** Work in flight at most. */
  concurrency: number
  pollMs: number
  pace?: Pace
  /** Share of `concurrency` that the process can bear just now, from above 0 to 1. */
  share?: () => number
}

export type Lane = {
  wake(): void
  /** Nothing starts before `until`. */
  rest(until: number): void
  /** A rest ends now: its cause may be mended. */
  resume(): void
  /** The pace from now on. */
  setPace(pace: Pace): void
  inFlight(): number
  /** When it last looked for work: never longer ago than its poll, while it lives. */
  turnedAt(): number
  /** Claims nothing more; resolves when what is in flight has ended. Safe twice. */
  stop(): Promise<void>
}

export function makeLane<Item>(deps: LaneDeps<Item>, options: LaneOptions): Lane {
  let { pace } = options
  // A fresh process does not know what the last one sent a moment ago: it starts with an empty bucket.
  let bucketEmptyAt = pace ? deps.clock() + (pace.burst - 1) * pace.intervalMs : 0
  let restUntil = 0
  let inFlight = 0
  let claiming = false
  let wokenWhileClaiming = false
  let asked = false
  let stopped = false
  let turnedAt = deps.clock()
  let timer: NodeJS.Timeout | undefined
  let onIdle: (() => void) | undefined

  /** Whatever ends or arrives within one turn of the event loop is answered by one claim. */
  function wake(): void {
    if (asked || stopped) return
    asked = true
    setImmediate(() => {
      asked = false
      void pump()
    })
  }

  async function pump(): Promise<void> {
    if (stopped) return
    // What arrived after the claim had looked would otherwise wait for the poll.
    wokenWhileClaiming = claiming
    if (claiming) return
    clearTimeout(timer)
    const now = deps.clock()
    turnedAt = now
    if (restUntil > now) return wakeAt(Math.min(restUntil, now + options.pollMs))
    const free = Math.ceil(options.concurrency * (options.share?.() ?? 1)) - inFlight
    const limit = pace ? Math.min(free, available(pace, bucketEmptyAt, now)) : free
    // When every place is taken, the end of any work wakes the lane; when the bucket is empty or the share small, time does.
    if (free <= 0) return inFlight < options.concurrency ? wakeAt(now + options.pollMs) : undefined
    if (limit <= 0) return wakeAt(pace ? freeAt(pace, bucketEmptyAt) : now)
    await claimAndStart(limit)
  }

  async function claimAndStart(limit: number): Promise<void> {
    claiming = true
    try {
      const { items, nextDueAt } = await deps.claim(limit)
      for (const item of items) start(item)
      const pollAt = deps.clock() + options.pollMs
      if (items.length === limit || wokenWhileClaiming) wake()
      else wakeAt(Math.min(nextDueAt ?? pollAt, pollAt))
    } catch (error) {
      deps.onError(error)
      wakeAt(deps.clock() + options.pollMs)
    } finally {
      claiming = false
      settleIdle()
    }
  }

  function start(item: Item): void {
    inFlight += 1
    if (pace) bucketEmptyAt = take(pace, bucketEmptyAt, deps.clock())
    void deps.work(item).finally(() => {
      inFlight -= 1
      wake()
      settleIdle()
    })
  }

  function wakeAt(at: number): void {
    if (stopped) return
    clearTimeout(timer)
    timer = setTimeout(wake, Math.max(1, Math.ceil(at - deps.clock())))
  }

  function settleIdle(): void {
    if (stopped && inFlight === 0 && !claiming) onIdle?.()
  }

  async function stop(): Promise<void> {
    stopped = true
    clearTimeout(timer)
    if (inFlight === 0 && !claiming) return
    await new Promise<void>((resolve) => {
      const before = onIdle
      onIdle = () => {
        before?.()
        resolve()
      }
    })
  }

  return {
    wake,
    rest: (until) => {
      restUntil = Math.max(restUntil, until)
    },
    resume: () => {
      restUntil = 0
      wake()
    },
    setPace: (next) => {
      pace = next
    },
    inFlight: () => inFlight,
    turnedAt: () => turnedAt,
    stop,
  }
}
