/**
 * Runs bot deletions to their end, in batches (deletion.ts): at once after the request, and with the poll for those
 * that another process left or that wait for an answer. The process that owns the bot's lanes continues.
 */
import { type DeletedBot, openDeletions } from '../bots/deleted-bots.ts'
import type { EventContext } from '../events/events.ts'
import type { EngineLeases } from '../sql/engine.ts'
import { inPieces } from '../sql/pieces.ts'
import type { Runner } from '../sql/runner.ts'
import { type DeletionPiece, nextPieceOfDeletion } from './deletion.ts'

export type DeletionsDeps = Pick<Runner<EventContext>, 'read' | 'writeAndEmit'> & {
  leases: Pick<EngineLeases, 'owns' | 'release' | 'forget'>
  /** The cached settings have changed. */
  changed(): Promise<void>
  onEnded(bot: DeletedBot): void
  onError(error: unknown): void
}

export type Deletions = ReturnType<typeof createDeletions>

export function createDeletions({ writeAndEmit, read, leases, changed, onEnded, onError }: DeletionsDeps) {
  const running = new Map<string, Promise<void>>()
  let isStopped = false

  async function work(botId: string, now: number): Promise<void> {
    const step = (limit: number): Promise<DeletionPiece> =>
      writeAndEmit([botId], function* (context) {
        const piece = yield* nextPieceOfDeletion(context, { botId, now, limit })
        if (piece.ended) yield* leases.release(botId)
        return piece
      })
    const last = await inPieces(
      step,
      ({ isMore }) => isMore,
      () => isStopped,
    )
    if (!last.ended) return
    leases.forget(botId)
    await changed()
    onEnded(last.ended)
  }

  function run(botId: string, now: number): void {
    if (isStopped || running.has(botId)) return
    const task = work(botId, now)
      .catch(onError)
      .finally(() => running.delete(botId))
    running.set(botId, task)
  }

  return {
    async carryOn(now: number): Promise<void> {
      for (const botId of await read(openDeletions)) if (leases.owns(botId)) run(botId, now)
    },
    /** A running deletion ends with its current batch. */
    async stop(): Promise<void> {
      isStopped = true
      await Promise.all(running.values())
    },
  }
}
