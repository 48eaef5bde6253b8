/** The store's method for how bots do now. */
import type { Runner } from '../sql/runner.ts'
import { type BotOverview, type LowNumber, lowNumbers, overview } from './overview.ts'

export type OverviewStore = {
  /** Every bot about which there is something to say. */
  overview(now: number): Promise<BotOverview[]>
  /** Those that people block or report. */
  lowNumbers(): Promise<LowNumber[]>
}

export function overviewStore({ readSlow }: Pick<Runner<never>, 'readSlow'>): OverviewStore {
  return { overview: (now) => readSlow(() => overview(now)), lowNumbers: () => readSlow(lowNumbers) }
}
