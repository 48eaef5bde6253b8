/**
 * Helpers for tests of key rotation: a seal by the database's masters, an installation from before masters, and all the
 * steps.
 */

import { installMasters, masterColumns, masterOf } from '../../src/store/sealing/masters.ts'
import type { MasterState, Seal } from '../../src/store/sealing/seal.ts'
import { createSeal } from '../../src/store/sealing/seal.ts'
import type { Value } from '../../src/store/sql/transaction.ts'
import type { TestStore } from './open-store.ts'
import { change } from './rows.ts'

export const testKey = 'a key only for tests'

/** The seal of a gateway that starts now. */
export function sealOf(ctx: Pick<TestStore, 'rows'>, key = testKey, former?: string): Seal {
  const seal = createSeal(key, former)
  const found = ctx.rows(`select ${masterColumns.join(', ')} from masters order by number`) as Record<string, Value>[]
  installMasters(
    seal,
    found.map((one) => masterOf(masterColumns.map((name) => one[name] ?? null))),
  )
  return seal
}

/** Without masters, as in earlier versions; to be called before anything is sealed. */
export async function createFormer(ctx: TestStore): Promise<Seal> {
  const seal = createSeal(testKey)
  await change(ctx, [
    'delete from masters',
    `update facts set value = '${seal.seal('probe', 'recado')}' where name = 'sealed'`,
  ])
  await ctx.reopen()
  return seal
}

/** As far as possible at this instant. Returns the states on the way. */
export async function carryOn(ctx: TestStore, now: number): Promise<MasterState[]> {
  const states: MasterState[] = []
  for (;;) {
    const state = await ctx.store.carryOnKeys(now)
    if (state === undefined) return states
    states.push(state)
  }
}
