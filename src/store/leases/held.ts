/**
 * The leases that this process holds, in memory, with the subsets that a beat would otherwise search for: those that
 * are leaving, those whose messages in flight are not recovered yet, and the changes not reported yet.
 */
import type { Recoverable } from '../sql/engine.ts'
import type { LeaseRow } from './operations.ts'

type Leaving = { since: number; isDrained: boolean }
type Held = { epoch: number; leaving?: Leaving }

export function createHeldLeases() {
  let held = new Map<string, Held>()
  const leavingBots = new Set<string>()
  const unrecovered = new Set<string>()
  const changed = new Set<string>()

  function hold(taken: readonly LeaseRow[]): void {
    for (const { botId, epoch } of taken) {
      held.set(botId, { epoch })
      leavingBots.delete(botId)
      unrecovered.add(botId)
      changed.add(botId)
    }
  }

  /** Its lanes are known to have stopped. */
  function drop(botId: string): void {
    held.delete(botId)
    leavingBots.delete(botId)
    unrecovered.delete(botId)
  }

  function forget(botId: string): void {
    drop(botId)
    changed.add(botId)
  }

  /** After the rows were read: a lease may be lost, or held although the response never arrived. */
  function replace(found: readonly LeaseRow[]): void {
    const before = held
    held = new Map()
    for (const { botId, epoch } of found) {
      const lease = before.get(botId)
      if (lease?.epoch === epoch) held.set(botId, lease)
      else hold([{ botId, epoch }])
    }
    for (const botId of before.keys()) if (!held.has(botId)) forget(botId)
  }

  /** The last acquired leave first, and stay if another process died meanwhile. */
  function markLeaving(share: number, now: number): void {
    if (held.size <= share && leavingBots.size === 0) return
    let ordinal = 0
    for (const [botId, lease] of held) {
      const mustLeave = ++ordinal > share
      if (mustLeave === (lease.leaving !== undefined)) continue
      changed.add(botId)
      lease.leaving = mustLeave ? { since: now, isDrained: false } : undefined
      if (mustLeave) leavingBots.add(botId)
      else leavingBots.delete(botId)
    }
  }

  function leaving(): Leaving[] {
    return [...leavingBots].flatMap((botId) => held.get(botId)?.leaving ?? [])
  }

  /** Held, and not leaving. */
  function owns(botId: string): boolean {
    const lease = held.get(botId)
    return lease !== undefined && lease.leaving === undefined
  }

  /** Bots whose lanes have drained, or have been leaving since `leftBefore` or longer. */
  function drained(leftBefore: number): string[] {
    return [...leavingBots].filter((botId) => {
      const one = held.get(botId)?.leaving
      return one !== undefined && (one.isDrained || one.since <= leftBefore)
    })
  }

  function takeChanged(): string[] {
    const botIds = [...changed]
    changed.clear()
    return botIds
  }

  /** Leases whose messages in flight are not recovered yet; or all. */
  function recoverable(whose: 'others' | 'all'): Recoverable[] {
    return [...(whose === 'all' ? held.keys() : unrecovered)].flatMap((botId) => {
      const lease = held.get(botId)
      if (!lease) return []
      return {
        botIds: [botId],
        of: whose === 'all' ? { botId } : { botId, exceptLease: lease.epoch },
        done() {
          if (held.get(botId) === lease) unrecovered.delete(botId)
        },
      }
    })
  }

  return {
    has: (botId: string) => held.has(botId),
    epoch: (botId: string) => held.get(botId)?.epoch,
    count: () => held.size,
    forgetAll() {
      for (const botId of [...held.keys()]) forget(botId)
    },
    clear: () => held.clear(),
    ...{ owns, hold, drop, forget, replace, markLeaving, leaving, drained, takeChanged, recoverable },
  }
}
