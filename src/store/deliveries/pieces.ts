/**
 * Runs work in batches (endpoint-tasks.ts, `hasten`): a batch holds the bot's lock for some milliseconds, and then
 * leaves it free as long. Work that a process leaves undone is found by the poll of the bot's next owner.
 */
import type { TellContext } from '../events/events.ts'
import type { EngineLeases } from '../sql/engine.ts'
import type { Transaction } from '../sql/transaction.ts'
import { type EndpointTask, nextPiece, type Piece, type TaskKind } from './endpoint-tasks.ts'

export type PiecesDeps = {
  telling<T>(botIds: readonly string[], transaction: (context: TellContext) => Transaction<T>): Promise<T>
  openTasks(): Promise<EndpointTask[]>
  leases: Pick<EngineLeases, 'owns'>
  /** Any process may finish the tasks of a deleted bot. */
  isKnown(botId: string): boolean
  onError(error: unknown, about: { endpointId: string; kind: TaskKind }): void
}

/** A longer batch would noticeably delay the writes that wait behind it. */
const longMs = 25
const fewestAtOnce = 50
const mostAtOnce = 500

/**
 * Repeats `step` until there is no more, each with the number of rows that fits the time of a batch, and with a pause
 * as long as the step took.
 */
export async function inPieces<T>(
  step: (limit: number) => Promise<T>,
  isMore: (result: T) => boolean,
  isStopped: () => boolean = () => false,
): Promise<T> {
  for (let limit = 2 * fewestAtOnce; ; ) {
    const startedAt = performance.now()
    const result = await step(limit)
    const tookMs = performance.now() - startedAt
    if (!isMore(result) || isStopped()) return result
    limit = tookMs > longMs ? Math.max(fewestAtOnce, limit >> 1) : Math.min(mostAtOnce, limit * 2)
    await new Promise((resolve) => setTimeout(resolve, tookMs))
  }
}

export function makePieces({ telling, openTasks, leases, isKnown, onError }: PiecesDeps) {
  const running = new Map<string, Promise<Piece>>()
  let isStopped = false

  function run({ id, botId }: Pick<EndpointTask, 'id' | 'botId'>): Promise<Piece> {
    const before = running.get(id)
    if (before) return before
    const step = (limit: number) => telling([botId], (context) => nextPiece(context, id, limit))
    const task = inPieces(
      step,
      ({ isMore }) => isMore,
      () => isStopped,
    ).finally(() => running.delete(id))
    running.set(id, task)
    return task
  }

  return {
    /** Resolves when the task is done, or this process stops. */
    run,
    /** Continues tasks begun by this process, or by one that has ended. */
    async carryOn(): Promise<void> {
      for (const task of await openTasks()) {
        if (isStopped || (isKnown(task.botId) && !leases.owns(task.botId))) continue
        run(task).catch((error: unknown) => onError(error, task))
      }
    },
    isStopped: () => isStopped,
    /** A running task ends with its current batch. */
    async stop(): Promise<void> {
      isStopped = true
      await Promise.allSettled(running.values())
    },
  }
}
