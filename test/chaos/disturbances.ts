/**
 * What people do while things fail: the second table beside faults.ts, drawn by a plan of its own, so that the faults of a seed stay as they
 * are. Each can be left out by its name.
 */
import { changeFaults, distanceFaults } from './change-faults.ts'
import type { Act } from './faults.ts'
import { identityFaults } from './identity-faults.ts'
import type { Cast } from './journal.ts'
import type { Place } from './site.ts'

export const disturbances = { ...identityFaults, ...changeFaults, ...distanceFaults } satisfies Record<string, Act>

export type Disturbance = keyof typeof disturbances

export const disturbanceNames = Object.keys(disturbances) as Disturbance[]

/** What applies to a store, less what is left out. */
export function disturbancesFor({ store }: Pick<Place, 'store'>, without: readonly string[]): Disturbance[] {
  const absent = store === 'sqlite' ? Object.keys(distanceFaults) : []
  return disturbanceNames.filter((name) => !without.includes(name) && !absent.includes(name))
}

/** Who must be there for them to happen to. */
export function castFor(chosen: readonly Disturbance[]): Cast {
  return {
    mortals: chosen.some((name) => name.startsWith('bot deleted')),
    movers: chosen.includes('number moved'),
  }
}
