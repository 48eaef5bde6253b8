/**
 * The lanes of this process by key (a bot's id, an endpoint's id): created on the first wake-up, dropped after being
 * idle for a while, stopped together. Of a hundred thousand keys only those with work cost anything.
 */
import { idleMs, type Lane, type Place } from './lane.ts'
import { realTimers, type Timers } from './timers.ts'

export type Lanes<Item = unknown> = {
  /** Wakes up the lane, creating it if necessary; does nothing for a key that is not kept. */
  wake(key: string): void
  /** See `Lane.offer`; false if the key has no lane now. */
  offer(key: string, item: Item): boolean
  /** See `Lane.reserve`; undefined if the key has no lane now. */
  reserve(key: string): Place<Item> | undefined
  /** See `Lane.claimAgain`. */
  claimAgain(key: string): void
  get(key: string): Lane<Item> | undefined
  /** Replaces the set of keys that have lanes: lanes of other keys stop. Resolves when those have drained. */
  retain(keys: Iterable<string>): Promise<unknown>
  /** Adds or removes a key; after a removal, `drained` resolves when its lane has ended. */
  set(key: string, isRetained: boolean): void
  /** Resolves when the lanes of removed keys have drained. */
  drained(): Promise<unknown>
  inFlight(): number
  /** Maximum in flight over all lanes. */
  limit(): number
  /** Number of lanes now. */
  count(): number
  /** True if every lane has polled for work within the last `ms`. */
  madeProgressWithin(ms: number): boolean
  /** Drains; resolves to whether all work ended within `timeoutMs`. */
  stop(timeoutMs: number): Promise<boolean>
}

/**
 * `since`: the time, by `timers.now`, since which the key has been kept, so that no other process has owned its lane.
 */
export function createLanes<Item = unknown>(
  make: (key: string, since: number) => Lane<Item>,
  timers: Timers = realTimers,
): Lanes<Item> {
  const lanes = new Map<string, Lane<Item>>()
  const retainedSince = new Map<string, number>()
  /** Keys idle at the last check; if they are idle at the next one too, their lanes are dropped. */
  let idle = new Set<string>()
  /** Lanes of removed keys that are still draining, and whether their key was woken up meanwhile. */
  const leaving = new Map<string, { drained: Promise<void>; isWoken: boolean }>()
  let stopped = false
  let cancelDrop: (() => void) | undefined

  function wake(key: string): void {
    const since = retainedSince.get(key)
    if (stopped || since === undefined) return
    const before = leaving.get(key)
    if (before) {
      before.isWoken = true
      return
    }
    let lane = lanes.get(key)
    if (!lane) {
      lane = make(key, since)
      lanes.set(key, lane)
      cancelDrop ??= timers.after(idleMs, dropIdle)
    }
    lane.wake()
  }

  function retain(keys: Iterable<string>): Promise<unknown> {
    const wanted = new Set(keys)
    for (const key of retainedSince.keys()) if (!wanted.has(key)) drop(key)
    for (const key of wanted) set(key, true)
    return haveLeft()
  }

  function set(key: string, isRetained: boolean): void {
    if (isRetained === retainedSince.has(key)) return
    if (isRetained) retainedSince.set(key, timers.now())
    else drop(key)
  }

  function haveLeft(): Promise<unknown> {
    return Promise.all([...leaving.values()].map(({ drained }) => drained))
  }

  function drop(key: string): void {
    retainedSince.delete(key)
    const lane = lanes.get(key)
    lanes.delete(key)
    idle.delete(key)
    if (lane) leaving.set(key, { drained: lane.stop().finally(() => drained(key)), isWoken: false })
  }

  /** Only now may the key have a lane again: two lanes would put the same work in flight, at twice the pace. */
  function drained(key: string): void {
    const { isWoken } = leaving.get(key) ?? {}
    leaving.delete(key)
    if (retainedSince.has(key)) retainedSince.set(key, timers.now())
    if (isWoken) wake(key)
  }

  function dropIdle(): void {
    const wereIdle = idle
    idle = new Set()
    for (const [key, lane] of lanes) {
      if (!lane.isIdle()) continue
      if (wereIdle.has(key)) lanes.delete(key)
      else idle.add(key)
    }
    cancelDrop = lanes.size > 0 ? timers.after(idleMs, dropIdle) : undefined
  }

  async function stop(timeoutMs: number): Promise<boolean> {
    stopped = true
    cancelDrop?.()
    const drained = Promise.all([haveLeft(), ...[...lanes.values()].map((lane) => lane.stop())]).then(() => true)
    let cancel = () => {}
    const late = new Promise<boolean>((resolve) => {
      cancel = timers.after(timeoutMs, () => resolve(false))
    })
    return Promise.race([drained, late]).finally(() => cancel())
  }

  return {
    wake,
    offer: (key, item) => !stopped && (lanes.get(key)?.offer(item) ?? false),
    reserve: (key) => (stopped ? undefined : lanes.get(key)?.reserve()),
    claimAgain: (key) => lanes.get(key)?.claimAgain(),
    get: (key) => lanes.get(key),
    retain,
    set,
    drained: haveLeft,
    inFlight: () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight(), 0),
    limit: () => [...lanes.values()].reduce((sum, lane) => sum + lane.limit(), 0),
    count: () => lanes.size,
    madeProgressWithin: (ms) => [...lanes.values()].every((lane) => lane.inFlight() > 0 || lane.stalledForMs() <= ms),
    stop,
  }
}
