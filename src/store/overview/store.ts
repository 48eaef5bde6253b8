/** The store's method for how bots do now. */
import type { Runner } from '../sql/runner.ts'
import { type BotOverview, overview } from './overview.ts'

export type OverviewStore = {
  /** Every bot about which there is something to say. */
  overview(now: number): Promise<BotOverview[]>
}

export function overviewStore({ readSlow }: Pick<Runner<never>, 'readSlow'>): OverviewStore {
  return { overview: (now) => readSlow(() => overview(now)) }
}
