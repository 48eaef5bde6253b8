/**
 * People's actions while things fail: the second table besides faults.ts, with a plan of its own, so that the faults of
 * a seed stay the same. Each can be left out by name.
 */

import { changeFaults, distanceFaults } from './change-faults.ts'
import type { FaultEffect } from './fault-effect.ts'
import { identityFaults } from './identity-faults.ts'
import type { SpecialBots } from './journal.ts'
import type { Place } from './site-parts.ts'

export const disturbances = { ...identityFaults, ...changeFaults, ...distanceFaults } satisfies Record<
  string,
  FaultEffect
>

export type Disturbance = keyof typeof disturbances

export const disturbanceNames = Object.keys(disturbances) as Disturbance[]

/** The disturbances that apply to a store, without the excluded ones. */
export function disturbancesFor({ store }: Pick<Place, 'store'>, without: readonly string[]): Disturbance[] {
  const absent = store === 'sqlite' ? Object.keys(distanceFaults) : []
  return disturbanceNames.filter((name) => !without.includes(name) && !absent.includes(name))
}

/** The bots that these disturbances need. */
export function specialBotsFor(chosen: readonly Disturbance[]): SpecialBots {
  return {
    deletableBots: chosen.some((name) => name.startsWith('bot deleted')),
    movingBots: chosen.includes('number moved'),
  }
}
