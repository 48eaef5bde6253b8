/**
 * The final rate check, right before a request is written. The lane starts messages at their rate, but a commit, a slot
 * and perhaps a connection lie between that and the wire, and bunch them. So messages are counted as they leave, and
 * one is admitted only while the messages that left within the last second plus those that may leave at any moment are
 * fewer than the rate (promise 4).
 */
import { realTimers, type Timers } from '../queue/timers.ts'

export type Gate = {
  ticket(): Ticket
  /** Messages with a ticket that have not left, for whatever they wait. */
  unleft(): number
  setRate(perSecond: number): void
}

/** For one message. */
export type Ticket = {
  /** Resolves when the message may leave, at any moment from then on. */
  admitted(): Promise<void>
  /** Records that the message leaves now. */
  leave(): void
  /** Releases the ticket if the message has not left. Must be called. */
  end(): void
}

/**
 * A second as Meta counts it, by arrival: a message that travels up to 20 ms longer than its neighbours still arrives
 * within the rate. The burst keeps the lane's rate below that (`paceOfRate`); below 50 a second there is no burst, and
 * one message more is within what Meta allows any number.
 */
function secondOf(perSecond: number): number {
  return perSecond < 50 ? 1_000 : 1_020
}

export function createGate(perSecond: number, timers: Timers = realTimers): Gate {
  let max = perSecond
  let secondMs = secondOf(perSecond)
  /** When each message left, oldest first, from index `first` on. */
  let left: number[] = []
  let first = 0
  let pending = 0
  let unleft = 0
  const waiting: (() => void)[] = []
  let cancel: (() => void) | undefined

  function free(): number {
    const before = timers.now() - secondMs
    while (first < left.length && (left[first] ?? 0) <= before) first++
    if (first > 1_024) {
      left = left.slice(first)
      first = 0
    }
    return max - (left.length - first) - pending
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
      unleft += 1
      const leaveOrEnd = () => {
        const wasAdmitted = state === 'admitted'
        if (state !== 'over') unleft -= 1
        if (wasAdmitted) pending -= 1
        state = 'over'
        return wasAdmitted
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
    unleft: () => unleft,
    setRate(next) {
      max = next
      secondMs = secondOf(next)
      if (waiting.length > 0) admit()
    },
  }
}
