/**
 * Runs the batched tasks of endpoints (endpoint-tasks.ts). After a crash the owner of the bot continues them from its
 * poll.
 */
import type { EventContext } from '../events/events.ts'
import type { EngineLeases } from '../sql/engine.ts'
import { inPieces } from '../sql/pieces.ts'
import type { Runner } from '../sql/runner.ts'
import { type EndpointTask, nextPiece, openTasks, type Piece, type TaskKind } from './endpoint-tasks.ts'

export type PiecesDeps = Pick<Runner<EventContext>, 'read' | 'writeAndEmit'> & {
  leases: Pick<EngineLeases, 'owns'>
  /** Any process may finish the tasks of a deleted bot. */
  isKnown(botId: string): boolean
  onError(error: unknown, about: { endpointId: string; kind: TaskKind }): void
}

export function createPieces({ read, writeAndEmit, leases, isKnown, onError }: PiecesDeps) {
  const running = new Map<string, Promise<Piece>>()
  let isStopped = false

  function run({ id, botId }: Pick<EndpointTask, 'id' | 'botId'>): Promise<Piece> {
    const before = running.get(id)
    if (before) return before
    const step = (limit: number) => writeAndEmit([botId], (context) => nextPiece(context, id, limit))
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
      for (const task of await read(() => openTasks())) {
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
