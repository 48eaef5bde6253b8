/**
 * Runs deletions of bots to their end, in pieces (bot-deletion.ts): at once where one was begun, and with the poll for what a process left or
 * what waits for an answer. Whoever has the bot's lanes goes on with it. Made by methods.ts.
 */
import { type DeletionPiece, nextPieceOfDeletion } from './bot-deletion.ts'
import { type DeletedBot, openDeletions } from './deleted-bots.ts'
import type { EngineLeases } from './engine.ts'
import type { TellContext } from './events.ts'
import { inPieces } from './pieces.ts'
import type { Transaction } from './transaction.ts'

export type DeletionsDeps = {
  telling<T>(botIds: readonly string[], transaction: (context: TellContext) => Transaction<T>): Promise<T>
  read<T>(transaction: () => Transaction<T>): Promise<T>
  leases: Pick<EngineLeases, 'owns' | 'remove'>
  /** Settings that are kept in memory are others. */
  changed(): Promise<void>
  onEnded(bot: DeletedBot): void
  onError(error: unknown): void
}

export type Deletions = ReturnType<typeof makeDeletions>

export function makeDeletions({ telling, read, leases, changed, onEnded, onError }: DeletionsDeps) {
  const running = new Map<string, Promise<void>>()
  let isStopped = false

  async function work(botId: string, now: number): Promise<void> {
    const step = (limit: number): Promise<DeletionPiece> =>
      telling([botId], (context) => nextPieceOfDeletion(context, { botId, now, limit }))
    const last = await inPieces(
      step,
      ({ isMore }) => isMore,
      () => isStopped,
    )
    if (!last.ended) return
    await leases.remove(botId)
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
    /** What is under way ends with its piece. */
    async stop(): Promise<void> {
      isStopped = true
      await Promise.all(running.values())
    },
  }
}
