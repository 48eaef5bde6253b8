/** The store's figures: what happened by the hour, added up off the path of messages. */
import type { Runner } from '../sql/runner.ts'
import { type FigureCount, type FigureFilter, figures } from './read.ts'
import { hasTallies } from './roll-up.ts'
import type { FigureWork } from './runner.ts'

export type FigureStore = {
  /**
   * `asOf`: everything up to then is in it; undefined until the first look. `isWhole`: rows from before the figures
   * were there are in it too.
   */
  figures(filter: FigureFilter, now: number): Promise<{ counts: FigureCount[]; asOf?: number; isWhole: boolean }>
  /** Adds what was counted so far to the figures. */
  addUpFigures(now: number): Promise<void>
  /** The same with the poll, every two seconds. */
  carryOnFigures(now: number): Promise<void>
}

export type FigureStoreDeps = Pick<Runner<never>, 'readSlow'> & { work: FigureWork }

export function figureStore({ readSlow, work }: FigureStoreDeps): FigureStore {
  return {
    async figures(filter, now) {
      const found = await readSlow(function* () {
        const isCounting = yield* hasTallies()
        return { isCounting, counts: yield* figures(filter) }
      })
      const asOf = found.isCounting ? work.currentAt() : now
      return { counts: found.counts, isWhole: work.isWhole(), ...(asOf !== undefined && { asOf }) }
    },
    addUpFigures: work.addUp,
    carryOnFigures: work.carryOn,
  }
}
