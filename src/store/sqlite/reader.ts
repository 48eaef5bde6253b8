/**
 * Long reads (lists, statistics, reports) in a separate thread, on a read-only connection, while the main thread keeps
 * responding. WAL lets both work at once; a statement reads what was committed when it began. Starts on first use.
 */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StoreUnavailableError } from '../sql/failures.ts'
import { withBoundsAtZero } from '../sql/partition-bounds.ts'
import { fail, isAside, type Row, type Statement, type Transaction } from '../sql/transaction.ts'
import { unavailable } from './trouble.ts'

export type Reader = {
  /** One after the other, each in a snapshot of its own. */
  read<T>(transaction: () => Transaction<T>): Promise<T>
  close(): Promise<void>
}

/** `isFirst`: a read begins with it. Without a statement, the read has ended. */
export type ReaderRequest = (Statement & { id: number; isFirst: boolean }) | 'end'
export type ReaderAnswer = { id: number; rows: Row[] } | { id: number; error: string; errcode: number }

type Waiting = { resolve(rows: Row[]): void; reject(error: unknown): void }

export function createReader(path: string, onStatement?: (text: string) => void): Reader {
  const waiting = new Map<number, Waiting>()
  const warned = new Set<string>()
  let worker: Worker | undefined
  let nextId = 1
  let last: Promise<unknown> = Promise.resolve()
  let isClosed = false

  function start(): Worker {
    const started = new Worker(new URL(`./reader-thread${extname(import.meta.filename)}`, import.meta.url), {
      workerData: { path },
    })
    // It must not keep an otherwise finished process alive.
    started.unref()
    started.on('message', (answer: ReaderAnswer) => {
      const asked = waiting.get(answer.id)
      waiting.delete(answer.id)
      if ('rows' in answer) asked?.resolve(answer.rows)
      else asked?.reject(unavailable(Object.assign(new Error(answer.error), { errcode: answer.errcode })))
      if (waiting.size === 0 && !isClosed) started.unref()
    })
    started.on('error', end)
    started.on('exit', () => end(new Error('the reader thread of the store ended')))
    return started
  }

  /** The next read starts another thread. */
  function end(cause: Error): void {
    worker = undefined
    // To each its own, which tells of its statement.
    for (const { reject } of waiting.values()) reject(new Error(cause.message, { cause }))
    waiting.clear()
  }

  function request(statement: Statement, isFirst: boolean): Promise<Row[]> {
    // A read that waited for its turn meanwhile: it would start a thread that nobody ends.
    if (isClosed) return Promise.reject(new StoreUnavailableError('the store is closed'))
    const text = withBoundsAtZero(statement.text)
    return new Promise((resolve, reject) => {
      worker ??= start()
      const id = nextId++
      waiting.set(id, { resolve, reject })
      if (!warned.has(text)) onStatement?.(text)
      warned.add(text)
      worker.ref()
      worker.postMessage({ ...statement, id, text, isFirst } satisfies ReaderRequest)
    })
  }

  async function drive<T>(transaction: Transaction<T>): Promise<T> {
    let isFirst = true
    let step = transaction.next()
    try {
      while (!step.done) {
        const asked = step.value
        let found: Row[]
        try {
          // Pipelines and bulk statements are for writes over a network.
          if (Array.isArray(asked) || 'each' in asked || isAside(asked))
            throw new Error('the reader takes one statement at a time')
          found = await request(asked, isFirst)
        } catch (cause) {
          fail(transaction, cause)
        }
        isFirst = false
        step = transaction.next(found)
      }
      return step.value
    } finally {
      worker?.postMessage('end' satisfies ReaderRequest)
    }
  }

  return {
    read(run) {
      const read = last.then(() => drive(run()))
      last = read.catch(() => {})
      return read
    },
    async close() {
      // Otherwise a finished process would exit before the rest is closed.
      isClosed = true
      worker?.ref()
      await worker?.terminate()
    },
  }
}
