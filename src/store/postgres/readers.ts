/**
 * Reads on connections of their own. Whoever waits for longer than he should is told so, while the read itself goes on and gives its
 * connection back when it has ended. Made by database.ts.
 */
import { StoreUnavailableError } from '../failures.ts'
import type { Transaction } from '../transaction.ts'
import { type ConnectionOptions, connect, drive } from './connection.ts'
import { type Kept, makeKept } from './kept.ts'

export type Readers = {
  read<T>(transaction: () => Transaction<T>): Promise<T>
  close(): Promise<void>
}

export type ReadersOptions = {
  connections: number
  /** How long a caller waits, ms; a connection of which an answer takes longer than that and a little is given up. */
  timeoutMs: number
  /** Runs the work, again where that may help; its failures are what callers hear. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

/** More would only wait in vain. */
const mostWaiting = 5_000

export function makeReaders(options: ConnectionOptions, { connections, timeoutMs, attempt }: ReadersOptions): Readers {
  const open = () => connect({ ...options, answerMs: timeoutMs + 1_000, isReader: true })
  const all = Array.from({ length: connections }, () => makeKept(open))
  const idle = [...all]
  const waiting = new Set<(kept: Kept) => void>()

  async function borrowed<T>(run: () => Transaction<T>, place: Kept | Promise<Kept>): Promise<T> {
    const kept = await place
    try {
      return await attempt(async () => drive((await kept.get()).execute, run()))
    } finally {
      const [next] = waiting
      if (next) next(kept)
      else idle.push(kept)
    }
  }

  return {
    read(run) {
      const kept = idle.pop()
      if (kept) return within(timeoutMs, borrowed(run, kept))
      if (waiting.size >= mostWaiting) return Promise.reject(new StoreUnavailableError('too much waits for the store'))
      let free: (kept: Kept) => void = () => {}
      const place = new Promise<Kept>((resolve) => {
        free = (next) => {
          waiting.delete(free)
          resolve(next)
        }
      })
      waiting.add(free)
      // Who is told that it took too long waits no more.
      return within(timeoutMs, borrowed(run, place), () => waiting.delete(free))
    },
    async close() {
      await Promise.all(all.map((kept) => kept.close()))
    },
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>, onLate: () => void = () => {}): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onLate()
      reject(new StoreUnavailableError('the database did not answer in time'))
    }, timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
