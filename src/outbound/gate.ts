/**
 * The last look at a number's rate, where a request is about to be written. The lane lets messages begin by their pace, but between that and the
 * wire lie a commit, a place and perhaps a connection, which bunch them. So what leaves is counted as it leaves, and a message is let through only
 * while those that left within the last second, and those that may leave at any moment, are fewer than the rate (promise 4). Made by a bot's lane.
 */
import { realTimers, type Timers } from '../queue/timers.ts'

export type Gate = {
  ticket(): Ticket
  setRate(perSecond: number): void
}

/** Of one message. */
export type Ticket = {
  /** Resolves when it may leave, at any moment from then on. */
  admitted(): Promise<void>
  /** It leaves now. */
  leave(): void
  /** It leaves no more, if it has not left. Must be called. */
  end(): void
}

/**
 * A second as Meta counts it, by the arrival: what is on its way for up to 20 ms longer than its neighbours still comes within the rate. The pace
 * stays below that by its burst (paceOfRate), and has none below 50 a second, where one more is within what Meta lets any number send.
 */
function secondOf(perSecond: number): number {
  return perSecond < 50 ? 1_000 : 1_020
}

export function makeGate(perSecond: number, timers: Timers = realTimers): Gate {
  let most = perSecond
  let secondMs = secondOf(perSecond)
  /** When each left, oldest first, from `first` on. */
  let left: number[] = []
  let first = 0
  let pending = 0
  const waiting: (() => void)[] = []
  let cancel: (() => void) | undefined

  function free(): number {
    const before = timers.now() - secondMs
    while (first < left.length && (left[first] ?? 0) <= before) first++
    if (first > 1_024) {
      left = left.slice(first)
      first = 0
    }
    return most - (left.length - first) - pending
  }

  function admit(): void {
    cancel?.()
    cancel = undefined
    for (let places = free(); places > 0 && waiting.length > 0; places--) {
      pending += 1
      waiting.shift()?.()
    }
    const oldest = left[first]
    if (waiting.length > 0 && oldest !== undefined)
      cancel = timers.after(Math.max(1, Math.ceil(oldest + secondMs - timers.now())), admit)
  }

  return {
    ticket() {
      let state: 'new' | 'admitted' | 'over' = 'new'
      const leaveOrEnd = () => {
        if (state !== 'admitted') return false
        state = 'over'
        pending -= 1
        return true
      }
      return {
        async admitted() {
          await new Promise<void>((resolve) => {
            waiting.push(resolve)
            admit()
          })
          state = 'admitted'
        },
        leave() {
          if (leaveOrEnd()) left.push(timers.now())
        },
        end() {
          if (leaveOrEnd() && waiting.length > 0) admit()
        },
      }
    },
    setRate(next) {
      most = next
      secondMs = secondOf(next)
      if (waiting.length > 0) admit()
    },
  }
}
