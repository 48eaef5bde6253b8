/**
 * The lane engine: an ordered, paced stream of work for one bot or one endpoint. It knows nothing of WhatsApp or SQL:
 * `claim` returns items that may start now; `work` finishes one item and never throws. A lane claims when it is woken
 * up and at the next due time. An idle lane costs nothing; the process's poll (poll.ts) wakes it up when it has work
 * again.
 */
import type { Pace } from '../model/scheduling/pace.ts'
import type { Window } from '../model/scheduling/window.ts'
import { createAlarm } from './alarm.ts'
import { createBucket } from './bucket.ts'
import { createCapacity } from './capacity.ts'
import { realTimers, type Timers } from './timers.ts'
import { createWaiting, type WaitingDeps } from './waiting.ts'

export type LaneDeps<Item> = WaitingDeps<Item> & {
  clock: () => number
  timers?: Timers
  /** Returns up to `limit` due items; `nextDueAt` is when more become due. */
  claim(limit: number): Promise<{ items: Item[]; nextDueAt?: number }>
  /**
   * Resolves to true if the remote side was overloaded or unreachable. `others`: what goes with it, as `beside` said.
   */
  work(item: Item, others: readonly Item[]): Promise<unknown>
  /** Called when the claim fails because the store is unavailable. The lane retries after `pollMs`. */
  onError(error: unknown): void
}

export type LaneOptions = {
  /**
   * Maximum work in flight; a `Window` adapts to how long the work takes. Items claimed ahead of the pace come on top.
   */
  concurrency: number | Window
  /** Delay until the next claim when a claim failed or no capacity was left. */
  pollMs: number
  pace?: Pace
  /**
   * The time, by `timers.now`, until which another process may have owned the lane and used its quota; now by default.
   */
  since?: number
  /**
   * The lane is told of all work: by `offer`, by `wake`, or by `nextDueAt`. So the end of work claims nothing, unless
   * more was due than the lane could take.
   */
  isTold?: boolean
  /** Offered items that may wait to begin; some hundred by default. */
  maxOffered?: number | undefined
  /**
   * For claims that change nothing: so many may be taken beyond those that may begin, and wait as if they had been
   * offered. A lane that has fallen behind then has all that is due, and takes offers again; claiming only what may
   * begin, it would read the rest of a burst from the store.
   */
  maxAhead?: number
  /** How many items one work may have at most; 1 by default. With more there is no pace. */
  together?: () => number
  /** Fraction of `concurrency` that the process can handle now, above 0 and at most 1. */
  concurrencyFactor?: () => number
}

export type Lane<Item = unknown> = {
  wake(): void
  /**
   * Takes an item that is due, as if it had been claimed. False if it must be claimed: too many wait, others that are
   * due have not been taken, or a claim under way may return it.
   */
  offer(item: Item): boolean
  /** A place for an item that begins with the commit that makes it. Undefined if it could not begin at once. */
  reserve(): Place<Item> | undefined
  /** Leaves offered items that have not begun to the next claim, because they may have changed; then wakes. */
  claimAgain(): void
  /** Starts nothing before `until`, measured by the current clock. */
  rest(until: number): void
  /** Ends a rest early, because its cause may be fixed. */
  resume(): void
  /** Replaces the pace from now on. */
  setPace(pace: Pace): void
  inFlight(): number
  /** Maximum in flight now, before the process's share is applied. */
  limit(): number
  /** How long a poll has been owed without an answer; 0 if none is owed. */
  stalledForMs(): number
  /** True if nothing is in flight, being claimed, or scheduled, and the pace is as good as a new lane's. */
  isIdle(): boolean
  /** Claims nothing more; resolves when the work in flight has ended. Safe to call twice. */
  stop(): Promise<void>
}

/** One of the two must be called, once. */
export type Place<Item> = {
  /** It must be one that no claim returns. */
  begin(item: Item): void
  giveBack(): void
}

/** Work due later than this is left to the poll, so the lane may be dropped until then. */
export const idleMs = 60_000
/** More that come at once are offered: they begin together, and fewer of them are unknown after a crash. */
const maxReserved = 2
/** The lane claims no further ahead of its pace than this, because a stop must still be able to finish it. */
const maxAheadMs = 1_000

export function createLane<Item>(deps: LaneDeps<Item>, options: LaneOptions): Lane<Item> {
  const { timers = realTimers } = deps
  const bucket = createBucket(options.pace, options.since ?? timers.now())
  /** Measured by `timers.now`, so that a clock adjustment makes it neither longer nor shorter. */
  let restUntil = 0
  let inFlight = 0
  /** Places for items that are being made. They are in flight: a stop waits for them. */
  let reserved = 0
  let claiming = false
  let wokenWhileClaiming = false
  let asked = false
  let stopped = false
  /** More may be due than the lane has taken. */
  let isMoreDue = false
  let stalledSince: number | undefined
  const alarm = createAlarm(timers, wake)
  const capacity = createCapacity(options.concurrency, options.concurrencyFactor)
  /** Each starts when the pace allows. */
  const waiting = createWaiting(deps, options)
  let cancelStart: (() => void) | undefined
  /** The time two claims take: the items of one last until the next returns, or a slow store holds the lane back. */
  let aheadMs = 0
  let onIdle: (() => void) | undefined

  /** One claim answers everything that ends or arrives within one turn of the event loop. */
  function wake(): void {
    isMoreDue = true
    if (asked || stopped) return
    asked = true
    stalledSince ??= timers.now()
    timers.soon(() => {
      asked = false
      void pump()
    })
  }

  async function pump(): Promise<void> {
    if (stopped) return
    // Otherwise work that arrived after the claim's query would wait for the poll.
    wokenWhileClaiming = claiming
    if (claiming) return
    alarm.clear()
    const now = timers.now()
    const hasWork = stalledSince
    stalledSince = undefined
    if (restUntil > now) return wakeIn(restUntil - now)
    const together = options.together?.() ?? 1
    const taken = waiting.size() + reserved
    const free = (capacity.places() - capacity.working()) * together + capacity.ahead(waiting.size()) - taken
    const mayBegin = Math.max(0, Math.min(free, bucket.room(now, taken, aheadMs)))
    const limit = mayBegin + (together === 1 ? waiting.roomAhead(now) : 0)
    // When all places are taken, the end of any work wakes the lane up; a timer does if the bucket is empty or the
    // share small.
    if (limit <= 0 && free <= 0)
      return capacity.working() + taken < capacity.limit() ? wakeIn(options.pollMs) : undefined
    if (limit <= 0) return wakeIn(bucket.freeAt(now, taken) - aheadMs - now)
    stalledSince = hasWork ?? now
    await claimAndStart(limit, mayBegin)
  }

  async function claimAndStart(limit: number, mayBegin: number): Promise<void> {
    claiming = true
    isMoreDue = false
    const askedAt = timers.now()
    try {
      const { items, nextDueAt } = await deps.claim(limit)
      stalledSince = undefined
      aheadMs = Math.min(maxAheadMs, aheadMs / 2 + (timers.now() - askedAt))
      const taken = waiting.claimed(items, mayBegin, timers.now())
      inFlight += taken
      startReady()
      if (items.length === limit || taken < items.length || wokenWhileClaiming) wake()
      else if (nextDueAt !== undefined && nextDueAt < deps.clock() + idleMs) wakeIn(nextDueAt - deps.clock())
    } catch (error) {
      stalledSince = undefined
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
    while (waiting.size() > 0) {
      // The window may have been filled since the claim, by what was ready before it. The end of any work starts it.
      if (capacity.working() + reserved >= capacity.places()) return
      const now = timers.now()
      if (bucket.room(now, reserved, 0) === 0) {
        cancelStart = timers.after(Math.max(1, Math.ceil(bucket.freeAt(now, reserved) - now)), startReady)
        return
      }
      start(waiting.take())
    }
  }

  function start([item, ...others]: [Item, ...Item[]]): void {
    bucket.take(timers.now())
    capacity.began()
    const startedAt = timers.now()
    const end = (isOverload: unknown) => {
      capacity.ended(timers.now() - startedAt, isOverload === true)
      inFlight -= 1 + others.length
      if (waiting.size() > 0 && cancelStart === undefined) startReady()
      if (isMoreDue || !options.isTold) wake()
      settleIdle()
    }
    void deps.work(item, others).then(end, (error: unknown) => {
      end(true)
      throw error
    })
  }

  function offer(item: Item): boolean {
    if (stopped || claiming || isMoreDue || restUntil > timers.now() || !waiting.offer(item)) return false
    inFlight += 1
    // Not at once: whoever offers has a response to write first.
    timers.soon(() => {
      if (cancelStart === undefined) startReady()
    })
    return true
  }

  /** Others that wait or are due go first, and what could not begin at once must not be said to have begun. */
  function reserve(): Place<Item> | undefined {
    const now = timers.now()
    if (stopped || claiming || isMoreDue || restUntil > now || waiting.size() > 0) return undefined
    if (reserved >= maxReserved) return undefined
    if (capacity.working() + reserved >= capacity.places() || bucket.room(now, reserved, 0) === 0) return undefined
    reserved += 1
    inFlight += 1
    return {
      // At once: the response to whoever makes it is written in the same turn of the event loop.
      begin(item) {
        reserved -= 1
        start([item])
      },
      giveBack() {
        reserved -= 1
        inFlight -= 1
        if (waiting.size() > 0 && cancelStart === undefined) startReady()
        if (isMoreDue) wake()
        settleIdle()
      },
    }
  }

  function wakeIn(ms: number): void {
    if (!stopped) alarm.set(ms)
  }

  function settleIdle(): void {
    if (stopped && inFlight === 0 && !claiming) onIdle?.()
  }

  async function stop(): Promise<void> {
    stopped = true
    inFlight -= waiting.leaveOffered()
    alarm.clear()
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
    ...{ wake, offer, reserve, stop },
    claimAgain: () => {
      inFlight -= waiting.leaveOffered()
      wake()
    },
    rest: (until) => {
      restUntil = Math.max(restUntil, timers.now() + until - deps.clock())
    },
    resume: () => {
      restUntil = 0
      wake()
    },
    setPace: bucket.setPace,
    inFlight: () => inFlight,
    limit: capacity.limit,
    stalledForMs: () => (stalledSince === undefined ? 0 : timers.now() - stalledSince),
    isIdle() {
      if (inFlight > 0 || claiming || asked || alarm.isSet()) return false
      return restUntil <= timers.now() && bucket.isUnused(timers.now())
    },
  }
}
