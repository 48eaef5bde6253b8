/**
 * The lanes of this process by key (a bot's id, an endpoint's id): made when first woken, dropped when they had nothing to do for a while,
 * stopped together. Of a hundred thousand keys only those with something to do cost anything.
 */
import { idleMs, type Lane } from './lane.ts'
import { realTimers, type Timers } from './timers.ts'

export type Lanes = {
  /** Makes the lane if there is none, and wakes it; nothing for a key that is not kept. */
  wake(key: string): void
  get(key: string): Lane | undefined
  /** These keys have lanes from now on: those of others stop. Resolves when those that stopped have drained. */
  keep(keys: Iterable<string>): Promise<unknown>
  /** This key has a lane from now on, or none any more: then `drained` tells when it has ended. */
  set(key: string, isKept: boolean): void
  /** Resolves when the lanes that are no longer kept have drained. */
  drained(): Promise<unknown>
  inFlight(): number
  /** What may be in flight, of all lanes together. */
  limit(): number
  /** How many there are just now. */
  count(): number
  /** No lane waits for longer than `ms` for the look for work that it owes. */
  haveTurnedWithin(ms: number): boolean
  /** Drains; answers whether all of it had ended within `timeoutMs`. */
  stop(timeoutMs: number): Promise<boolean>
}

/** `since`: from when on, by `timers.now`, the key has been kept, so that nobody else has had its lane. */
export function makeLanes(make: (key: string, since: number) => Lane, timers: Timers = realTimers): Lanes {
  const lanes = new Map<string, Lane>()
  const keptSince = new Map<string, number>()
  /** Were idle at the last look; another such look and they go. */
  let idle = new Set<string>()
  /** Stops of lanes that are no longer kept, until they have drained; whether their key was woken meanwhile. */
  const leaving = new Map<string, { drained: Promise<void>; isWoken: boolean }>()
  let stopped = false
  let cancelDrop: (() => void) | undefined

  function wake(key: string): void {
    const since = keptSince.get(key)
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

  function keep(keys: Iterable<string>): Promise<unknown> {
    const wanted = new Set(keys)
    for (const key of keptSince.keys()) if (!wanted.has(key)) drop(key)
    for (const key of wanted) set(key, true)
    return haveLeft()
  }

  function set(key: string, isKept: boolean): void {
    if (isKept === keptSince.has(key)) return
    if (isKept) keptSince.set(key, timers.now())
    else drop(key)
  }

  function haveLeft(): Promise<unknown> {
    return Promise.all([...leaving.values()].map(({ drained }) => drained))
  }

  function drop(key: string): void {
    keptSince.delete(key)
    const lane = lanes.get(key)
    lanes.delete(key)
    idle.delete(key)
    if (lane) leaving.set(key, { drained: lane.stop().finally(() => drained(key)), isWoken: false })
  }

  /** Only now may the key have a lane again: two of them would have the same work in flight, and twice the pace. */
  function drained(key: string): void {
    const { isWoken } = leaving.get(key) ?? {}
    leaving.delete(key)
    if (keptSince.has(key)) keptSince.set(key, timers.now())
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
    get: (key) => lanes.get(key),
    keep,
    set,
    drained: haveLeft,
    inFlight: () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight(), 0),
    limit: () => [...lanes.values()].reduce((sum, lane) => sum + lane.limit(), 0),
    count: () => lanes.size,
    haveTurnedWithin: (ms) => [...lanes.values()].every((lane) => lane.inFlight() > 0 || lane.owesForMs() <= ms),
    stop,
  }
}
