/**
 * Reads on separate connections. A caller that waits too long gets an error, while the read itself continues and
 * returns its connection when it ends.
 */
import { StoreUnavailableError } from '../sql/failures.ts'
import type { Transaction } from '../sql/transaction.ts'
import { type Connection, type ConnectionOptions, connect } from './connection.ts'
import { drive } from './drive.ts'
import { createReconnectingSession, type ReconnectingSession } from './reconnecting.ts'

export type Readers = {
  read<T>(transaction: () => Transaction<T>): Promise<T>
  close(): Promise<void>
}

export type ReadersOptions = {
  connections: number
  /** How long a caller waits, ms; a connection whose response takes a little longer is closed. */
  timeoutMs: number
  /** All statements of a read see the same moment; it costs two more exchanges with the server. */
  inSnapshot?: boolean
  /** Runs the work, with retries where they may help; callers get its errors. */
  attempt<T>(work: () => Promise<T>): Promise<T>
}

/** More would only wait in vain. */
const maxWaiting = 5_000

export function createReaders(
  options: ConnectionOptions,
  { connections, timeoutMs, inSnapshot = false, attempt }: ReadersOptions,
): Readers {
  const open = () => connect({ ...options, answerMs: timeoutMs + 1_000, isReader: true })
  const all = Array.from({ length: connections }, () => createReconnectingSession(open))
  const run = inSnapshot ? driveInSnapshot : driveAlone
  const idle = [...all]
  const waiting = new Set<(stored: ReconnectingSession) => void>()

  async function borrowed<T>(
    transaction: () => Transaction<T>,
    position: ReconnectingSession | Promise<ReconnectingSession>,
  ): Promise<T> {
    const stored = await position
    try {
      return await attempt(async () => run(await stored.get(), transaction()))
    } finally {
      const [next] = waiting
      if (next) next(stored)
      else idle.push(stored)
    }
  }

  return {
    read(transaction) {
      const stored = idle.pop()
      if (stored) return within(timeoutMs, borrowed(transaction, stored))
      if (waiting.size >= maxWaiting)
        return Promise.reject(new StoreUnavailableError('too many requests wait for the store'))
      let free: (stored: ReconnectingSession) => void = () => {}
      const position = new Promise<ReconnectingSession>((resolve) => {
        free = (next) => {
          waiting.delete(free)
          resolve(next)
        }
      })
      waiting.add(free)
      // A caller that timed out leaves the queue.
      return within(timeoutMs, borrowed(transaction, position), () => waiting.delete(free))
    },
    async close() {
      await Promise.all(all.map((stored) => stored.close()))
    },
  }
}

function driveAlone<T>({ execute }: Connection, transaction: Transaction<T>): Promise<T> {
  return drive(execute, transaction)
}

async function driveInSnapshot<T>({ command, execute }: Connection, transaction: Transaction<T>): Promise<T> {
  // It leaves together with the first statement.
  const begun = command('begin isolation level repeatable read read only')
  begun.catch(() => {})
  try {
    const found = await drive(execute, transaction)
    await begun
    return found
  } finally {
    await command('rollback').catch(() => {})
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
