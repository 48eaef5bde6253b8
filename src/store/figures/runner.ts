/**
 * Keeps the figures near the present: every two seconds it looks whether something was counted. Nothing is written
 * while nothing happens.
 */
import { inPieces } from '../sql/pieces.ts'
import type { Runner } from '../sql/runner.ts'
import { addEarlierDay, daysFrom } from './days.ts'
import { addUpEarlier, earlierSources } from './earlier.ts'
import { hasTallies, rollUp } from './roll-up.ts'

export type FiguresDeps = Pick<Runner<never>, 'read' | 'write'>

/** More often would write the same rows again and again. */
const everyMs = 2_000

export type FigureWork = Awaited<ReturnType<typeof createFigureWork>>

export async function createFigureWork({ read, write }: FiguresDeps) {
  let earlier = await read(earlierSources)
  let areDaysWhole = (await read(daysFrom)) === 0
  let running: Promise<void> | undefined
  let startedAt = Number.NEGATIVE_INFINITY
  /** Everything up to then was added, by the caller's clock. */
  let currentAt: number | undefined
  let isStopped = false

  async function work(now: number): Promise<void> {
    if (await read(hasTallies))
      await inPieces(
        (limit) => write([], () => rollUp(now, limit)).then((taken) => taken >= limit),
        (isMore) => isMore,
        () => isStopped,
      )
    if (!isStopped) currentAt = now
    await workOff(now)
  }

  /** What was there before the figures, and before their days. */
  async function workOff(now: number): Promise<void> {
    if (earlier.length > 0) {
      // Only behind all that was counted so far: the acceptances among it are left to the rows.
      await inPieces(
        (limit) => write([], () => addUpEarlier(now, limit)),
        (isMore) => isMore,
        () => isStopped,
      )
      earlier = await read(earlierSources)
    }
    if (areDaysWhole || isStopped) return
    await inPieces(
      () => write([], () => addEarlierDay(now)),
      (isMore) => isMore,
      () => isStopped,
    )
    areDaysWhole = (await read(daysFrom)) === 0
  }

  const added = {
    /** Resolves when all is added that had been counted when it began. */
    async addUp(now: number): Promise<void> {
      while (running !== undefined) await running.catch(() => {})
      if (isStopped) return
      startedAt = now
      running = work(now).finally(() => {
        running = undefined
      })
      await running
    },
    /** With the poll: nothing, if the last time was just now. */
    async carryOn(now: number): Promise<void> {
      if (running !== undefined || isStopped || Math.abs(now - startedAt) < everyMs) return
      await added.addUp(now)
    },
    earlierUntil: () => earlier.find(({ source }) => source === 'messages')?.before_at ?? 0,
    isWhole: () => earlier.length === 0,
    currentAt: () => currentAt,
    async stop(): Promise<void> {
      isStopped = true
      await running?.catch(() => {})
    },
  }
  return added
}
