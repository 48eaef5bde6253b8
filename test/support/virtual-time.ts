/**
 * Virtual time that advances only when a test moves it: runs timers in order, and between two of them all work that
 * they started.
 */
import type { Timers } from '../../src/queue/timers.ts'

type Entry = { at: number; order: number; work: (() => void) | undefined }

export type VirtualTime = Timers & {
  now(): number
  /** Runs everything due up to `at`. */
  runUntil(at: number): Promise<void>
}

export function createVirtualTime(startAt = 0): VirtualTime {
  const heap: Entry[] = []
  let now = startAt
  let order = 0

  const isBefore = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function push(entry: Entry): void {
    let index = heap.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = heap[parent]
      if (!above || isBefore(above, entry)) break
      heap[index] = above
      index = parent
    }
    heap[index] = entry
  }

  function pop(): Entry | undefined {
    const first = heap[0]
    const last = heap.pop()
    if (!last || heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      let least = heap[child]
      const right = heap[child + 1]
      if (least && right && isBefore(right, least)) {
        child += 1
        least = right
      }
      if (!least || isBefore(last, least)) break
      heap[index] = least
      index = child
    }
    heap[index] = last
    return first
  }

  function after(ms: number, work: () => void): () => void {
    const entry: Entry = { at: now + Math.max(0, ms), order: order++, work }
    push(entry)
    return () => {
      entry.work = undefined
    }
  }

  return {
    now: () => now,
    after,
    soon: (work) => void after(0, work),
    async runUntil(at) {
      for (let next = heap[0]; next && next.at <= at; next = heap[0]) {
        now = Math.max(now, next.at)
        // All timers of one instant, then the work that they started.
        for (let due = heap[0]; due && due.at <= now; due = heap[0]) pop()?.work?.()
        await new Promise(setImmediate)
      }
      now = at
    },
  }
}
