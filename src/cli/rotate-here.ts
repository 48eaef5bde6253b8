/** A rotation of the key on the database itself, where no gateway runs. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { secretKeys } from '../app/secrets.ts'
import type { Config } from '../config/config.ts'
import { createIds } from '../model/ids.ts'
import { configuredLocation } from '../store/location.ts'
import { countGateways, retainedToken } from '../store/peek.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { createSeal } from '../store/sealing/seal.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { isUnderWay, lookMs, type View } from './rotation-view.ts'

export type RotateHere = { end?: true; status?: true; overlapMs: number; report(view: View): void }

export async function rotateHere(config: Config, { end, status, overlapMs, report }: RotateHere): Promise<void> {
  if ((await countGateways(configuredLocation(config))) > 0)
    throw new Error('gateways are running on this database: give the address of one of them with --url')
  const store = await openStore(config)
  try {
    if (status) return report(await viewOf(store))
    await begin(store, { end, overlapMs })
    for (;;) {
      const moved = await store.carryOnKeys(Date.now())
      const view = await viewOf(store)
      if (moved) report(view)
      if (!isUnderWay(view, end)) return
      if (!moved) await sleep(lookMs)
    }
  } finally {
    await store.close()
  }
}

async function begin(store: Store, { end, overlapMs }: Pick<RotateHere, 'end' | 'overlapMs'>): Promise<void> {
  const now = Date.now()
  if (end ? !(await store.endKeyOverlap(now)) : (await store.beginKeyRotation({ now, overlapMs })).kind !== 'begun')
    throw new Error(
      end
        ? 'no rotation is in its overlap period'
        : 'the previous rotation has not ended: see recado rotate-key --status',
    )
  await store.addAudit({
    at: now,
    actor: { kind: 'admin' },
    operation: 'rotate-key',
    outcome: 'done',
    about: { kind: 'key_rotation' },
  })
}

/** The management token that the data folder's gateway made for itself. */
export function ownToken(config: Config): Promise<string | undefined> {
  return retainedToken(configuredLocation(config), sealOf(config))
}

async function openStore(config: Config): Promise<Store> {
  const deps = { newId: createIds(Date.now), seal: sealOf(config) }
  if (config.databaseUrl !== undefined) return openPostgresStore(deps, { url: config.databaseUrl })
  return openSqliteStore(deps, { path: join(config.dataDir, 'recado.db') })
}

function sealOf(config: Config) {
  return createSeal(...secretKeys(config))
}

async function viewOf(store: Store): Promise<View> {
  const { number, state, left, endsAt } = await store.keyRotation()
  return { master: number, state, left, overlapEndsAt: endsAt === undefined ? null : new Date(endsAt).toISOString() }
}
