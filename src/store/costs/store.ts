/** The store's methods for what messages cost: rate cards, and counts to which they are applied. */
import type { RateCard } from '../../model/cost/rate-card.ts'
import type { Runner } from '../sql/runner.ts'
import { type PriceCount, type PriceFilter, priceCounts } from './counts.ts'
import { type CardFilter, deleteRateCard, putRateCards, rateCards } from './rate-cards.ts'

export type CostStore = {
  /** By currency, the newest first. */
  rateCards(filter: CardFilter): Promise<RateCard[]>
  /** Replaces those of the same day and currency, all or none. False: they would be too many, and none is stored. */
  putRateCards(cards: readonly RateCard[]): Promise<boolean>
  deleteRateCard(effectiveDate: string, currency: string): Promise<boolean>
  priceCounts(filter: PriceFilter): Promise<PriceCount[]>
}

/** No bot's id has a space. */
const lock = 'rate cards'

class TooMany extends Error {}

export function costStore({ read, readSlow, write }: Pick<Runner<never>, 'read' | 'readSlow' | 'write'>): CostStore {
  return {
    rateCards: (filter) => read(() => rateCards(filter)),
    async putRateCards(cards) {
      try {
        await write([lock], function* () {
          if (!(yield* putRateCards(cards))) throw new TooMany()
        })
        return true
      } catch (error) {
        if (error instanceof TooMany) return false
        throw error
      }
    },
    deleteRateCard: (effectiveDate, currency) => write([lock], () => deleteRateCard(effectiveDate, currency)),
    priceCounts: (filter) => readSlow(() => priceCounts(filter)),
  }
}
