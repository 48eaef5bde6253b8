/** The lanes of this process by key (a bot's id, an endpoint's id): made when first needed, stopped together. */
import type { Lane } from './lane.ts'

export type Lanes = {
  /** Makes the lane if there is none, and wakes it. */
  wake(key: string): void
  get(key: string): Lane | undefined
  /** Lanes of keys that are no longer there stop; new ones begin. Resolves when those that stopped have drained. */
  keep(keys: Iterable<string>): Promise<unknown>
  inFlight(): number
  /** Every lane that is not busy looked for work after `since`. */
  haveTurnedSince(since: number): boolean
  /** Drains; answers whether all of it had ended within `timeoutMs`. */
  stop(timeoutMs: number): Promise<boolean>
}

export function makeLanes(make: (key: string) => Lane): Lanes {
  const lanes = new Map<string, Lane>()
  /** Stops of lanes that are no longer kept, until they have drained. */
  const leaving = new Set<Promise<void>>()
  let stopped = false

  function wake(key: string): void {
    if (stopped) return
    let lane = lanes.get(key)
    if (!lane) {
      lane = make(key)
      lanes.set(key, lane)
    }
    lane.wake()
  }

  function keep(keys: Iterable<string>): Promise<unknown> {
    const wanted = new Set(keys)
    for (const [key, lane] of lanes) {
      if (wanted.has(key)) continue
      lanes.delete(key)
      leave(lane)
    }
    for (const key of wanted) wake(key)
    return Promise.all(leaving)
  }

  function leave(lane: Lane): void {
    const drained = lane.stop().finally(() => leaving.delete(drained))
    leaving.add(drained)
  }

  async function stop(timeoutMs: number): Promise<boolean> {
    stopped = true
    const drained = Promise.all([...leaving, ...[...lanes.values()].map((lane) => lane.stop())]).then(() => true)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs)
    })
    return Promise.race([drained, late]).finally(() => clearTimeout(timer))
  }

  const inFlight = () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight(), 0)

  const haveTurnedSince = (since: number) =>
    [...lanes.values()].every((lane) => lane.inFlight() > 0 || lane.turnedAt() >= since)

  return { wake, get: (key) => lanes.get(key), keep, inFlight, haveTurnedSince, stop }
}
