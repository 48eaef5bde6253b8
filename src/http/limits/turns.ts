/**
 * Concurrent requests of one caller; further ones wait for their turn, first come first served, up to a bound. So a
 * caller with a thousand connections delays itself, and others find a short queue.
 */

export type Turns = {
  /**
   * Calls `begin` now or later, with a function that ends the turn; false: too many wait already, and it is never
   * called.
   */
  take(key: string, begin: (leave: () => void) => void): boolean
}

type Queue = { inAir: number; waiting: ((leave: () => void) => void)[] }

export function createTurns({ inAir, waiting }: { inAir: number; waiting: number }): Turns {
  const queues = new Map<string, Queue>()

  function start(key: string, queue: Queue, begin: (leave: () => void) => void): void {
    queue.inAir += 1
    let isOver = false
    begin(() => {
      if (isOver) return
      isOver = true
      queue.inAir -= 1
      const next = queue.waiting.shift()
      if (next !== undefined) start(key, queue, next)
      else if (queue.inAir === 0) queues.delete(key)
    })
  }

  return {
    take(key, begin) {
      const queue = queues.get(key) ?? { inAir: 0, waiting: [] }
      queues.set(key, queue)
      if (queue.inAir < inAir) start(key, queue, begin)
      else if (queue.waiting.length < waiting) queue.waiting.push(begin)
      else return false
      return true
    },
  }
}
