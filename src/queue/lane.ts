/**
 * The lane engine: an ordered, paced stream of work for one bot or one endpoint. It knows nothing of WhatsApp or SQL: `claim`
 * brings what may start now, `work` brings one item to its end and never throws. A lane asks when it is woken and at the next due time; one
 * that has nothing to do costs nothing, and the process's poll (poll.ts) wakes it when there is something again.
 */
import { available, freeAt, type Pace, take } from '../model/pace.ts'
import type { Window } from '../model/window.ts'
import { realTimers, type Timers } from './timers.ts'

export type LaneDeps<Item> = {
  clock: () => number
  timers?: Timers
  /** Up to `limit` items that are due; `nextDueAt` when more will be. */
  claim(limit: number): Promise<{ items: Item[]; nextDueAt?: number }>
  /** Answers true when whoever did it for us was overloaded, or out of reach. */
  work(item: Item): Promise<unknown>
  /** The claim failed: the store is out of reach. The lane tries again after `pollMs`. */
  onError(error: unknown): void
}

export type LaneOptions = {
  /** Work in flight at most; a window follows how long the work takes. What is claimed ahead of the pace comes on top. */
  concurrency: number | Window
  /** Until it asks again when it could not ask, or not take more. */
  pollMs: number
  pace?: Pace
  /** Until when, by `timers.now`, somebody else may have had the lane and used its pace up; by default, until now. */
  since?: number
  /** Share of `concurrency` that the process can bear just now, from above 0 to 1. */
  share?: () => number
}

export type Lane = {
  wake(): void
  /** Nothing starts before `until`, by the clock as it is now. */
  rest(until: number): void
  /** A rest ends now: its cause may be mended. */
  resume(): void
  /** The pace from now on. */
  setPace(pace: Pace): void
  inFlight(): number
  /** How much may be in flight just now, before the process's share. */
  limit(): number
  /** For how long it has owed a look for work that is not answered; 0 when it owes none. */
  owesForMs(): number
  /** Nothing is in flight, asked for or waited for, and its pace is as good as that of a new lane. */
  isIdle(): boolean
  /** Claims nothing more; resolves when what is in flight has ended. Safe twice. */
  stop(): Promise<void>
}

/** What is due later than this is left to the poll: until then a lane may be dropped. */
export const idleMs = 60_000
/** No more is claimed ahead of its pace than what goes within this time: a stop must still be able to bring it out. */
const mostAheadMs = 1_000

export function makeLane<Item>(deps: LaneDeps<Item>, options: LaneOptions): Lane {
  const { timers = realTimers } = deps
  let { pace } = options
  // A fresh process does not know what the last one sent a moment ago: it starts with an empty bucket.
  let bucketEmptyAt = pace ? (options.since ?? timers.now()) + pace.burst * pace.intervalMs : 0
  /** By `timers.now`: a clock that is set makes it neither longer nor shorter. */
  let restUntil = 0
  let inFlight = 0
  let claiming = false
  let wokenWhileClaiming = false
  let asked = false
  let stopped = false
  let owesSince: number | undefined
  let cancelTimer: (() => void) | undefined
  /** Claimed; each starts when the pace comes to it. */
  const ready: Item[] = []
  let cancelStart: (() => void) | undefined
  /** How long two claims take: what one brings must last until the next has come, or a slow store would hold the lane below its pace. */
  let aheadMs = 0
  let onIdle: (() => void) | undefined

  /** Whatever ends or arrives within one turn of the event loop is answered by one claim. */
  function wake(): void {
    if (asked || stopped) return
    asked = true
    owesSince ??= timers.now()
    timers.soon(() => {
      asked = false
      void pump()
    })
  }

  async function pump(): Promise<void> {
    if (stopped) return
    // What arrived after the claim had looked would otherwise wait for the poll.
    wokenWhileClaiming = claiming
    if (claiming) return
    forgetTimer()
    const now = timers.now()
    const owed = owesSince
    owesSince = undefined
    if (restUntil > now) return wakeIn(restUntil - now)
    const places = Math.ceil(limitNow() * (options.share?.() ?? 1)) + claimedAhead()
    const free = places - inFlight
    const limit = pace ? Math.min(free, available(pace, promisedUntil(pace, now), now, aheadMs)) : free
    // When every place is taken, the end of any work wakes the lane; when the bucket is empty or the share small, time does.
    if (free <= 0) return inFlight < limitNow() ? wakeIn(options.pollMs) : undefined
    if (limit <= 0) return wakeIn(pace ? freeAt(pace, promisedUntil(pace, now)) - aheadMs - now : 0)
    owesSince = owed ?? now
    await claimAndStart(limit)
  }

  function limitNow(): number {
    return typeof options.concurrency === 'number' ? options.concurrency : options.concurrency.limit()
  }

  /** What a window measures begins with the work: what waits for its pace takes none of its places. */
  function claimedAhead(): number {
    return typeof options.concurrency === 'number' ? 0 : ready.length
  }

  /** The bucket as it will be when all that is ready has started. */
  function promisedUntil({ intervalMs }: Pace, now: number): number {
    return ready.length === 0 ? bucketEmptyAt : Math.max(bucketEmptyAt, now) + ready.length * intervalMs
  }

  async function claimAndStart(limit: number): Promise<void> {
    claiming = true
    const askedAt = timers.now()
    try {
      const { items, nextDueAt } = await deps.claim(limit)
      owesSince = undefined
      aheadMs = Math.min(mostAheadMs, aheadMs / 2 + (timers.now() - askedAt))
      inFlight += items.length
      ready.push(...items)
      startReady()
      if (items.length === limit || wokenWhileClaiming) wake()
      else if (nextDueAt !== undefined && nextDueAt < deps.clock() + idleMs) wakeAt(nextDueAt)
    } catch (error) {
      owesSince = undefined
      deps.onError(error)
      wakeIn(options.pollMs)
    } finally {
      claiming = false
      settleIdle()
    }
  }

  function startReady(): void {
    cancelStart?.()
    cancelStart = undefined
    for (let item = ready[0]; item !== undefined; item = ready[0]) {
      const now = timers.now()
      if (pace && available(pace, bucketEmptyAt, now) === 0) {
        cancelStart = timers.after(Math.max(1, Math.ceil(freeAt(pace, bucketEmptyAt) - now)), startReady)
        return
      }
      ready.shift()
      start(item)
    }
  }

  function start(item: Item): void {
    if (pace) bucketEmptyAt = take(pace, bucketEmptyAt, timers.now())
    const startedAt = timers.now()
    const end = (isOverload: unknown) => {
      if (typeof options.concurrency !== 'number')
        options.concurrency.ended(timers.now() - startedAt, isOverload === true)
      inFlight -= 1
      wake()
      settleIdle()
    }
    void deps.work(item).then(end, (error: unknown) => {
      end(true)
      throw error
    })
  }

  /** `at`: by the clock of the store's times. */
  function wakeAt(at: number): void {
    wakeIn(at - deps.clock())
  }

  function wakeIn(ms: number): void {
    if (stopped) return
    forgetTimer()
    cancelTimer = timers.after(Math.max(1, Math.ceil(ms)), wake)
  }

  function forgetTimer(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  function settleIdle(): void {
    if (stopped && inFlight === 0 && !claiming) onIdle?.()
  }

  async function stop(): Promise<void> {
    stopped = true
    forgetTimer()
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
      restUntil = Math.max(restUntil, timers.now() + until - deps.clock())
    },
    resume: () => {
      restUntil = 0
      wake()
    },
    setPace: (next) => {
      pace = next
    },
    inFlight: () => inFlight,
    limit: limitNow,
    owesForMs: () => (owesSince === undefined ? 0 : timers.now() - owesSince),
    isIdle() {
      if (inFlight > 0 || claiming || asked || cancelTimer !== undefined) return false
      return restUntil <= timers.now() && bucketEmptyAt <= timers.now()
    },
    stop,
  }
}
